package checkin

import (
	"context"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// Recorder is the ledger. It is safe for concurrent use.
type Recorder interface {
	// Record returns nil only when the observations are durable, and what follows from them is. It returns monitor.ErrUndefined
	// (wrapped) for a Monitor that was never defined.
	Record(ctx context.Context, observations ...monitor.Observation) error
	// Note returns nil only when the observation is durable; what follows from it follows soon, and before anything else is made of
	// its Monitor. The Monitor has to be defined. An error can also mean that too much waits already.
	Note(ctx context.Context, o monitor.Observation) error
}

// Registry keeps the check-ins of the embedded service. It is safe for concurrent use. Errors wrap ErrNotFound and ErrTaken;
// any other error means that it cannot be asked now. checkintest.Conform says what an implementation must do.
type Registry interface {
	// Put stores c by its ID, new or changed. It returns ErrTaken, and stores nothing, where another ID has the same
	// Project and Slug (not empty) or the same WitnessOf (not empty).
	Put(ctx context.Context, c CheckIn) error
	// Get returns the check-in with exactly that ID, or ErrNotFound.
	Get(ctx context.Context, id string) (CheckIn, error)
	// FindBySlug returns the check-in of a project by its slug, or ErrNotFound. An empty slug finds nothing.
	FindBySlug(ctx context.Context, project int64, slug string) (CheckIn, error)
	// FindByName returns the oldest check-in of a project with exactly that name, or ErrNotFound.
	FindByName(ctx context.Context, project int64, name string) (CheckIn, error)
	// FindByWitness returns the check-in that belongs to a Monitor, or ErrNotFound. An empty id finds nothing.
	FindByWitness(ctx context.Context, id monitor.ID) (CheckIn, error)
	// Delete forgets the check-in. One that is not there is deleted already: nil.
	Delete(ctx context.Context, id string) error
	// List returns all of them, in any order.
	List(ctx context.Context) ([]CheckIn, error)
	// InProject returns those of a project, the oldest first.
	InProject(ctx context.Context, project int64) ([]CheckIn, error)
}

// Book reads what the ledger made of the reports. It is safe for concurrent use.
type Book interface {
	// States returns the States of Monitors with everything that was reported taken in; those that nothing is known of are absent.
	States(ctx context.Context, ids ...monitor.ID) (map[monitor.ID]monitor.State, error)
	// Reports returns the newest reports (check_in and logged) of a Monitor, the newest first.
	Reports(ctx context.Context, id monitor.ID, limit int) ([]monitor.Observation, error)
	// Incidents returns the Incidents of a Monitor that were open at some time since an instant, the newest first.
	Incidents(ctx context.Context, id monitor.ID, since time.Time) ([]incident.Incident, error)
}
