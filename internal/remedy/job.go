package remedy

import (
	"time"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/ownership"
)

// Job is a job as its source shows it right now.
type Job struct {
	Monitor   monitor.ID
	Cluster   string
	Namespace string
	Name      string
	UID       string   // of the CronJob
	Spec      string   // hash of what would be run, as monitor.Setup has it
	Images    []string // of its containers, in their order
	Suspended bool
	Running   []string // names of its Jobs that have not ended, whoever made them
	NextSlot  time.Time
	Usual     time.Duration // how long a run takes most often; 0: not known
	Declared  string        // rollcall.dev/rerun, one of ownership.RerunWords; empty: nothing that is known
	Note      string        // rollcall.dev/rerun-note; untrusted text
}

// MustCheck reports whether somebody has to say that they made sure, before the job is run again.
func (j Job) MustCheck() bool {
	return j.Declared != ownership.RerunSafe && j.Declared != ownership.RerunSafeIfNotRunning
}
