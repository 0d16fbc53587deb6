package monitor

import (
	"time"

	"rollcall.dev/rollcall/internal/schedule"
)

// ID identifies a Monitor for good: "kube/<CronJob UID>", "checkin/<id>", "honeybadger/<project>/<id>".
type ID string

// Source says who observes a Monitor.
type Source string

// The sources of Observations.
const (
	SourceKubernetes  Source = "kubernetes"
	SourceCheckIn     Source = "checkin"     // pings to the embedded check-in service
	SourceHoneybadger Source = "honeybadger" // verdicts of a Honeybadger account, by webhook
)

// Sources lists all of them.
func Sources() []Source {
	return []Source{SourceKubernetes, SourceCheckIn, SourceHoneybadger, SourceCluster}
}

// Concurrency is what the scheduler does at a slot while an earlier run is still active.
type Concurrency string

// The concurrency policies of a CronJob.
const (
	Allow   Concurrency = "Allow"
	Forbid  Concurrency = "Forbid"
	Replace Concurrency = "Replace"
)

// Definition is what is watched, as its source last showed it.
type Definition struct {
	Source    Source `json:"source"`
	Cluster   string `json:"cluster,omitempty"`
	Namespace string `json:"namespace,omitempty"`
	Name      string `json:"name"`
	// Generation orders Definitions of one Monitor: one with a lower Generation than the State's is stale and ignored.
	Generation int64 `json:"generation,omitempty"`
	// Revision is 1 when the Monitor is created and moves with every edit of what it is to do (metadata.generation), so that an
	// edit that was taken back is noticed too; 0 where the source does not count edits.
	Revision  int64         `json:"revision,omitempty"`
	CreatedAt time.Time     `json:"created_at"`
	Schedule  schedule.Spec `json:"schedule"`
	Suspended bool          `json:"suspended,omitempty"`
	// Concurrency is empty for anything but a CronJob.
	Concurrency Concurrency `json:"concurrency,omitempty"`
	// StartingDeadline is nil where the scheduler may start a run however late.
	StartingDeadline *time.Duration `json:"starting_deadline,omitempty"`
	// LastScheduledAt is the slot that the scheduler says it started last (status.lastScheduleTime).
	LastScheduledAt time.Time `json:"last_scheduled_at,omitzero"`
	// LastSucceededAt is when the scheduler says a run last succeeded (status.lastSuccessfulTime).
	LastSucceededAt time.Time `json:"last_succeeded_at,omitzero"`

	Grace      time.Duration `json:"grace"`       // how late after its slot a run may begin
	StartGrace time.Duration `json:"start_grace"` // how long a run may exist before its first container starts; 0: not judged
	// MaxDuration is how long a run may take, MinDuration how long it takes at least if it does its work; 0: not declared.
	MaxDuration time.Duration `json:"max_duration,omitempty"`
	MinDuration time.Duration `json:"min_duration,omitempty"`

	// Early is how long before its slot a report may come and still answers it.
	Early time.Duration `json:"early,omitempty"`
	// FailAfter is how many bad verdicts in a row are told, RecoverAfter how many good ones in a row end that; 0 and 1: the first.
	FailAfter    int `json:"fail_after,omitempty"`
	RecoverAfter int `json:"recover_after,omitempty"`
	// Parent is the Monitor without which this one cannot be well: it is quiet while that one is down. Empty: none.
	Parent ID `json:"parent,omitempty"`

	// Annotations and Labels are what ownership and messages read: ours and the aliases, not everything.
	Annotations map[string]string `json:"annotations,omitempty"`
	Labels      map[string]string `json:"labels,omitempty"`
	// TemplateAnnotations are those of the CronJob's jobTemplate, NamespaceAnnotations those of its namespace, of both only the keys
	// that name an owner.
	TemplateAnnotations  map[string]string `json:"template_annotations,omitempty"`
	NamespaceAnnotations map[string]string `json:"namespace_annotations,omitempty"`

	// WitnessOf names the Monitor whose runs this one merely confirms: its own absence alerts nobody, because whoever
	// watches the other sees the run itself.
	WitnessOf ID `json:"witness_of,omitempty"`
	// Confirm says that a run which the cluster counts as succeeded is told of where its own report does not come.
	Confirm bool `json:"confirm,omitempty"`
	// CheckIn is set for what reports by check-in.
	CheckIn *CheckIn `json:"check_in,omitempty"`
	// Setup is what the next run is made from; nil where the source does not show it.
	Setup *Setup `json:"setup,omitempty"`
}

// JobName is a job as people name it: "namespace/name", or the name alone.
func JobName(namespace, name string) string {
	if namespace == "" {
		return name
	}
	return namespace + "/" + name
}

// expectsOtherThan reports whether the two Definitions are, or may meanwhile have been, due at other instants. A single edit that
// left that as it was changed something else; one of several may have been taken back.
func (d Definition) expectsOtherThan(before Definition) bool {
	return d.Schedule != before.Schedule || d.Suspended != before.Suspended || d.Revision > before.Revision+1
}

// CheckIn names a check-in in its service's words.
type CheckIn struct {
	ID      string `json:"id"`
	Slug    string `json:"slug,omitempty"`
	Project string `json:"project,omitempty"`
	// ZoneName is the zone of the schedule as it was written, where that is not its IANA name: "Eastern Time (US & Canada)".
	ZoneName string `json:"zone_name,omitempty"`
}
