package checkin

import (
	"errors"
	"maps"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// ErrPending says that the check-in of a CronJob is asked for and not there yet. The run goes without one.
var ErrPending = errors.New("check-in is not there yet")

// Ref is a CronJob that has, or is to have, a check-in of its own.
type Ref struct {
	Monitor     monitor.ID // "kube/<CronJob UID>"
	Cluster     string
	Namespace   string
	Name        string
	Schedule    schedule.Spec
	Grace       time.Duration
	Suspended   bool
	Annotations map[string]string
}

// RefOf is the Ref of a CronJob's Monitor.
func RefOf(id monitor.ID, d monitor.Definition) Ref {
	return Ref{
		Monitor: id, Cluster: d.Cluster, Namespace: d.Namespace, Name: d.Name,
		Schedule: d.Schedule, Grace: d.Grace, Suspended: d.Suspended, Annotations: maps.Clone(d.Annotations),
	}
}

// String names the CronJob for people.
func (r Ref) String() string { return r.Namespace + "/" + r.Name }
