package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"syscall"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/internal/kube"
)

const (
	trafficCronJobs = 10_000
	trafficOffered  = 1_000 // events of Jobs a second
	trafficTime     = 10 * time.Second
	trafficRuns     = trafficOffered * int(trafficTime/time.Second) / 2 // that begin and end, of a CronJob each
	trafficApart    = trafficOffered                                    // events between the begin of a run and its end, at least
	trafficStep     = 10 * time.Millisecond
	trafficLimit    = 3 * time.Minute // for the list, and for what is late
)

// traffic offers 1,000 events of Jobs a second to who watches 10,000 CronJobs, and measures how long it takes from the event, as the
// API server sends it, to the commit; then it leaves the house alone and counts what it does in a minute. The house is the whole way
// that a fact takes: informers, book, workers, ledger, SQLite. The baseline has the same informers on the same API server, and puts
// the same Jobs into a bare table, as many at a time as wait. What the API server costs, in this process, both pay.
func traffic(ctx context.Context, b *bench) ([]figure, error) {
	kube.LogTo(slog.New(slog.DiscardHandler))
	count := watchStatements("house-", "traffic-polled")
	least, err := b.drive(ctx, "a bare watcher", func(c *crowd) (subject, error) { return b.bareWatcher(ctx, c) }, nil)
	if err != nil {
		return nil, fmt.Errorf("the baseline: %w", err)
	}
	var statements, requests, polled int
	var which string
	ours, err := b.drive(ctx, "the house", func(c *crowd) (subject, error) { return b.watchingHouse(ctx, c) }, func(c *crowd) error {
		s := &still{bench: b}
		err := s.poller(ctx, "traffic-polled")
		if err == nil {
			b.say("nothing happens to %d CronJobs for %s", trafficCronJobs, idleTime)
			err = s.pause(ctx, idleSettled)
		}
		if err == nil {
			count.reset()
			before := c.api.requests.Load()
			err = s.pause(ctx, idleTime)
			requests = int(c.api.requests.Load() - before)
			statements, which = count.of("house-")
			polled, _ = count.of("traffic-polled")
		}
		return errors.Join(err, s.end())
	})
	if err != nil {
		return nil, err
	}
	figures := []figure{
		newFigure("traffic_rate", ours.rate, "events/s", least.rate),
		newFigure("traffic_offered", ours.rate, "events/s", ours.offered),
		durations("traffic_p50", percentile(ours.lags, 50), percentile(least.lags, 50)),
		durations("traffic_p99", percentile(ours.lags, 99), percentile(least.lags, 99)),
		newFigure("traffic_cpu", ours.cpu, "ms/event", least.cpu),
		newFigure("traffic_allocated", ours.allocated, "KiB/event", least.allocated),
		newFigure("traffic_listing", ours.listing.Seconds(), "s", least.listing.Seconds()),
		newFigure("traffic_heap", ours.heap, "MiB", least.heap),
		newFigure("traffic_idle_statements", float64(statements), "per min", float64(polled)),
		newFigure("traffic_idle_requests", float64(requests), "per min", float64(polled)),
	}
	if statements > 0 {
		err = fmt.Errorf("%d statements in a minute in which nothing happened: %s", statements, which)
	}
	return figures, err
}

// subject is who watches.
type subject struct {
	listed func() bool // everything that exists has been seen and stored
	close  func() error
}

// driven is what was measured of a subject.
type driven struct {
	rate, offered  float64 // events a second
	lags           []time.Duration
	cpu, allocated float64 // ms and KiB an event
	listing        time.Duration
	heap           float64 // MiB, once all is listed
}

// crowd is a cluster with its traffic, and keeps which events have been committed.
type crowd struct {
	api      *standIn
	cronJobs []*batchv1.CronJob
	slot     time.Time

	mu   sync.Mutex
	sent map[string]time.Time
	lags []time.Duration
	last time.Time // of the commits
}

// began and hasEnded name the two events of a run.
func began(job types.UID) string    { return string(job) + "/began" }
func hasEnded(job types.UID) string { return string(job) + "/ended" }

// committed notes that events are stored. That a run has ended says that it had begun.
func (c *crowd) committed(events ...string) {
	now := time.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range events {
		if at, open := c.sent[e]; open {
			delete(c.sent, e)
			c.lags = append(c.lags, now.Sub(at))
			c.last = now
		}
	}
}

func (c *crowd) open() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.sent)
}

func (c *crowd) send(event string, job *batchv1.Job) error {
	c.mu.Lock()
	c.sent[event] = time.Now()
	c.mu.Unlock()
	return c.api.put(job)
}

// drive measures one subject; after is called when the traffic is over.
func (b *bench) drive(ctx context.Context, name string, start func(*crowd) (subject, error), after func(*crowd) error) (d driven, err error) {
	c := &crowd{slot: time.Now().UTC().Truncate(time.Minute).Add(-5 * time.Minute), sent: map[string]time.Time{}}
	c.cronJobs = manyCronJobs(trafficCronJobs, c.slot)
	if c.api, err = openStandIn(c.cronJobs); err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, c.api.close()) }()
	empty := heap()
	b.say("%s: %d CronJobs are listed", name, trafficCronJobs)
	at := time.Now()
	who, err := start(c)
	if err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, who.close()) }()
	if err := until(ctx, who.listed); err != nil {
		return d, fmt.Errorf("listing: %w", err)
	}
	d.listing, d.heap = time.Since(at), heap()-empty
	b.say("%s: %d events a second for %s", name, trafficOffered, trafficTime)
	var before, behind runtime.MemStats
	runtime.ReadMemStats(&before)
	spent, at := processorTime(), time.Now()
	if err := c.play(ctx); err != nil {
		return d, err
	}
	const events = 2 * trafficRuns
	d.offered = rate(events, time.Since(at))
	if err := until(ctx, func() bool { return c.open() == 0 }); err != nil {
		return d, fmt.Errorf("%d events of %d were not committed: %w", c.open(), events, err)
	}
	runtime.ReadMemStats(&behind)
	d.cpu = milliseconds(processorTime()-spent) / float64(events)
	d.allocated = float64(behind.TotalAlloc-before.TotalAlloc) / 1024 / float64(events)
	d.rate, d.lags = rate(events, c.last.Sub(at)), c.lags
	if after != nil {
		err = after(c)
	}
	return d, err
}

// play sends the events, evenly.
func (c *crowd) play(ctx context.Context) error {
	var jobs []*batchv1.Job
	over, at := 0, time.Now()
	for n := 0; over < trafficRuns; {
		for due := int(time.Since(at).Seconds() * trafficOffered); n < due && over < trafficRuns; n++ {
			next := len(jobs)
			if next < trafficRuns && (n < trafficApart || n%2 == 0) {
				jobs = append(jobs, jobOf(c.cronJobs[next], c.slot))
				if err := c.send(began(jobs[next].UID), jobs[next]); err != nil {
					return err
				}
				continue
			}
			if err := c.send(hasEnded(jobs[over].UID), ended(jobs[over])); err != nil {
				return err
			}
			over++
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(trafficStep):
		}
	}
	return nil
}

// until waits until something is so.
func until(ctx context.Context, so func() bool) error {
	limit := time.Now().Add(trafficLimit)
	for !so() {
		if time.Now().After(limit) {
			return fmt.Errorf("not within %s", trafficLimit)
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(trafficStep):
		}
	}
	return nil
}

// processorTime is what this process has used so far.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// heap is what is in use, in MiB.
func heap() float64 {
	runtime.GC() //nolint:revive // what is in use is asked for
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}
