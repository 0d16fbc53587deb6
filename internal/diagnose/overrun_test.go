package diagnose_test

import (
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

func TestOverrunning(t *testing.T) {
	t.Parallel()
	zero := int32(0)
	alive := func(containers ...diagnose.Container) diagnose.Evidence {
		return diagnose.Evidence{Pods: []diagnose.Pod{{Name: "p", Phase: "Running", Containers: containers}}}
	}
	done := diagnose.Container{Name: "main", State: "terminated", Reason: "Completed", ExitCode: &zero, LogTail: "1204 invoices closed"}
	tests := map[string]struct {
		evidence diagnose.Evidence
		limit    time.Duration
		code     diagnose.Code
		summary  string
		log      string
	}{
		"nothing known": {diagnose.Evidence{}, 2 * time.Hour, diagnose.RunsTooLong, "going on for 3h12m, longer than its max-duration of 2h", ""},
		"at work": {
			alive(diagnose.Container{Name: "main", State: "running", LogTail: "row 7"}), time.Hour,
			diagnose.RunsTooLong, "max-duration of 1h", "row 7",
		},
		"a sidecar goes on": {
			alive(done, diagnose.Container{Name: "proxy", State: "running", LogTail: "listening"}), time.Hour,
			diagnose.SidecarOutlivesMain, `container "main" has ended with exit code 0, but container "proxy" still runs`, "1204 invoices closed",
		},
		"a sidecar that the cluster knows is none": {
			alive(done, diagnose.Container{Name: "proxy", Init: true, Sidecar: true, State: "running"}), time.Hour, diagnose.RunsTooLong, "max-duration", "",
		},
		"an image that comes no more": {
			alive(diagnose.Container{Name: "main", State: "waiting", Reason: "ImagePullBackOff"}), time.Hour, diagnose.ImagePull, "max-duration of 1h: the image", "",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := diagnose.Overrunning(tt.evidence, 3*time.Hour+12*time.Minute+9*time.Second, tt.limit)
			check(t, got, tt.code, tt.summary)
			if got.LogTail != tt.log {
				t.Errorf("log tail %q, want %q", got.LogTail, tt.log)
			}
		})
	}
}

func TestTooFast(t *testing.T) {
	t.Parallel()
	check(t, diagnose.TooFast(3*time.Second, 5*time.Minute), diagnose.FinishedTooFast, "succeeded after 3s, and is declared to take 5m at least")
}
