package diagnose

import (
	"slices"
	"time"
)

// Evidence is what was seen around one run, or around a slot that nobody answered, at CapturedAt. Whoever captures it
// bounds it (see the limits at the adapter) and redacts secrets in it; every field may be empty.
type Evidence struct {
	CapturedAt time.Time   `json:"captured_at"`
	Conditions []Condition `json:"conditions,omitempty"` // of the Job, in the order of the API object
	Job        string      `json:"job,omitempty"`        // the Job's name
	Active     int32       `json:"active,omitempty"`     // pods of the Job that are pending or running
	FailedPods int32       `json:"failed_pods,omitempty"`
	Declared   Declared    `json:"declared,omitzero"` // what the Job's spec says of its end
	// FailedIndexes is the Job's status.failedIndexes in its compressed form ("1,3-5"); empty for jobs that are not indexed.
	FailedIndexes string  `json:"failed_indexes,omitempty"`
	Pods          []Pod   `json:"pods,omitempty"`
	Events        []Event `json:"events,omitempty"` // of the CronJob, the Job and its pods; oldest first
	// ActiveRuns names the unfinished Jobs of the CronJob at the slot in question; used for slots that nobody answered.
	ActiveRuns []ActiveRun `json:"active_runs,omitempty"`
	// NameTaken is the Job that has the name which the run of the slot was to get, and does not belong to the CronJob.
	NameTaken *OtherJob `json:"name_taken,omitempty"`
	// NamespaceEnding is since when the namespace is being deleted; nil where it is not, or where that is not known.
	NamespaceEnding *time.Time `json:"namespace_ending,omitempty"`
	// SchedulerSilentSince is when the CronJob controller was last known to act, where it is known to be silent.
	SchedulerSilentSince *time.Time `json:"scheduler_silent_since,omitempty"`
	// SchedulerSilentUntil is when it was seen to act again, where that is known.
	SchedulerSilentUntil *time.Time `json:"scheduler_silent_until,omitempty"`
	// SchedulerInferred is from how many CronJobs the silence was inferred that were due and not started; 0 where the Lease of
	// kube-controller-manager tells it.
	SchedulerInferred int `json:"scheduler_inferred,omitempty"`
	// SchedulerAliveSince is since when kube-controller-manager has held its Lease, where it is known to live.
	SchedulerAliveSince *time.Time `json:"scheduler_alive_since,omitempty"`
	// Gaps says what could not be read and why, in words for people ("pods/log is forbidden").
	Gaps []string `json:"gaps,omitempty"`
	// Report is what the job itself said of its end through a check-in; nil where it said nothing.
	Report *Report `json:"report,omitempty"`
}

// present is the evidence without the pods that are gone: they do not hold up anything any more.
func (e Evidence) present() Evidence {
	e.Pods = slices.DeleteFunc(slices.Clone(e.Pods), func(p Pod) bool { return p.Gone })
	return e
}

// Declared is what the spec of a Job says of how it runs and ends. Zero values are what the spec does not say.
type Declared struct {
	RestartPolicy  string        `json:"restart_policy,omitempty"` // of its pods
	ActiveDeadline time.Duration `json:"active_deadline,omitempty"`
	BackoffLimit   *int32        `json:"backoff_limit,omitempty"`
	Completions    *int32        `json:"completions,omitempty"`
	Indexed        bool          `json:"indexed,omitempty"` // completionMode Indexed
	Suspended      bool          `json:"suspended,omitempty"`
	Queue          string        `json:"queue,omitempty"`      // the queue that admits it (Kueue), from its label
	ManagedBy      string        `json:"managed_by,omitempty"` // another controller than that of Kubernetes
	// FailureRules are the rules of its podFailurePolicy in words, in their order.
	FailureRules []string `json:"failure_rules,omitempty"`
}

