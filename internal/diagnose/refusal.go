package diagnose

import (
	"fmt"
	"regexp"
	"strings"
)

// The codes of a Job, or of its pods, that the API server does not let be created.
const (
	QuotaExceeded         Code = "QuotaExceeded"
	RequestsMissing       Code = "RequestsMissing"
	PodSecurity           Code = "PodSecurity"
	LimitRange            Code = "LimitRange"
	AdmissionDenied       Code = "AdmissionDenied"
	WebhookUnreachable    Code = "WebhookUnreachable"
	ServiceAccountMissing Code = "ServiceAccountMissing"
	CreationForbidden     Code = "CreationForbidden"
	TemplateInvalid       Code = "TemplateInvalid"
	PodRefused            Code = "PodRefused"
)

// creationRefused looks for the API server's refusal to create the Job or its pods. Refused pods are tried again for ever and count
// as no attempt: the Job does not fail.
func creationRefused(e Evidence) (Cause, bool) {
	ev, ok := e.eventWith("FailedCreate")
	if !ok {
		return Cause{}, false
	}
	r := refused{what: "the Job's pods", why: ev.Message, check: "see its attempts: kubectl describe job JOB -n NAMESPACE"}
	if strings.HasPrefix(ev.Object, "CronJob/") {
		r.what = "the Job"
		r.check = "try it without creating it: kubectl create job CRONJOB-test --from=cronjob/CRONJOB -n NAMESPACE --dry-run=server"
	}
	c := r.cause()
	c.Signal = ev.Message
	if n, from := e.refusals(ev.Object); n > 1 {
		c.Summary += " (" + counted(n, "attempt", "attempts")
		if !from.IsZero() {
			c.Summary += " since " + instant(from)
		}
		c.Summary += ")"
	}
	if len(c.Advice) <= 2 { // what a Job without pods adds to it is to be shown too
		c.Advice = append(c.Advice, r.check)
	}
	return c, true
}

// refused is a refusal that is being read.
type refused struct{ what, why, check string }

// rule of reading: what the refusal says, and what it means.
type reading struct {
	said  *regexp.Regexp
	means func(r refused, said []string) Cause
}

// cause goes through the readings, from the most specific to the most general.
func (r refused) cause() Cause {
	for _, reading := range readings() {
		if m := reading.said.FindStringSubmatch(r.why); m != nil {
			return reading.means(r, m)
		}
	}
	return Cause{
		Code: PodRefused, Summary: "the API server refuses to create " + r.what,
		Advice: []string{"the message says who refuses it and why: correct that"},
	}
}

// The words of the API server's admission plugins.
var (
	quotaExceeded    = regexp.MustCompile(`exceeded quota: ([^\s,]+), requested: (.+?), used: (.+?), limited: (.+)`)
	quotaNamed       = regexp.MustCompile(`exceeded quota: ([^\s,]+)`)
	quotaUnspecified = regexp.MustCompile(`failed quota: (\S+): must specify (.+)`)
	quotaMissing     = regexp.MustCompile(`insufficient quota to (?:consume|match)`)
	podSecurity      = regexp.MustCompile(`violates PodSecurity "?([^":\s]+)[^"]*"?:? ?(.*)`)
	noConstraint     = regexp.MustCompile(`unable to validate against any security context constraint: (.*)`) // OpenShift
	limitRange       = regexp.MustCompile(`((?:minimum|maximum) \S+ usage per \w+ is .+|\S+ max limit to request ratio per \w+ is .+)`)
	webhookDenied    = regexp.MustCompile(`admission webhook "([^"]+)" denied the request(?: without explanation|: (.*))?`)
	policyDenied     = regexp.MustCompile(`AdmissionPolicy '([^']+)'(?: with binding '[^']*')? denied request: (.*)`)
	webhookFailed    = regexp.MustCompile(`failed calling webhook "([^"]+)"[:;] (.*)`)
	noServiceAccount = regexp.MustCompile(`error looking up service account [^/\s]+/(\S+): `)
	forbidden        = regexp.MustCompile(`User "([^"]+)" cannot (\w+) resource "([^"]+)"`)
	ownerForbidden   = regexp.MustCompile(`cannot set blockOwnerDeletion`)
	invalid          = regexp.MustCompile(`(?:Job\.batch|Pod) "[^"]*" is invalid: (.*)`)
	noPriorityClass  = regexp.MustCompile(`no PriorityClass with name (\S+) was found`)
	noRuntimeClass   = regexp.MustCompile(`RuntimeClass "([^"]+)" not found`)
)

