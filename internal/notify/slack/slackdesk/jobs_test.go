package slackdesk_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify/slack/slackdesk"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/remedy"
)

var (
	_ slackdesk.Remedies = (*jobs)(nil)
	_ remedy.Cluster     = (*cluster)(nil)
	_ remedy.Book        = book{}
)

// jobs are the real decisions, over a cluster with one CronJob, which belongs to the team billing.
type jobs struct {
	remedy.Desk
	cluster *cluster
	known   []slackdesk.Job
}

func newJobs(d *desk) *jobs {
	subject := d.get(inc).Notice.Subject
	c := &cluster{job: remedy.Job{
		Monitor: subject.Monitor, Cluster: subject.Cluster, Namespace: subject.Namespace, Name: subject.Name, UID: "5f1c", Spec: "spec-1",
		Images: []string{"registry.example.com/close:1.4.2"}, Declared: ownership.RerunSafe,
	}}
	return &jobs{
		Desk:    remedy.Desk{Cluster: c, Book: book{d}, Log: slog.New(slog.DiscardHandler), Changed: func() {}},
		cluster: c,
		known: []slackdesk.Job{{
			Monitor: subject.Monitor, Cluster: subject.Cluster, Namespace: subject.Namespace, Name: subject.Name, Owner: "billing",
		}},
	}
}

func (j *jobs) Job(_ context.Context, id monitor.ID) (slackdesk.Job, error) {
	for _, k := range j.known {
		if k.Monitor == id {
			return k, nil
		}
	}
	return slackdesk.Job{}, slackdesk.ErrNotFound
}

func (j *jobs) Jobs(_ context.Context, namespace, name string) ([]slackdesk.Job, error) {
	var found []slackdesk.Job
	for _, k := range j.known {
		if k.Namespace == namespace && k.Name == name {
			found = append(found, k)
		}
	}
	return found, nil
}

// cluster has one CronJob.
type cluster struct {
	mu     sync.Mutex
	job    remedy.Job
	fail   error         // of each look
	broken error         // of each start
	slow   time.Duration // each look
	starts []remedy.Start
}

func (c *cluster) set(change func(c *cluster)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(c)
}

func (c *cluster) started() []remedy.Start {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]remedy.Start(nil), c.starts...)
}

func (c *cluster) Look(ctx context.Context, _ monitor.ID) (remedy.Job, error) {
	c.mu.Lock()
	slow := c.slow
	c.mu.Unlock()
	select {
	case <-time.After(slow):
	case <-ctx.Done():
		return remedy.Job{}, ctx.Err()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.job, c.fail
}

func (c *cluster) Start(_ context.Context, s remedy.Start) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken != nil {
		return c.broken
	}
	c.starts = append(c.starts, s)
	return nil
}

func (*cluster) Suspend(context.Context, incident.Silence) error { return nil }
func (*cluster) Resume(context.Context, incident.Silence) error  { return nil }

// book keeps what is asked for in the desk of a test.
type book struct{ *desk }

func (b book) AskRerun(_ context.Context, id string, r incident.Rerun) error {
	i, _, err := b.get(id).AskRerun(r)
	if err == nil {
		b.put(i.Stamp())
	}
	return err
}

func (b book) SettleRerun(_ context.Context, id, job string, state incident.RerunState, problem string) error {
	i, _ := b.get(id).SettleRerun(job, state, problem, time.Now())
	b.put(i.Stamp())
	return nil
}

func (b book) EndSilence(ctx context.Context, id string, by incident.Person, _ time.Time) (incident.Silence, error) {
	return b.desk.EndSilence(ctx, id, by)
}

func (b book) Suspensions(ctx context.Context) ([]incident.Silence, error) {
	all, err := b.Silences(ctx)
	var found []incident.Silence
	for _, s := range all {
		if s.Suspends != nil {
			found = append(found, s)
		}
	}
	return found, err
}

func (book) SettleSuspension(context.Context, string, incident.SuspensionState, string) error {
	return errors.New("nobody settles here")
}