// Condition is a condition of a Job or a Pod.
type Condition struct {
	Type    string    `json:"type"`
	Status  string    `json:"status"`
	Reason  string    `json:"reason,omitempty"`
	Message string    `json:"message,omitempty"`
	At      time.Time `json:"at,omitzero"` // lastTransitionTime
}

// Pod is one pod of the run.
type Pod struct {
	Name       string      `json:"name"`
	Gone       bool        `json:"gone,omitempty"` // deleted meanwhile
	Node       string      `json:"node,omitempty"`
	Phase      string      `json:"phase,omitempty"`
	Reason     string      `json:"reason,omitempty"` // status.reason, such as Evicted
	Message    string      `json:"message,omitempty"`
	Index      string      `json:"index,omitempty"` // completion index of an indexed Job
	Conditions []Condition `json:"conditions,omitempty"`
	Containers []Container `json:"containers,omitempty"` // init containers first, in the order of the spec
}

// Container is one container of a pod as last seen.
type Container struct {
	Name        string     `json:"name"`
	Init        bool       `json:"init,omitempty"`
	Sidecar     bool       `json:"sidecar,omitempty"` // an init container with restartPolicy Always
	Main        bool       `json:"main,omitempty"`    // the pod itself says that this is the one that matters
	Image       string     `json:"image,omitempty"`
	ImageID     string     `json:"image_id,omitempty"`
	State       string     `json:"state"`            // waiting, running, terminated
	Reason      string     `json:"reason,omitempty"` // of the waiting or terminated state
	Message     string     `json:"message,omitempty"`
	ExitCode    *int32     `json:"exit_code,omitempty"`
	Signal      int32      `json:"signal,omitempty"`
	StartedAt   time.Time  `json:"started_at,omitzero"`
	FinishedAt  time.Time  `json:"finished_at,omitzero"`
	Restarts    int32      `json:"restarts,omitempty"`
	MemoryLimit string     `json:"memory_limit,omitempty"` // as in the spec, "128Mi"
	Last        *LastState `json:"last,omitempty"`         // lastState.terminated
	LogTail     string     `json:"log_tail,omitempty"`
}

// LastState is the end of the container's previous instance.
type LastState struct {
	Reason     string    `json:"reason,omitempty"`
	Message    string    `json:"message,omitempty"`
	ExitCode   int32     `json:"exit_code"`
	Signal     int32     `json:"signal,omitempty"`
	FinishedAt time.Time `json:"finished_at,omitzero"`
}

// Event is a Kubernetes Event, with the object it involves.
type Event struct {
	Type    string    `json:"type"` // Normal, Warning
	Reason  string    `json:"reason"`
	Message string    `json:"message"`
	Object  string    `json:"object"` // kind/name, "Job/backup-28611"
	Count   int32     `json:"count,omitempty"`
	First   time.Time `json:"first,omitzero"`
	Last    time.Time `json:"last,omitzero"`
}

// ActiveRun is a Job that had not finished.
type ActiveRun struct {
	Name      string    `json:"name"`
	CreatedAt time.Time `json:"created_at"`
	Evidence  *Evidence `json:"evidence,omitempty"` // what was seen of it; nil where nobody looked
}

// OtherJob is a Job that is none of the Monitor's runs.
type OtherJob struct {
	Name      string    `json:"name"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	Owner     string    `json:"owner,omitempty"` // kind/name of whom it belongs to; empty where it belongs to nobody
}

// Report is what a job said of its own end.
type Report struct {
	ExitCode *int          `json:"exit_code,omitempty"`
	Duration time.Duration `json:"duration,omitempty"`
	Signal   string        `json:"signal,omitempty"`  // that ended the command
	MaxRSS   int64         `json:"max_rss,omitempty"` // its peak memory in bytes
	Output   string        `json:"output,omitempty"`  // the tail of what it printed
	// Extra is what else it said, by name: numbers, words, true and false.
	Extra map[string]string `json:"extra,omitempty"`
	// Ignored says that the report counts for nothing, because of how or with what words it came.
	Ignored bool `json:"ignored,omitempty"`
}
