package remedy

import (
	"context"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// Cluster is where jobs are. It is safe for concurrent use. Its errors are RefusedErrors where the answer is final (Off, NoJob, Gone,
// NotAllowed); any other one says that it is not known whether anything was done.
type Cluster interface {
	// Look reads a job as it stands right now.
	Look(ctx context.Context, id monitor.ID) (Job, error)
	// Start makes a Job of the name from what the job would run, if that still has the Spec and nothing bars it. One that is there already
	// and is of the same order is no error; of another one it is Used.
	Start(ctx context.Context, s Start) error
	// Suspend suspends the job; where that has been done for the same Silence already it changes nothing.
	Suspend(ctx context.Context, s incident.Silence) error
	// Resume lifts what Suspend did for the Silence. Somebody else's suspension stays; NoSuspension then says so.
	Resume(ctx context.Context, s incident.Silence) error
}

// Start is one Job to be made.
type Start struct {
	Job      Job // as Look returned it
	Name     string
	Incident string
	Attempt  int
	Order    string
	By       incident.Person
	Reason   string // untrusted text
	Barred   error  // a RefusedError: why none may be made any more, and one that is there is found all the same; nil: it may
}

// Book keeps what people ask for and what came of it. It is safe for concurrent use.
type Book interface {
	// Incident returns one; its error where there is none is the book's own.
	Incident(ctx context.Context, id string) (incident.Incident, error)
	// AskRerun stores that somebody is about to run the job of an Incident again, in the audit log too. The same order twice is one;
	// incident.ErrNoUse where the attempt is another one's, or the Incident has ended.
	AskRerun(ctx context.Context, id string, r incident.Rerun) error
	// SettleRerun stores what came of that.
	SettleRerun(ctx context.Context, id, job string, state incident.RerunState, problem string) error
	// Silence stores that somebody has a job suspended, in the audit log too; the same id twice is one.
	Silence(ctx context.Context, s incident.Silence) (incident.Silence, error)
	// EndSilence ends it before its time.
	EndSilence(ctx context.Context, id string, by incident.Person, at time.Time) (incident.Silence, error)
	// Suspensions are those to which something is to be done, or that hold.
	Suspensions(ctx context.Context) ([]incident.Silence, error)
	// SettleSuspension stores what became of one.
	SettleSuspension(ctx context.Context, id string, state incident.SuspensionState, problem string) error
}
