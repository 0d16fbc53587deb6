package app

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/embedded"
)

// remembered keeps in memory what was looked up in a registry, so that a report costs no query. What another process changes is noticed
// after staleAfter: then one question tells what has changed.
type remembered struct {
	checkin.Registry
	changes    changes
	staleAfter time.Duration // zero: nobody else changes anything

	mu     sync.RWMutex
	byID   map[string]checkin.CheckIn
	bySlug map[slugKey]string // → id
	epoch  int64              // grows with every change: what was read before one is not kept after it

	asking  chan struct{}             // holds one token while somebody asks what has changed
	asked   atomic.Pointer[time.Time] // when that was, by the clock that nobody sets; nil: nobody has
	seen    int64                     // up to which change; the one who asks has it
	cleared time.Time                 // when all was forgotten; likewise
}

// forgetAfter is how long anything is remembered. An older release of Rollcall beside this one does not note what it changes.
const forgetAfter = time.Hour

// changes tells what was changed in a registry after a point, and the point that is reached; whole is false where anything may have been.
type changes func(ctx context.Context, after int64) (ids []string, now int64, whole bool, err error)

type slugKey struct {
	project int64
	slug    string
}

var (
	_ checkin.Registry  = (*remembered)(nil)
	_ embedded.Rereader = (*remembered)(nil)
)

func remember(r checkin.Registry, changed changes, staleAfter time.Duration) *remembered {
	return &remembered{
		Registry: r, changes: changed, staleAfter: staleAfter, byID: map[string]checkin.CheckIn{}, bySlug: map[slugKey]string{},
		asking: make(chan struct{}, 1), seen: -1,
	}
}

func (r *remembered) Get(ctx context.Context, id string) (checkin.CheckIn, error) {
	if err := r.refresh(ctx); err != nil {
		return checkin.CheckIn{}, err
	}
	if c, ok := r.recall(id); ok {
		return c, nil
	}
	return r.Reread(ctx, id)
}

// Reread implements embedded.Rereader.
func (r *remembered) Reread(ctx context.Context, id string) (checkin.CheckIn, error) {
	epoch := r.now()
	c, err := r.Registry.Get(ctx, id)
	return c, r.learn(id, epoch, c, err)
}

func (r *remembered) FindBySlug(ctx context.Context, project int64, slug string) (checkin.CheckIn, error) {
	if err := r.refresh(ctx); err != nil {
		return checkin.CheckIn{}, err
	}
	r.mu.RLock()
	id := r.bySlug[slugKey{project, slug}]
	r.mu.RUnlock()
	if c, ok := r.recall(id); ok && c.Project == project && c.Slug == slug {
		return c, nil
	}
	epoch := r.now()
	c, err := r.Registry.FindBySlug(ctx, project, slug)
	return c, r.learn(id, epoch, c, err)
}

// List implements checkin.Registry. What it reads is remembered.
func (r *remembered) List(ctx context.Context) ([]checkin.CheckIn, error) {
	if err := r.refresh(ctx); err != nil {
		return nil, err
	}
	epoch := r.now()
	all, err := r.Registry.List(ctx)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.epoch == epoch {
		for _, c := range all {
			r.keep(c)
		}
	}
	return all, nil
}

// Put implements checkin.Registry.
func (r *remembered) Put(ctx context.Context, c checkin.CheckIn) error {
	err := r.Registry.Put(ctx, c)
	r.changed(c.ID) // whether it is stored cannot be told from an error
	return err
}

// Delete implements checkin.Registry.
func (r *remembered) Delete(ctx context.Context, id string) error {
	err := r.Registry.Delete(ctx, id)
	r.changed(id)
	return err
}

func (r *remembered) recall(id string) (checkin.CheckIn, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	c, ok := r.byID[id]
	return c, ok
}

// refresh forgets what others have changed, where it is time to ask for that. What is read later is never older.
func (r *remembered) refresh(ctx context.Context) error {
	if !r.stale() {
		return nil
	}
	select {
	case r.asking <- struct{}{}:
		defer func() { <-r.asking }()
	case <-ctx.Done():
		return fmt.Errorf("waiting for what has changed among the check-ins: %w", ctx.Err())
	}
	if !r.stale() { // somebody else has asked meanwhile
		return nil
	}
	ids, now, whole, err := r.changes(ctx, r.seen)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if now != r.seen {
		r.epoch++
	}
	for _, id := range ids {
		r.forget(id)
	}
	at := time.Now()
	if !whole || at.Sub(r.cleared) > forgetAfter {
		clear(r.byID)
		clear(r.bySlug)
		r.cleared = at
	}
	r.seen = now
	r.asked.Store(&at)
	return nil
}

// stale reports whether somebody else may have changed something for too long.
func (r *remembered) stale() bool {
	if r.staleAfter == 0 {
		return false
	}
	at := r.asked.Load()
	return at == nil || time.Since(*at) > r.staleAfter
}

// now is the epoch in which a look-up begins.
func (r *remembered) now() int64 {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.epoch
}

// learn keeps what was read since an epoch, and returns the error of that. What was known by the id before, and could not be read now,
// is forgotten.
func (r *remembered) learn(id string, epoch int64, c checkin.CheckIn, err error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case err != nil:
		r.forget(id)
	case r.epoch == epoch:
		r.keep(c)
	}
	return err
}

// keep remembers a check-in. The caller holds the lock.
func (r *remembered) keep(c checkin.CheckIn) {
	r.byID[c.ID] = c
	if c.Slug != "" {
		r.bySlug[slugKey{c.Project, c.Slug}] = c.ID
	}
}

// changed forgets a check-in that this process has changed, and keeps nothing that was read before.
func (r *remembered) changed(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.epoch++
	r.forget(id)
}

// forget is of one that may not be known. The caller holds the lock.
func (r *remembered) forget(id string) {
	if c, ok := r.byID[id]; ok {
		delete(r.bySlug, slugKey{c.Project, c.Slug})
		delete(r.byID, id)
	}
}
