package routing_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/routing"
)

func TestWhatAJobDependsOn(t *testing.T) {
	t.Parallel()
	r := &routing.Router{}
	r.Use(routing.Table{})
	var many, first []string
	for i := range 40 {
		many = append(many, fmt.Sprint("job-", i))
	}
	first = many[:ownership.MaxDependsOn]
	for declared, want := range map[string][]string{
		"":                              nil,
		" , ,":                          nil,
		"ledger-db":                     {"ledger-db"},
		" a/b ,ledger-db, a/b":          {"a/b", "ledger-db"},
		strings.Repeat("x", 200) + ",y": {"y"},
		strings.Join(many, ","):         first,
	} {
		n, _ := r.Route(incident.Notice{}, monitor.Definition{Annotations: map[string]string{routing.DependsOnAnnotation: declared}})
		if diff := cmp.Diff(want, n.Subject.DependsOn); diff != "" {
			t.Errorf("%q: %s", declared, diff)
		}
	}
}