func readings() []reading {
	return []reading{
		{quotaExceeded, overQuota},
		{quotaUnspecified, unspecified},
		{quotaNamed, func(r refused, said []string) Cause { // the end of a long message is cut off
			c := overQuota(r, []string{"", said[1], "", "", ""})
			c.Summary = fmt.Sprintf("the quota %q of the namespace does not allow %s", said[1], r.what)
			return c
		}},
		{quotaMissing, func(r refused, _ []string) Cause {
			return Cause{
				Code:    QuotaExceeded,
				Summary: "the cluster allows " + r.what + " only where a quota covers them, and none of the namespace does",
				Advice:  []string{"see the quotas that there are: kubectl describe resourcequota -n NAMESPACE"},
			}
		}},
		{podSecurity, insecure},
		{noConstraint, func(r refused, said []string) Cause {
			return Cause{
				Code:    PodSecurity,
				Summary: fmt.Sprintf("no security context constraint of the cluster allows %s: %s", r.what, quoted(said[1])),
				Advice: []string{
					"see which the pods' service account may use: oc adm policy who-can use scc restricted-v2 -n NAMESPACE",
					"correct the securityContext, or give the service account a constraint that fits" + edit,
				},
			}
		}},
		{limitRange, func(r refused, said []string) Cause {
			return Cause{
				Code: LimitRange, Summary: fmt.Sprintf("a LimitRange of the namespace does not allow %s: %s", r.what, quoted(said[1])),
				Advice: []string{
					"see what it allows: kubectl describe limitrange -n NAMESPACE", "correct the container's resources" + edit,
				},
			}
		}},
		{policyDenied, func(r refused, said []string) Cause {
			return denied(r, "admission policy", said[1], said[2],
				"see what it asks for: kubectl get validatingadmissionpolicy "+named(said[1], "NAME")+" -o yaml")
		}},
		{webhookDenied, func(r refused, said []string) Cause {
			return denied(r, "admission webhook", said[1], said[2],
				"see whose it is: kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations")
		}},
		{webhookFailed, webhookAway},
		{noServiceAccount, func(r refused, said []string) Cause {
			return Cause{
				Code:    ServiceAccountMissing,
				Summary: fmt.Sprintf("the service account %q that %s are to run as is not there", said[1], r.what),
				Advice: []string{
					fmt.Sprintf("create it: kubectl create serviceaccount %s -n NAMESPACE", named(said[1], "NAME")),
					"or correct serviceAccountName" + edit,
				},
			}
		}},
		{forbidden, notAllowedTo},
		{ownerForbidden, func(r refused, _ []string) Cause {
			return Cause{
				Code: CreationForbidden, Summary: "the controller has no right to set the owner of " + r.what,
				Advice: []string{
					"give it the right to update the finalizers subresource of the owner (OwnerReferencesPermissionEnforcement)",
				},
			}
		}},
		{noPriorityClass, func(r refused, said []string) Cause {
			return notThereFor(r, "priority class", said[1], "priorityclasses")
		}},
		{noRuntimeClass, func(r refused, said []string) Cause {
			return notThereFor(r, "runtime class", said[1], "runtimeclasses")
		}},
		{invalid, func(r refused, said []string) Cause {
			return Cause{
				Code: TemplateInvalid, Summary: fmt.Sprintf("the API server finds %s invalid: %s", r.what, quoted(said[1])),
				Advice: []string{"correct the field that the message names" + edit},
			}
		}},
	}
}
