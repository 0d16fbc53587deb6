package manifests

import (
	"maps"
	"strings"
	"testing"

	admissionv1 "k8s.io/api/admissionregistration/v1"

	"rollcall.dev/rollcall/internal/ownership"
)

const policyFile = "optional/policy-require-owner.yaml"

// TestPolicy: it asks for an annotation that Rollcall reads, of CronJobs alone.
func TestPolicy(t *testing.T) {
	t.Parallel()
	policy := only[*admissionv1.ValidatingAdmissionPolicy](t, load(t))
	rules := policy.Spec.MatchConstraints.ResourceRules
	if len(rules) != 1 || strings.Join(rules[0].Resources, " ") != "cronjobs" || strings.Join(rules[0].APIGroups, " ") != "batch" {
		t.Errorf("it concerns %+v", rules)
	}
	if len(policy.Spec.Validations) != 1 {
		t.Fatal("other validations than expected: look at each")
	}
	v := policy.Spec.Validations[0]
	if !strings.Contains(v.Expression, "'"+ownership.OwnerAnnotation+"'") || !strings.Contains(v.Message, ownership.OwnerAnnotation) {
		t.Errorf("it asks for %s, and says %q", v.Expression, v.Message)
	}
}

// TestPolicyIsOptIn: no namespace is concerned that did not ask for it by a label, and a warning refuses nothing.
func TestPolicyIsOptIn(t *testing.T) {
	t.Parallel()
	objects := load(t)
	policy := only[*admissionv1.ValidatingAdmissionPolicy](t, objects)
	actions := map[string]string{}
	for _, o := range objects {
		b, ok := o.v.(*admissionv1.ValidatingAdmissionPolicyBinding)
		if !ok {
			continue
		}
		selector := b.Spec.MatchResources.NamespaceSelector
		if o.file != policyFile || b.Spec.PolicyName != policy.Name || len(selector.MatchLabels) != 1 || len(selector.MatchExpressions) != 0 {
			t.Errorf("%s: binding %s concerns %v", o.file, b.Name, selector)
		}
		var words []string
		for _, a := range b.Spec.ValidationActions {
			words = append(words, string(a))
		}
		actions[selector.MatchLabels["rollcall.dev/require-owner"]] = strings.Join(words, " ")
	}
	if !maps.Equal(actions, map[string]string{"enforce": "Deny", "warn": "Warn Audit"}) {
		t.Error(actions)
	}
}
