package manifests

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
)

// allowed are all rights there are, file by file: "verb group/resource", and the name where the right is bound to one.
func allowed() map[string][]string {
	const webhooks = "admissionregistration.k8s.io/mutatingwebhookconfigurations"
	return map[string][]string{
		"rbac-watch.yaml": {
			"get batch/cronjobs", "list batch/cronjobs", "watch batch/cronjobs", "list batch/jobs", "watch batch/jobs",
			"list /pods", "watch /pods", "list /events",
		},
		"rbac-logs.yaml":            {"get /pods/log"},
		"rbac-leases-read.yaml":     {"get coordination.k8s.io/leases kube-controller-manager"},
		"rbac-namespaces-read.yaml": {"get /namespaces", "list /namespaces", "watch /namespaces"},
		"optional/rbac-checkin-admission.yaml": {
			"create " + webhooks, "patch " + webhooks + " rollcall-checkin", "delete " + webhooks + " rollcall-checkin",
		},
		"optional/rbac-checkin-cronjob.yaml": {"patch batch/cronjobs"},
		"optional/rbac-config-versions.yaml": {"get /configmaps"},
		"optional/rbac-remedies.yaml": {
			"get batch/cronjobs", "patch batch/cronjobs", "get batch/jobs", "list batch/jobs", "create batch/jobs", "create /events",
			"impersonate /serviceaccounts rollcall-remedies",
		},
	}
}

// excepted are rights that are forbidden, and given all the same: TestRemedies says to whom and where.
func excepted() map[string][]string {
	return map[string][]string{"optional/rbac-remedies.yaml": {"create batch/jobs", "impersonate /serviceaccounts rollcall-remedies"}}
}

// rights spells out the rules, one right an entry.
func rights(rules []rbacv1.PolicyRule) []string {
	var all []string
	for _, r := range rules {
		for _, group := range r.APIGroups {
			for _, resource := range r.Resources {
				for _, verb := range r.Verbs {
					right := fmt.Sprintf("%s %s/%s", verb, group, resource)
					if len(r.ResourceNames) == 0 {
						all = append(all, right)
					}
					for _, name := range r.ResourceNames {
						all = append(all, right+" "+name)
					}
				}
			}
		}
		for _, url := range r.NonResourceURLs {
			all = append(all, strings.Join(r.Verbs, ",")+" "+url)
		}
	}
	return all
}

// forbidden says why a right must not be given whatever the allow-list says; empty where nothing is against it.
func forbidden(right string) string {
	verb, resource, _ := strings.Cut(right, " ")
	switch {
	case strings.Contains(right, "*"):
		return "a wildcard also covers what does not exist yet"
	case strings.HasPrefix(resource, "/secrets"):
		return "whoever reads Secrets owns the cluster"
	case strings.HasPrefix(resource, "batch/jobs") && verb != "get" && verb != "list" && verb != "watch":
		return "Rollcall starts and ends nothing by these manifests"
	case slices.Contains([]string{"escalate", "bind", "impersonate", "deletecollection"}, verb):
		return "too powerful"
	case resource == "/pods/exec", resource == "/pods/attach", resource == "/serviceaccounts/token", resource == "/nodes/proxy":
		return "a way to become somebody else"
	}
	return ""
}

func TestRights(t *testing.T) {
	t.Parallel()
	given := map[string][]string{}
	for _, o := range load(t) {
		switch role := o.v.(type) {
		case *rbacv1.ClusterRole:
			if role.AggregationRule != nil {
				t.Errorf("%s: rights of others flow in", o.file)
			}
			given[o.file] = append(given[o.file], rights(role.Rules)...)
		case *rbacv1.Role:
			given[o.file] = append(given[o.file], rights(role.Rules)...)
		}
	}
	for _, file := range slices.Sorted(maps.Keys(given)) {
		for _, right := range given[file] {
			if !slices.Contains(allowed()[file], right) {
				t.Errorf("%s gives %q, which is not in the list", file, right)
			}
			if why := forbidden(right); why != "" && !slices.Contains(excepted()[file], right) {
				t.Errorf("%s gives %q: %s", file, right, why)
			}
		}
	}
	for file, list := range allowed() {
		for _, right := range list {
			if !slices.Contains(given[file], right) {
				t.Errorf("%s does not give %q, which the list says that it needs", file, right)
			}
		}
	}
}

