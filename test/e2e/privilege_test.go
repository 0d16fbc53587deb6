package e2e

import (
	"fmt"
	"strings"
	"testing"

	authorizationv1 "k8s.io/api/authorization/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"

	kuberemedy "rollcall.dev/rollcall/internal/kube/remedy"
)

// as is a client of one of the accounts, which acts as another one where that is given.
func (s *scenario) as(a account, other string) kubernetes.Interface {
	s.t.Helper()
	own, err := clientcmd.BuildConfigFromFlags("", s.env.kubeconfig(a))
	if err != nil {
		s.t.Fatal(err)
	}
	var client kubernetes.Interface
	if other == "" {
		client, err = kubernetes.NewForConfig(own)
	} else {
		client, err = kuberemedy.As(own, other)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return client
}

// may asks the API server whether a client has a right: "VERB GROUP/RESOURCE NAMESPACE NAME", where - is none.
func (s *scenario) may(client kubernetes.Interface, right string) bool {
	s.t.Helper()
	parts := strings.Fields(right)
	for i := range parts {
		if parts[i] == "-" {
			parts[i] = ""
		}
	}
	group, resource, _ := strings.Cut(parts[1], "/")
	resource, sub, _ := strings.Cut(resource, "/")
	review, err := client.AuthorizationV1().SelfSubjectAccessReviews().Create(s.ctx, &authorizationv1.SelfSubjectAccessReview{
		Spec: authorizationv1.SelfSubjectAccessReviewSpec{ResourceAttributes: &authorizationv1.ResourceAttributes{
			Verb: parts[0], Group: group, Resource: resource, Subresource: sub, Namespace: parts[2], Name: parts[3],
		}},
	}, metav1.CreateOptions{})
	if err != nil {
		s.t.Fatalf("asking for %q: %v", right, err)
	}
	return review.Status.Allowed
}

// TestLeastPrivilege: with the manifests as shipped Rollcall changes nothing in the cluster, and with those for running jobs again neither does
// its own account: all that it may is to act as another one, and that one may something in a namespace that has said so.
func TestLeastPrivilege(t *testing.T) {
	s := newScenario(t)
	s.optIn()
	const account = "rollcall/rollcall-remedies"
	impersonate := "impersonate /serviceaccounts rollcall "
	writes := func(namespace string) []string {
		return []string{"create batch/jobs " + namespace + " -", "patch batch/cronjobs " + namespace + " close", "create /events " + namespace + " -"}
	}
	here, there, everywhere := writes(s.namespace), writes("default"), writes("-")
	never := []string{
		"delete batch/jobs " + s.namespace + " close", "patch batch/jobs " + s.namespace + " close", "update batch/cronjobs " + s.namespace + " close",
		"create batch/cronjobs " + s.namespace + " -", "create /pods " + s.namespace + " -", "get /secrets " + s.namespace + " a", "list /events " + s.namespace + " -",
	}
	others := []string{
		impersonate + "rollcall", impersonate + "default", impersonate + "-", "impersonate /serviceaccounts " + s.namespace + " default", "impersonate /users - admin",
		"impersonate /groups - system:masters", "impersonate /groups - system:serviceaccounts", "create /serviceaccounts/token rollcall rollcall-remedies",
	}
	watching, acting := s.as(watcher(), ""), s.as(remedier(), "")
	remedies := s.as(remedier(), account)
	for _, c := range []struct {
		name   string
		client kubernetes.Interface
		want   bool
		rights [][]string
	}{
		{"as shipped", watching, false, [][]string{here, there, everywhere, never[:6], others, {impersonate + "rollcall-remedies"}}},
		{"its own account", acting, false, [][]string{here, there, everywhere, never[:6], others}},
		{"its own account", acting, true, [][]string{{impersonate + "rollcall-remedies"}}},
		{"the other account", remedies, true, [][]string{here, {"get batch/cronjobs " + s.namespace + " close", "list batch/jobs " + s.namespace + " -"}}},
		{"the other account", remedies, false, [][]string{there, everywhere, never, others, {"list batch/jobs - -", "get batch/cronjobs default close"}}},
	} {
		for _, rights := range c.rights {
			for _, right := range rights {
				if got := s.may(c.client, right); got != c.want {
					t.Errorf("%s: may %q is %t", c.name, right, got)
				}
			}
		}
	}
	// Without the right to it nobody acts as that account.
	_, err := s.as(watcher(), account).BatchV1().CronJobs(s.namespace).List(s.ctx, metav1.ListOptions{})
	if err == nil || !strings.Contains(err.Error(), `User "system:serviceaccount:rollcall:rollcall" cannot impersonate`) {
		t.Errorf("as shipped, acting as it: %v", err)
	}
}

// TestPolicyOfRemedies: where the policy is in force, the account can do less than its rights: what is refused here RBAC allows.
func TestPolicyOfRemedies(t *testing.T) {
	s := newScenario(t)
	s.optIn()
	s.apply(cronJob("close").every(never).annotated("owner", "platform"))
	byAccount := s.as(remedier(), "rollcall/rollcall-remedies").BatchV1()
	patch := func(text string) error {
		_, err := byAccount.CronJobs(s.namespace).Patch(s.ctx, "close", types.MergePatchType, []byte(text), metav1.PatchOptions{})
		return err
	}
	// It takes a moment until a policy is in force, and to write what is there already is no change.
	tried := 0
	eventually(t, soon, "the schedule cannot be changed", func() (bool, string) {
		tried = (tried + 1) % 60
		err := patch(fmt.Sprintf(`{"spec":{"schedule":"%d 1 28 2 *"}}`, tried))
		return err != nil && strings.Contains(err.Error(), "may change suspend alone"), fmt.Sprint(err)
	})
	for text, words := range map[string]string{
		`{"spec":{"timeZone":"Asia/Tokyo"}}`:                                                            "may change suspend alone",
		`{"spec":{"jobTemplate":{"spec":{"backoffLimit":5}}}}`:                                          "may change suspend alone",
		`{"spec":{"startingDeadlineSeconds":60}}`:                                                       "may change suspend alone",
		`{"metadata":{"labels":{"a":"b"}}}`:                                                             "rollcall.dev/resumed-by alone",
		`{"metadata":{"annotations":{"a8r.io/owner":"b"}}}`:                                             "rollcall.dev/resumed-by alone",
		`{"metadata":{"annotations":{"rollcall.dev/rerun":"safe"}}}`:                                    "rollcall.dev/resumed-by alone",
		`{"metadata":{"finalizers":["example.com/never"]}}`:                                             "rollcall.dev/resumed-by alone",
		`{"spec":{"suspend":true,"concurrencyPolicy":"Replace"}}`:                                       "may change suspend alone",
		`{"spec":{"suspend":true},"metadata":{"annotations":{"rollcall.dev/suspended-by":"s1"}}}`:       "",
		`{"metadata":{"annotations":{"rollcall.dev/suspended-by":null,"rollcall.dev/resumed-by":"s"}}}`: "",
	} {
		if err := patch(text); (err == nil) != (words == "") || err != nil && !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", text, err)
		}
	}
	bare := s.byHand("close")
	if _, err := byAccount.Jobs(s.namespace).Create(s.ctx, bare, metav1.CreateOptions{}); err == nil || !strings.Contains(err.Error(), "says because of which incident") {
		t.Errorf("a Job of nobody's asking: %v", err)
	}
	bare.Annotations = map[string]string{"rollcall.dev/incident": "i", "rollcall.dev/rerun-order": "o", "rollcall.dev/rerun-by": "b"}
	bare.OwnerReferences = nil
	if _, err := byAccount.Jobs(s.namespace).Create(s.ctx, bare, metav1.CreateOptions{}); err == nil || !strings.Contains(err.Error(), "belongs to a CronJob") {
		t.Errorf("a Job of no CronJob: %v", err)
	}
	if n := len(s.runs("close")); n != 0 {
		t.Errorf("%d Jobs", n)
	}
}
