package kube

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"

	"rollcall.dev/rollcall/internal/monitor"
)

var errRefused = errors.New("the disk is full")

// ledgerDouble keeps what is recorded, once by ID, and insists on what the ledger insists on: a Monitor is defined before
// anything else is said of it.
type ledgerDouble struct {
	mu       sync.Mutex
	refuse   bool
	refused  int
	calls    int
	seen     []monitor.Observation // fresh ones
	repeated []string
	states   map[monitor.ID]monitor.State
	verdicts []monitor.Verdict
}

func (l *ledgerDouble) Record(_ context.Context, observations ...monitor.Observation) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls++
	if l.refuse {
		l.refused++
		return errRefused
	}
	if l.states == nil {
		l.states = map[monitor.ID]monitor.State{}
	}
	for _, o := range observations {
		if _, known := l.states[o.Monitor]; !known && o.Kind != monitor.Defined && o.Kind != monitor.Removed {
			return errors.New("the monitor is not defined: " + o.ID)
		}
		if slices.ContainsFunc(l.seen, func(s monitor.Observation) bool { return s.ID == o.ID && o.ID != "" }) {
			l.repeated = append(l.repeated, o.ID)
			continue
		}
		l.seen = append(l.seen, o)
		state, verdicts := monitor.Apply(l.states[o.Monitor], o, time.Now())
		if !state.FirstSeen.IsZero() {
			l.states[o.Monitor] = state
		}
		l.verdicts = append(l.verdicts, verdicts...)
	}
	return nil
}

func (l *ledgerDouble) setRefuse(refuse bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refuse = refuse
}

// counts returns how often Record was called, and how often it refused.
func (l *ledgerDouble) counts() (calls, refused int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.calls, l.refused
}

// kinds lists what was recorded, in its order: "defined", "run_seen failed" …
func (l *ledgerDouble) kinds() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []string
	for _, o := range l.seen {
		kind := string(o.Kind)
		if o.Run != nil && o.Run.Outcome != monitor.Unfinished {
			kind += " " + string(o.Run.Outcome)
		}
		all = append(all, kind)
	}
	return all
}

func (l *ledgerDouble) last() monitor.Observation {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.seen[len(l.seen)-1]
}

// world is a Source on a cluster that exists in memory, inside a synctest bubble.
type world struct {
	t      *testing.T
	api    *fake.Clientset
	ledger *ledgerDouble
	source *Source
	stop   func()
}

// newWorld starts a Source on a cluster with some objects.
func newWorld(t *testing.T, o Options, objects ...runtime.Object) *world {
	t.Helper()
	w := &world{t: t, api: fake.NewClientset(objects...), ledger: &ledgerDouble{}}
	w.start(o)
	return w
}

// start runs a new Source, as after a restart of the process.
func (w *world) start(o Options) {
	w.t.Helper()
	o.Recorder = w.ledger
	o.Defaults.Grace = cmp.Or(o.Defaults.Grace, 10*time.Minute)
	o.Namespaces.Exclude = append(o.Namespaces.Exclude, "kube-system")
	factory := informers.NewSharedInformerFactory(w.api, 12*time.Hour) // without a period client-go waits outside the bubble
	source, err := NewFrom(Clients{
		API: w.api,
		Scopes: []Scope{{
			CronJobs: factory.Batch().V1().CronJobs().Informer(),
			Jobs:     factory.Batch().V1().Jobs().Informer(),
			Pods:     factory.Core().V1().Pods().Informer(),
			Start: func(ctx context.Context) error {
				factory.Start(ctx.Done())
				<-ctx.Done()
				factory.Shutdown()
				return nil
			},
		}},
	}, o)
	if err != nil {
		w.t.Fatal(err)
	}
	w.source = source
	ctx, cancel := context.WithCancel(w.t.Context())
	done := make(chan error, 1)
	go func() { done <- source.Run(ctx) }()
	w.stop = func() {
		cancel()
		if err := <-done; err != nil {
			w.t.Errorf("Run: %v", err)
		}
	}
}

// kept counts what the book holds.
func (b *book) kept() (pages, runs, owners, loose int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.pages {
		runs += len(p.runs)
	}
	return len(b.pages), runs, len(b.owner), len(b.loose)
}
