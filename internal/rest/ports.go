package rest

import (
	"context"
	"errors"
	"net/http"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
)

// ErrNotFound says that there is nothing under that name.
var ErrNotFound = errors.New("not found")

// Why somebody is not let in.
var (
	ErrClosed  = errors.New("no token is configured")
	ErrMissing = errors.New("no token was given")
	ErrUnknown = errors.New("the token is not known")
)

// Caller is who asks.
type Caller struct {
	Name string // of the token
	Act  bool   // may change something
	// Operate says that they may have jobs run again, suspended and resumed: those of the Teams, by id; of all where there are none.
	Operate bool
	Teams   []string
}

// Person is the Caller as records name who did something.
func (c Caller) Person() incident.Person { return incident.Person{ID: "api/" + c.Name, Name: c.Name} }

// Access says who asks; its errors are ErrClosed, ErrMissing and ErrUnknown.
type Access interface {
	Who(r *http.Request) (Caller, error)
}

// Deliveries is the outbox.
type Deliveries interface {
	// Deliveries lists them, the newest first.
	Deliveries(ctx context.Context, f DeliveryFilter) ([]Delivery, error)
	// Delivery returns one, or ErrNotFound.
	Delivery(ctx context.Context, id string) (Delivery, error)
	// Resend queues one again, at the request of a person; ErrNotFound, or a RefusedError where it is not to be sent again.
	Resend(ctx context.Context, id string, by incident.Person, force bool) error
	// ResendDead does that with all that were given up, of one receiver or of all. It says whether there may be more.
	ResendDead(ctx context.Context, receiver string, by incident.Person) (all []Resent, more bool, err error)
}

// DeliveryFilter selects deliveries; empty fields select all.
type DeliveryFilter struct {
	Status   string
	Incident string
	Receiver string
	Before   int64 // only those with a lower Seq
	Limit    int
}

// Delivery is a message and what became of it.
type Delivery struct {
	notify.Message
	Seq         int64 // ascending as they were queued
	Status      string
	QueuedAt    time.Time
	NotBefore   time.Time // of a pending one: when it is tried again; zero: at once
	InFlight    bool
	Uncertain   bool
	Attempts    int
	LastError   string
	ConcludedAt time.Time // zero while pending
	ResentBy    string
	ResentAt    time.Time
}

// Resent is one of several that were asked for; Err as Deliveries.Resend has it.
type Resent struct {
	ID  string
	Err error
}

// RefusedError says, for people, why a delivery is not sent again.
type RefusedError struct{ Reason string }

func (e *RefusedError) Error() string { return e.Reason }
