package manifests

import (
	"maps"
	"slices"
	"strings"
	"testing"

	admissionv1 "k8s.io/api/admissionregistration/v1"

	"rollcall.dev/rollcall/internal/ownership"
)

const policyFile = "optional/policy-require-owner.yaml"

// of are the objects of one file.
func of(objects []object, file string) []object {
	return slices.DeleteFunc(slices.Clone(objects), func(o object) bool { return o.file != file })
}

// TestPolicy: it asks for an annotation that Rollcall reads, of CronJobs alone.
func TestPolicy(t *testing.T) {
	t.Parallel()
	policy := only[*admissionv1.ValidatingAdmissionPolicy](t, of(load(t), policyFile))
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
	objects := of(load(t), policyFile)
	policy := only[*admissionv1.ValidatingAdmissionPolicy](t, objects)
	actions := map[string]string{}
	for _, o := range objects {
		b, ok := o.v.(*admissionv1.ValidatingAdmissionPolicyBinding)
		if !ok {
			continue
		}
		selector := b.Spec.MatchResources.NamespaceSelector
		if b.Spec.PolicyName != policy.Name || len(selector.MatchLabels) != 1 || len(selector.MatchExpressions) != 0 {
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

// TestPolicyOfRemedies: it refuses, and concerns the one account that the rights are for and nobody else.
func TestPolicyOfRemedies(t *testing.T) {
	t.Parallel()
	policies, bound := map[string]string{}, map[string]string{}
	for _, o := range of(load(t), "optional/policy-remedies.yaml") {
		switch v := o.v.(type) {
		case *admissionv1.ValidatingAdmissionPolicy:
			r, when := v.Spec.MatchConstraints.ResourceRules, v.Spec.MatchConditions
			if len(r) != 1 || len(when) != 1 || when[0].Expression != "request.userInfo.username == 'system:serviceaccount:rollcall:"+remediesRole+"'" ||
				v.Spec.FailurePolicy == nil || *v.Spec.FailurePolicy != admissionv1.Fail {
				t.Fatalf("%s concerns %+v where %+v", v.Name, r, when)
			}
			policies[v.Name] = string(r[0].Operations[0]) + " " + strings.Join(r[0].Resources, " ")
		case *admissionv1.ValidatingAdmissionPolicyBinding:
			if b := v.Spec; b.MatchResources != nil || len(b.ValidationActions) != 1 || b.ValidationActions[0] != admissionv1.Deny {
				t.Errorf("%s: %+v", v.Name, b)
			}
			bound[v.Spec.PolicyName] = v.Name
		}
	}
	want := map[string]string{"rollcall-remedies-cronjobs": "UPDATE cronjobs", "rollcall-remedies-jobs": "CREATE jobs"}
	if !maps.Equal(policies, want) || len(bound) != len(want) || bound["rollcall-remedies-jobs"] == "" {
		t.Errorf("policies %v, bound %v", policies, bound)
	}
}

// TestPolicyOfRemediesKeepsDeclarations: the account writes the annotations that say who has suspended a CronJob, and none that say whose
// it is or whether it may be run again.
func TestPolicyOfRemediesKeepsDeclarations(t *testing.T) {
	t.Parallel()
	written := "variables.ours: ['rollcall.dev/suspended-by', 'rollcall.dev/suspended-until', 'rollcall.dev/suspended-reason', 'rollcall.dev/resumed-by']"
	var all []string
	for _, o := range of(load(t), "optional/policy-remedies.yaml") {
		v, ok := o.v.(*admissionv1.ValidatingAdmissionPolicy)
		if !ok {
			continue
		}
		for _, known := range v.Spec.Variables {
			all = append(all, "variables."+known.Name+": "+known.Expression)
		}
		for _, rule := range v.Spec.Validations {
			all = append(all, rule.Expression)
		}
	}
	if said := strings.Join(all, "\n"); strings.Contains(said, "startsWith") || !slices.Contains(all, written) || strings.Count(said, "in variables.ours") != 2 {
		t.Error(said)
	}
}
