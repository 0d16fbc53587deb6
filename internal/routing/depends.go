package routing

import (
	"slices"
	"strings"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/ownership"
)

// DependsOnAnnotation names what a job cannot do without: other jobs or services, separated by commas.
const DependsOnAnnotation = "rollcall.dev/depends-on"

// dependsOn are the first names of them, each once; a name that is too long for one is left out.
func dependsOn(d monitor.Definition) []string {
	var names []string
	for name := range strings.SplitSeq(d.Annotations[DependsOnAnnotation], ",") {
		name = strings.TrimSpace(name)
		if name != "" && len(name) <= ownership.MaxDependsOnName && len(names) < ownership.MaxDependsOn && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
