package kube

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// right is what a request needs.
type right struct {
	verb, resource string // "get", "pods/log"
	namespace      string // empty: in the whole cluster
}

// String is the right as people give it.
func (r right) String() string {
	if r.namespace == "" {
		return r.verb + " on " + r.resource
	}
	return fmt.Sprintf("%s on %s in namespace %s", r.verb, r.resource, r.namespace)
}

// effect says what does not work without the right.
func (r right) effect() string {
	judged := r.resource == "cronjobs" || r.resource == "jobs"
	switch {
	case judged && r.verb == "get":
		return "it is found in a list, which costs more"
	case judged && r.verb == "watch":
		return "what comes and goes between two lists is not seen"
	case r.resource == "namespaces" && r.verb != "get":
		return "owners that namespaces name are not known"
	default:
		return effects()[r.resource]
	}
}

// effects says what does not work without the rights on a resource.
func effects() map[string]string {
	return map[string]string{
		"cronjobs": "absences are not judged",
		"jobs":     "nothing is judged",
		"pods":     "whether and when a container started is not known, and evidence shows no pods",
		"pods/log": "messages show no logs",
		"events":   "causes that only events tell are not found",
		// A namespace that ends is the rarest of causes.
		"namespaces": "that a namespace is being deleted is not recognised as the cause of an absence",
		"configmaps": "whether they changed since the last success is not told",
		"secrets":    "whether they changed since the last success is not told",
		"leases":     "a kube-controller-manager that is silent, or whose clock is behind, is not recognised",
	}
}

// neededFor is the right that a request needs; false for one that is not ours to follow.
func neededFor(r *http.Request) (right, bool) {
	if r.Method != http.MethodGet {
		return right{}, false
	}
	var needed right
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	switch i := slices.Index(parts, "namespaces"); {
	case i >= 0 && i+2 < len(parts):
		needed.namespace, parts = parts[i+1], parts[i+2:]
	case i >= 0 && i+2 == len(parts): // one namespace: the right to it may be given within it
		needed.namespace, parts = parts[i+1], parts[i:]
	case i >= 0 && len(parts) == 3 && parts[0] == "api": // all namespaces
		parts = parts[i:]
	case i < 0 && (len(parts) == 3 && parts[0] == "api" || len(parts) == 4 && parts[0] == "apis"):
		parts = parts[len(parts)-1:]
	default:
		return right{}, false
	}
	needed.resource = parts[0]
	if len(parts) == 3 {
		needed.resource += "/" + parts[2]
	}
	switch query := r.URL.Query(); {
	case len(parts) > 1:
		needed.verb = "get"
	case query.Get("watch") == "true" || query.Get("watch") == "1":
		needed.verb = "watch"
	default:
		needed.verb = "list"
	}
	_, ours := effects()[needed.resource]
	return needed, ours
}
