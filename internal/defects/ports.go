package defects

import (
	"context"
	"log/slog"
	"time"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
)

// Store keeps what was found.
type Store interface {
	// UpdateDefects gives fn those that are there, and stores what it returns, with the messages, or nothing.
	UpdateDefects(ctx context.Context, fn func(known []ownership.Finding) ([]ownership.Finding, []notify.Message)) error
	// Checked is when the last daily check was; zero: never.
	Checked(ctx context.Context) (time.Time, error)
	SetChecked(ctx context.Context, at time.Time) error
}

// Source looks things up outside.
type Source interface {
	// Look returns what it could find out of what is asked, within the bounds of ctx; beside an error, what it found out before that.
	Look(ctx context.Context, ask ownership.Ask) (ownership.Facts, error)
}

// Options are what a Checker works with.
type Options struct {
	Store Store
	// Inventory is what there is to be checked, without Facts and Now.
	Inventory func(context.Context) (ownership.Inventory, error)
	Sources   []Source
	// Readers returns where a team reads.
	Readers func(ownership.Team) []notify.Destination
	// Queued is told when there is something to deliver.
	Queued func()
	// Checked is called at the end of each check, which leaves much garbage behind where there are many jobs; nil: nobody is told.
	Checked func()
	// Cluster and Link are what a digest names: the latter is the page of all defects, or empty.
	Cluster, Link string
	Log           *slog.Logger
}
