package kube

import (
	"log/slog"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
)

// TestReport: a schedule that cannot be read is a line in the log, unless that is what it is for.
func TestReport(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		schedule, zone string
		want           []string // words; none: no line
	}{
		"readable":                 {"0 3 * * *", "Europe/Berlin", nil},
		"started by hand only":     {"0 0 31 2 *", "UTC", nil},
		"a zone that nobody knows": {"0 3 * * *", "Mars/Olympus", []string{"schedule_unreadable", "cronjob=backup", "timeZone", "Mars/Olympus", "none is missed"}},
		"no schedule at all":       {"at dawn", "UTC", []string{"schedule_unreadable", "cronjob=backup", "at dawn"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			s := &Source{options: Options{Logger: slog.New(slog.NewTextHandler(&out, nil))}}
			cj := aCronJob("backup", func(cj *batchv1.CronJob) { cj.Spec.Schedule, cj.Spec.TimeZone = tc.schedule, &tc.zone })
			d, problems := s.options.definition(cj)
			s.report(change{definition: &d, problems: problems})
			if len(tc.want) == 0 && out.Len() > 0 {
				t.Errorf("logged %s", out.String())
			}
			for _, words := range tc.want {
				if !strings.Contains(out.String(), words) {
					t.Errorf("no %q in %q", words, out.String())
				}
			}
		})
	}
}
