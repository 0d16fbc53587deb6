package checkin

import (
	"context"

	"rollcall.dev/rollcall/internal/monitor"
)

// Recorder is the ledger. Record returns nil only when the observations are durable. It is safe for concurrent use.
type Recorder interface {
	Record(ctx context.Context, observations ...monitor.Observation) error
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
	// FindByWitness returns the check-in that belongs to a Monitor, or ErrNotFound. An empty id finds nothing.
	FindByWitness(ctx context.Context, id monitor.ID) (CheckIn, error)
	// Delete forgets the check-in. One that is not there is deleted already: nil.
	Delete(ctx context.Context, id string) error
	// List returns all of them, in any order.
	List(ctx context.Context) ([]CheckIn, error)
}
