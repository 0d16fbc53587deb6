package checkin

import (
	"crypto/rand"
	"errors"
	"strconv"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// ErrNotFound says that there is no such check-in.
var ErrNotFound = errors.New("no such check-in")

// ErrTaken says that another check-in already has this slug in the project, or belongs to the same CronJob.
var ErrTaken = errors.New("taken by another check-in")

// Origin says who asked for a check-in, and so who may take it away.
type Origin string

// The origins.
const (
	FromCronJob Origin = "cronjob" // made for a CronJob, goes with it
	FromConfig  Origin = "config"  // declared in the configuration, goes when it is no longer declared there
)

// CheckIn is one registered check-in of the embedded service. It is plain data; a store keeps it whole.
type CheckIn struct {
	ID string `json:"id"` // case-sensitive; who knows it may report
	// Project and Slug together are unique where Slug is not empty.
	Project int64  `json:"project,omitempty"`
	Slug    string `json:"slug,omitempty"`
	Name    string `json:"name"`
	Origin  Origin `json:"origin"`
	// Cluster and Namespace are those of the CronJob, where it belongs to one.
	Cluster   string        `json:"cluster,omitempty"`
	Namespace string        `json:"namespace,omitempty"`
	Schedule  schedule.Spec `json:"schedule"`
	Grace     time.Duration `json:"grace"`
	Suspended bool          `json:"suspended,omitempty"`
	// Annotations are read by ownership and messages, as those of a CronJob are.
	Annotations map[string]string `json:"annotations,omitempty"`
	// WitnessOf is the Monitor of the CronJob that it belongs to; empty for one that stands alone. Unique where not empty.
	WitnessOf monitor.ID `json:"witness_of,omitempty"`
	// Generation grows with every change, over deletions too: it is at least the time of the change in Unix nanoseconds.
	Generation int64     `json:"generation"`
	CreatedAt  time.Time `json:"created_at"`
}

// NewID returns an id that cannot be guessed: 130 bits from the system's generator, in capital letters and digits.
func NewID() string { return rand.Text() }

// Monitor is the Monitor that a check-in of the embedded service is watched as.
func (c CheckIn) Monitor() monitor.ID { return monitor.ID("checkin/" + c.ID) }

// Definition is what is watched.
func (c CheckIn) Definition() monitor.Definition {
	named := monitor.CheckIn{ID: c.ID, Slug: c.Slug}
	if c.Project != 0 {
		named.Project = strconv.FormatInt(c.Project, 10)
	}
	return monitor.Definition{
		Source: monitor.SourceCheckIn, Cluster: c.Cluster, Namespace: c.Namespace, Name: c.Name,
		Generation: c.Generation, CreatedAt: c.CreatedAt, Schedule: c.Schedule, Suspended: c.Suspended,
		Grace: c.Grace, Annotations: c.Annotations, WitnessOf: c.WitnessOf, CheckIn: &named,
	}
}
