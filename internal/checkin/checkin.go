package checkin

import (
	"crypto/rand"
	"errors"
	"strconv"
	"strings"
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
	FromAPI     Origin = "api"     // made by a call of a management API, which changes it and takes it away
)

// Wire names the service whose management API made a check-in: it is shown there in that service's words.
type Wire string

// The wires; the empty one is ours.
const (
	WireHoneybadger  Wire = "honeybadger"
	WireHealthchecks Wire = "healthchecks"
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
	// ZoneName is the zone of Schedule as it was written, where that is not its IANA name: "Eastern Time (US & Canada)".
	ZoneName  string        `json:"zone_name,omitempty"`
	Grace     time.Duration `json:"grace"`
	Suspended bool          `json:"suspended,omitempty"`
	// ResumesAt ends the suspension at an instant, ResumesOnSuccess with the next report of a success; both may be unset.
	ResumesAt        time.Time `json:"resumes_at,omitzero"`
	ResumesOnSuccess bool      `json:"resumes_on_success,omitempty"`
	Expect           Expect    `json:"expect,omitzero"`
	// Filters read the outcome of a report from its words; the zero value leaves it to the address.
	Filters     Filters  `json:"filters,omitzero"`
	Description string   `json:"description,omitempty"`
	Tags        []string `json:"tags,omitempty"`
	Wire        Wire     `json:"wire,omitempty"`
	// Healthchecks is what only the wire of healthchecks.io has; the zero value for a check-in that it did not make.
	Healthchecks Healthchecks `json:"healthchecks,omitzero"`
	// Annotations are read by ownership and messages, as those of a CronJob are.
	Annotations map[string]string `json:"annotations,omitempty"`
	// WitnessOf is the Monitor of the CronJob that it belongs to; empty for one that stands alone. Unique where not empty.
	WitnessOf monitor.ID `json:"witness_of,omitempty"`
	// Generation grows with every change, over deletions too: it is at least the time of the change in Unix nanoseconds.
	Generation int64     `json:"generation"`
	CreatedAt  time.Time `json:"created_at"`
}

// Expect is what is expected of the reports, beside the schedule. Zero values expect nothing.
type Expect struct {
	Early        time.Duration `json:"early,omitempty"`         // how long before its slot a report may come
	MaxDuration  time.Duration `json:"max_duration,omitempty"`  // how long a run may take
	MinDuration  time.Duration `json:"min_duration,omitempty"`  // how long it takes at least if it does its work
	FailAfter    int           `json:"fail_after,omitempty"`    // bad verdicts in a row before anybody is told; 0: 1
	RecoverAfter int           `json:"recover_after,omitempty"` // good verdicts in a row before it counts as recovered; 0: 1
	Parent       monitor.ID    `json:"parent,omitempty"`        // the Monitor without which this one cannot be well; empty: none
}

// NewID returns an id that cannot be guessed: 130 bits from the system's generator, in capital letters and digits.
func NewID() string { return rand.Text() }

// Monitor is the Monitor that a check-in of the embedded service is watched as.
func (c CheckIn) Monitor() monitor.ID { return monitor.ID("checkin/" + c.ID) }

// Definition is what is watched.
func (c CheckIn) Definition() monitor.Definition {
	named := monitor.CheckIn{ID: c.ID, Slug: c.Slug, ZoneName: c.ZoneName}
	if c.Project != 0 {
		named.Project = strconv.FormatInt(c.Project, 10)
	}
	return monitor.Definition{
		Source: monitor.SourceCheckIn, Cluster: c.Cluster, Namespace: c.Namespace, Name: c.title(),
		Generation: c.Generation, CreatedAt: c.CreatedAt, Schedule: c.Schedule, Suspended: c.Suspended,
		Grace: c.Grace, Annotations: c.Annotations, WitnessOf: c.WitnessOf, CheckIn: &named,
		Early: c.Expect.Early, MaxDuration: c.Expect.MaxDuration, MinDuration: c.Expect.MinDuration,
		FailAfter: c.Expect.FailAfter, RecoverAfter: c.Expect.RecoverAfter, Parent: c.Expect.Parent,
	}
}

// title is what people read: the name, or where there is none, as healthchecks.io allows, the slug or else the id. A message about
// nothing helps nobody.
func (c CheckIn) title() string {
	for _, name := range []string{c.Name, c.Slug, c.Healthchecks.SharedSlug} {
		if strings.TrimSpace(name) != "" {
			return name
		}
	}
	return c.ID
}
