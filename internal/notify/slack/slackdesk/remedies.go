package slackdesk

import (
	"context"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/remedy"
)

// Remedies is where people have something done to a job. It asks nobody who they are. It is safe for concurrent use. An error that is a
// remedy.RefusedError has words for that person; ErrNotFound says that there is nothing of that id.
type Remedies interface {
	// Job is one as it is watched now.
	Job(ctx context.Context, id monitor.ID) (Job, error)
	// Jobs are those of a name, one for each cluster that has it.
	Jobs(ctx context.Context, namespace, name string) ([]Job, error)
	// Offer says what running the job of an Incident again would be.
	Offer(ctx context.Context, incident string) (remedy.Offer, error)
	// Run runs it again, once for each Order. With an error that is no refusal it is not known whether it does.
	Run(ctx context.Context, o remedy.Order) (incident.Rerun, error)
	// Suspend has a job suspended in a moment; the same id twice is one. An error that is incident.ErrSilence has words as well.
	Suspend(ctx context.Context, s remedy.Suspend) (incident.Silence, error)
	// Resume ends that before its time.
	Resume(ctx context.Context, id monitor.ID, by incident.Person, at time.Time) (incident.Silence, error)
}

// Job is one of Kubernetes, and whose it is.
type Job struct {
	Monitor         monitor.ID
	Cluster         string
	Namespace, Name string
	Owner           string // id of the team
}
