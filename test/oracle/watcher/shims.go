package watcher

import (
	"context"
	"sync"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/client-go/tools/cache"

	"rollcall.dev/rollcall/internal/kube"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/test/oracle/apiserver"
)

// shim adds to what the source tells that which it knows and does not tell yet: metadata.generation, and which runs nobody saw go.
// Each of its parts can go once internal/kube does the same. It is made anew with every start, as the source's own memory is.
type shim struct {
	client *apiserver.Client

	mu    sync.Mutex
	there map[monitor.RunID]bool // shown in this watch
	lost  map[monitor.RunID]bool // found missing in a new list
}

func newShim(client *apiserver.Client) *shim {
	return &shim{client: client, there: map[monitor.RunID]bool{}, lost: map[monitor.RunID]bool{}}
}

// complete changes the observations in place; until is when an inspection looked, or zero.
func (s *shim) complete(observations []monitor.Observation, until time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range observations {
		o := &observations[i]
		switch {
		case o.Definition != nil && o.Definition.Revision == 0:
			d := *o.Definition
			d.Revision = s.client.Generation(d.Generation)
			o.Definition = &d
		case o.Kind == monitor.RunSeen:
			s.there[o.Run.ID] = true
		case o.Kind == monitor.RunGone:
			facts := *o.Run
			facts.Lost = facts.Lost || !s.there[facts.ID] || s.lost[facts.ID]
			o.Run = &facts
			if o.SeenAt.Before(until) { // what an inspection does not find is gone now, not when it was seen last
				o.At, o.SeenAt = until, until
			}
		}
	}
}

// recorder is the ledger, which is made after the source that records in it.
type recorder struct {
	*ledger.Ledger
	*shim
}

// Record implements kube.Recorder.
func (r *recorder) Record(ctx context.Context, observations ...monitor.Observation) error {
	r.complete(observations, time.Time{})
	return r.Ledger.Record(ctx, observations...)
}

// inspector is the source as the ledger asks it.
type inspector struct {
	ledger.Inspector
	*shim
}

// Inspect implements ledger.Inspector.
func (i inspector) Inspect(ctx context.Context, states []monitor.State) (monitor.View, error) {
	view, err := i.Inspector.Inspect(ctx, states)
	i.complete(view.Seen, view.Until)
	return view, err
}

// jobs notes the Jobs that a new list does not show any more.
type jobs struct {
	kube.Informer
	*shim
}

// AddEventHandler implements kube.Informer.
func (j jobs) AddEventHandler(h cache.ResourceEventHandler) (cache.ResourceEventHandlerRegistration, error) {
	return j.Informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(o any) { h.OnAdd(o, false) },
		UpdateFunc: h.OnUpdate,
		DeleteFunc: func(o any) {
			if last, ok := o.(cache.DeletedFinalStateUnknown); ok {
				if job, ok := last.Obj.(*batchv1.Job); ok {
					j.mu.Lock()
					j.lost[monitor.RunID(job.UID)] = true
					j.mu.Unlock()
				}
			}
			h.OnDelete(o)
		},
	})
}