func TestForbidden(t *testing.T) {
	t.Parallel()
	for right, bad := range map[string]bool{
		"get batch/jobs": false, "create batch/jobs": true, "patch batch/cronjobs": false, "get /secrets": true,
		"get */pods": true, "* batch/jobs": true, "create /pods/exec": true, "impersonate /users": true, "get /pods/log": false,
	} {
		if got := forbidden(right) != ""; got != bad {
			t.Errorf("forbidden(%q) = %q", right, forbidden(right))
		}
	}
}

// TestBindings: every role is given to Rollcall's account, by the file that defines it, and to nobody else; but for what TestRemedies says.
func TestBindings(t *testing.T) {
	t.Parallel()
	roles, bound := map[string]string{}, map[string]string{}
	check := func(file string, ref rbacv1.RoleRef, subjects []rbacv1.Subject) {
		bound[ref.Kind+"/"+ref.Name] = file
		if len(subjects) != 1 || subjects[0] != accountNamed("rollcall") {
			t.Errorf("%s: given to %v", file, subjects)
		}
	}
	for _, o := range load(t) {
		switch v := o.v.(type) {
		case *rbacv1.ClusterRole:
			roles[kindClusterRole+"/"+v.Name] = o.file
		case *rbacv1.Role:
			roles[kindRole+"/"+v.Name] = o.file
		case *rbacv1.ClusterRoleBinding:
			check(o.file, v.RoleRef, v.Subjects)
		case *rbacv1.RoleBinding:
			if v.RoleRef.Name != remediesRole {
				check(o.file, v.RoleRef, v.Subjects)
			}
		}
	}
	delete(roles, kindClusterRole+"/"+remediesRole)
	if !maps.Equal(roles, bound) {
		t.Errorf("roles %v, bound %v", roles, bound)
	}
}

// remediesRole is the role with the rights to run jobs again.
const remediesRole = "rollcall-remedies"

func accountNamed(name string) rbacv1.Subject {
	return rbacv1.Subject{Kind: rbacv1.ServiceAccountKind, Name: name, Namespace: "rollcall"}
}

// TestRemedies: the rights to run jobs again are those of another account, which no pod runs as, and only in a namespace that says so. All
// that Rollcall's own account gets is to act as that one.
func TestRemedies(t *testing.T) {
	t.Parallel()
	const file, example = "optional/rbac-remedies.yaml", "optional/rbac-remedies-namespace.example.yaml"
	given := 0
	for _, o := range load(t) {
		switch v := o.v.(type) {
		case *corev1.ServiceAccount:
			if o.file == file && (v.Name != remediesRole || v.AutomountServiceAccountToken == nil || *v.AutomountServiceAccountToken) {
				t.Errorf("%s: %+v", o.file, v)
			}
		case *appsv1.Deployment:
			if v.Spec.Template.Spec.ServiceAccountName == remediesRole {
				t.Errorf("%s runs as it", o.file)
			}
		case *rbacv1.ClusterRoleBinding:
			if v.RoleRef.Name == remediesRole || slices.Contains(v.Subjects, accountNamed(remediesRole)) {
				t.Errorf("%s gives the rights, or gives them to it, in the whole cluster", o.file)
			}
		case *rbacv1.RoleBinding:
			if v.RoleRef.Name != remediesRole {
				continue
			}
			given++
			if o.file != example || v.RoleRef.Kind != kindClusterRole || !slices.Equal(v.Subjects, []rbacv1.Subject{accountNamed(remediesRole)}) {
				t.Errorf("%s gives the rights to %v", o.file, v.Subjects)
			}
		case *rbacv1.Role:
			if o.file == file && (v.Namespace != "rollcall" || !slices.Equal(rights(v.Rules), []string{"impersonate /serviceaccounts rollcall-remedies"})) {
				t.Errorf("Rollcall's own account gets %v in %s", rights(v.Rules), v.Namespace)
			}
		}
	}
	if given != 1 {
		t.Errorf("the rights are given %d times, want once: by the example", given)
	}
}
