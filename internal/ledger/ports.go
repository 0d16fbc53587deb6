package ledger

import (
	"context"
	"errors"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
)

// ErrConflict says that somebody else changed a State meanwhile; the batch is applied again to what is stored now.
var ErrConflict = errors.New("state was changed by another writer")

// ErrUnstorable says that a fact cannot be stored, however often that is tried; nothing of the request is stored.
var ErrUnstorable = errors.New("it cannot be stored")

// Store is the durable side of the ledger.
type Store interface {
	// Update runs fn in one serialisable transaction and commits if it returns nil. It returns ErrConflict (wrapped) where
	// another writer was in the way; then nothing has happened.
	Update(ctx context.Context, fn func(Tx) error) error
	// NextCheck returns the earliest instant later than after at which a Monitor of a source is due to be looked at; false where
	// there is none.
	NextCheck(ctx context.Context, source monitor.Source, after time.Time) (time.Time, bool, error)
	// Due returns the Monitors of a source whose next check is not after now, the most overdue first.
	Due(ctx context.Context, source monitor.Source, now time.Time) ([]monitor.ID, error)
	// AppendJournal stores a segment of the journal, durably.
	AppendJournal(ctx context.Context, s Segment) error
	// Journal returns the ids of all segments of the journal and, of those that are not known, what is in them, the oldest first.
	Journal(ctx context.Context, known func(id string) bool) (live []string, fresh []Segment, err error)
}

// Segment is a piece of the journal: what was noted in one commit.
type Segment struct {
	ID  string // sorts by time
	Doc string // JSON of the ledger's own
}

// Tx is one transaction of the Store. It is not safe for concurrent use and not valid after fn returned.
type Tx interface {
	// Append stores the observations and returns those that were not stored before, in their order. Clock observations
	// are returned and not stored.
	Append(ctx context.Context, observations []monitor.Observation) ([]monitor.Observation, error)
	// Load returns what is known of the Monitors; those never seen before are absent from the Snapshot's maps.
	Load(ctx context.Context, ids []monitor.ID) (Snapshot, error)
	// Incident returns one Incident; false where there is none with that ID.
	Incident(ctx context.Context, id string) (incident.Incident, bool, error)
	// Save writes the changes.
	Save(ctx context.Context, changes []Change) error
	// DropJournal forgets segments; those that are not there are forgotten already.
	DropJournal(ctx context.Context, ids []string) error
	Desk
}

// Desk is the part of a transaction that is about people: what they said, and what keeps Incidents from being told to them.
type Desk interface {
	// Silences returns those that are not closed, the oldest first.
	Silences(ctx context.Context) ([]incident.Silence, error)
	// Silence returns one, ended or not; false where there is none with that ID.
	Silence(ctx context.Context, id string) (incident.Silence, bool, error)
	// SaveSilences stores Silences by ID.
	SaveSilences(ctx context.Context, silences []incident.Silence) error
	// Muted returns the unresolved Incidents that a Silence keeps quiet.
	Muted(ctx context.Context, silence string) ([]incident.Incident, error)
	// Recent returns up to limit Incidents of a topic that people were told of since, each by itself, the oldest first.
	Recent(ctx context.Context, topic string, since time.Time, limit int) ([]incident.Incident, error)
	// Members returns up to limit of the Incidents that a burst tells of, in the order of their IDs.
	Members(ctx context.Context, burst string, limit int) ([]incident.Incident, error)
	// Before returns the newest resolved Incident of a Monitor and Kind; false where there is none of late.
	Before(ctx context.Context, of monitor.ID, kind incident.Kind) (incident.Incident, bool, error)
	// Audit appends to the audit log; a record that is there already changes nothing.
	Audit(ctx context.Context, records []incident.Record) error
}

// Snapshot is what decisions are made on.
type Snapshot struct {
	States map[monitor.ID]monitor.State
	Open   map[monitor.ID][]incident.Incident // the unresolved ones
}

// Change is all that follows from a batch for one Monitor.
type Change struct {
	// State is stored with Version+1, if the stored Version is still State.Version (0: not stored yet).
	State monitor.State
	// NextCheck is when the Monitor is to be looked at; zero: only when something is observed.
	NextCheck time.Time
	Verdicts  []monitor.Verdict   // stored by Monitor and Key: a later one replaces an earlier one
	Incidents []incident.Incident // stored by ID
	Messages  []notify.Message    // outbox rows, delivered in this order per Incident and Destination
}

// Router says who is told of a Notice.
type Router interface {
	// Route completes the Notice (owner, severity, link) and returns the destinations; an empty list tells nobody.
	Route(n incident.Notice, d monitor.Definition) (incident.Notice, []notify.Destination)
	// Policy says when somebody has to answer to a routed Notice.
	Policy(n incident.Notice, d monitor.Definition) incident.Policy
	// Escalation returns who is told in addition once the escalation of a routed Notice has reached a level.
	Escalation(level int, n incident.Notice) []notify.Destination
	// Person returns where somebody reads who did something, and else who looks after Rollcall.
	Person(p incident.Person) []notify.Destination
}

// Inspector looks at the source itself before an absence is judged.
type Inspector interface {
	// Inspect returns what the source shows of the Monitors right now (Defined, RunSeen, Inspected …). An error means that it
	// cannot be seen: nothing is judged.
	Inspect(ctx context.Context, states []monitor.State) (monitor.View, error)
}
