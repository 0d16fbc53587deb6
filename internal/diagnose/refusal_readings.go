package diagnose

import (
	"fmt"
	"regexp"
	"strings"
)

func overQuota(r refused, said []string) Cause {
	c := Cause{
		Code: QuotaExceeded,
		Summary: fmt.Sprintf("the quota %q of the namespace does not allow %s: requested %s, used %s of %s",
			said[1], r.what, quoted(said[2]), quoted(said[3]), quoted(said[4])),
		Advice: []string{
			fmt.Sprintf("see what uses it: kubectl describe resourcequota %s -n NAMESPACE", named(said[1], "NAME")),
			"raise the quota, or free what uses it: kubectl get jobs,pods -n NAMESPACE",
		},
	}
	if strings.Contains(said[2], "count/jobs") {
		c.Advice = append(c.Advice, "finished Jobs count too: lower the history limits, or set ttlSecondsAfterFinished"+edit)
	}
	return c
}

func unspecified(r refused, said []string) Cause {
	return Cause{
		Code:    RequestsMissing,
		Summary: fmt.Sprintf("the quota %q of the namespace asks that %s say what they need: %s", said[1], r.what, quoted(said[2])),
		Advice: []string{
			"set these resources in every container, sidecars too" + edit,
			"or give the namespace defaults (a LimitRange): kubectl get limitrange -n NAMESPACE",
		},
	}
}

func insecure(r refused, said []string) Cause {
	return Cause{
		Code: PodSecurity,
		Summary: fmt.Sprintf("the namespace's pod security level %q does not allow %s: %s",
			said[1], r.what, orWord(quoted(said[2]), "it does not say why")),
		Advice: []string{
			"correct the securityContext as the message says" + edit,
			"see the level: kubectl get namespace NAMESPACE --show-labels (pod-security.kubernetes.io/enforce)",
		},
	}
}

// denied is a refusal by a rule that somebody has put up in the cluster, in that one's words.
func denied(r refused, by, name, why, look string) Cause {
	return Cause{
		Code:    AdmissionDenied,
		Summary: fmt.Sprintf("the %s %q refuses to let %s be created: %s", by, name, r.what, orWord(quoted(why), "it does not say why")),
		Advice:  []string{"correct what it complains of" + edit, look},
	}
}

func webhookAway(r refused, said []string) Cause {
	return Cause{
		Code: WebhookUnreachable,
		Summary: fmt.Sprintf("the admission webhook %q does not answer, and nothing lets %s in without it: %s",
			said[1], r.what, pith(said[2])),
		Advice: []string{
			"find its service, and see whether that runs: kubectl get " +
				"validatingwebhookconfigurations,mutatingwebhookconfigurations -o yaml",
			"all that the webhook is asked about is held up, not this job alone; its failurePolicy says so",
		},
	}
}

// userName is what a command may hold as the name of a user.
var userName = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9:._@-]*$`)

func notAllowedTo(r refused, said []string) Cause {
	user := "USER"
	if userName.MatchString(said[1]) {
		user = said[1]
	}
	return Cause{
		Code:    CreationForbidden,
		Summary: fmt.Sprintf("%q has no right to %s %s: nothing creates %s", said[1], said[2], said[3], r.what),
		Advice: []string{
			fmt.Sprintf("see what it may do: kubectl auth can-i --list -n NAMESPACE --as=%s", user),
			"give the right back; the controllers' own roles are restored when the API server starts: kubectl get clusterroles " +
				"| grep system:controller",
		},
	}
}

func notThereFor(r refused, what, name, resource string) Cause {
	return Cause{
		Code:    PodRefused,
		Summary: fmt.Sprintf("the %s %q that %s ask for is not there", what, name, r.what),
		Advice:  []string{"see which there are: kubectl get " + resource, "create it, or correct its name" + edit},
	}
}
