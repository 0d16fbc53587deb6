package app

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestExplainWhoIsNeverTold: of a job that is not watched, or does not run, nobody hears anything.
func TestExplainWhoIsNeverTold(t *testing.T) {
	t.Parallel()
	const unwatched, suspended = `it is not watched: rollcall.dev/monitor is "false"`, "it is suspended: it does not run"
	for change, want := range map[string][]string{
		"": nil, "metadata: {name: a, annotations: {rollcall.dev/monitor: ' False '}}": {unwatched},
		"metadata: {name: a, annotations: {rollcall.dev/monitor: 'no'}}": nil,
		"spec: {schedule: '@hourly', suspend: true}":                     {suspended},
	} {
		text := "apiVersion: batch/v1\nkind: CronJob\n" + change + "\n"
		for _, line := range []string{"metadata: {name: a}\n", "spec: {schedule: '@hourly'}\n"} {
			if key, _, _ := strings.Cut(line, ":"); !strings.HasPrefix(change, key) {
				text += line
			}
		}
		e, err := Explain(t.Context(), ExplainOptions{
			Config: parse(t, ""), Namespace: "n", Name: "a", Paths: []string{"-"}, Stdin: strings.NewReader(text), Now: lintNow(),
		})
		if err != nil {
			t.Errorf("%s: %v", change, err)
		}
		if diff := cmp.Diff(want, e.Notes); diff != "" {
			t.Errorf("%s: %s", change, diff)
		}
	}
}
