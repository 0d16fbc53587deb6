package diagnose_test

import (
	"slices"
	"testing"

	"rollcall.dev/rollcall/internal/diagnose"
)

func TestFor(t *testing.T) {
	t.Parallel()
	cause := diagnose.Cause{Advice: []string{"kubectl describe job JOB -n NAMESPACE", "kubectl get cronjob CRONJOB -n NAMESPACE"}}
	tests := map[string]struct {
		subject diagnose.Subject
		want    []string
	}{
		"all of it": {
			diagnose.Subject{Namespace: "shop", CronJob: "backup", Job: "backup-29"},
			[]string{"kubectl describe job backup-29 -n shop", "kubectl get cronjob backup -n shop"},
		},
		"no run": {
			diagnose.Subject{Namespace: "shop", CronJob: "backup"},
			[]string{"kubectl describe job JOB -n shop", "kubectl get cronjob backup -n shop"},
		},
		"what is no name of an object does not get into a command": {
			diagnose.Subject{Namespace: "shop; rm -rf /", CronJob: "$(reboot)", Job: "-a"},
			[]string{"kubectl describe job JOB -n NAMESPACE", "kubectl get cronjob CRONJOB -n NAMESPACE"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before := slices.Clone(cause.Advice)
			if got := cause.For(tt.subject).Advice; !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if !slices.Equal(cause.Advice, before) {
				t.Error("the cause itself was changed")
			}
		})
	}
}
