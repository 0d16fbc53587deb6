package embedded

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
)

// memory keeps what was looked up in a registry, so that a report costs no query. What another process changes is noticed after
// staleAfter: then one question tells what has changed.
type memory struct {
	checkin.Registry
	changes    Changes // nil: nobody else changes anything
	staleAfter time.Duration

	mu     sync.RWMutex
	byID   map[string]*known
	bySlug map[slugKey]string // → id
	epoch  int64              // grows with every change: what was read before one is not kept after it

	asking  chan struct{}             // holds one token while somebody asks what has changed
	asked   atomic.Pointer[time.Time] // when that was, by the clock that nobody sets; nil: nobody has
	seen    int64                     // up to which change; the one who asks has it
	cleared time.Time                 // when all was forgotten; likewise
}

// forgetAfter is how long anything is remembered. An older release of Rollcall beside this one does not note what it changes.
const forgetAfter = time.Hour

// Changes tells what was changed in a registry after a point, and the point that is reached; whole is false where anything may have been.
type Changes func(ctx context.Context, after int64) (ids []string, now int64, whole bool, err error)

type slugKey struct {
	project int64
	slug    string
}

var _ checkin.Registry = (*memory)(nil)

func remember(r checkin.Registry, changed Changes, staleAfter time.Duration) *memory {
	return &memory{
		Registry: r, changes: changed, staleAfter: staleAfter, byID: map[string]*known{}, bySlug: map[slugKey]string{},
		asking: make(chan struct{}, 1), seen: -1,
	}
}

// Get implements checkin.Registry.
func (m *memory) Get(ctx context.Context, id string) (checkin.CheckIn, error) {
	_, r, err := m.lookUp(ctx, id)
	return whole(r), err
}

// lookUp returns what is known of a check-in, and how it is registered.
func (m *memory) lookUp(ctx context.Context, id string) (*known, *registered, error) {
	if err := m.refresh(ctx); err != nil {
		return nil, nil, err
	}
	if k, r := m.recall(id); r != nil {
		return k, r, nil
	}
	return m.read(id, func() (checkin.CheckIn, error) { return m.Registry.Get(ctx, id) })
}

// reread is Get of what is stored now: an edit of what is remembered would take back what another process has edited since.
func (m *memory) reread(ctx context.Context, id string) (checkin.CheckIn, error) {
	_, r, err := m.read(id, func() (checkin.CheckIn, error) { return m.Registry.Get(ctx, id) })
	return whole(r), err
}

// whole is the check-in of what was looked up.
func whole(r *registered) checkin.CheckIn {
	if r == nil {
		return checkin.CheckIn{}
	}
	return r.checkIn
}

// FindBySlug implements checkin.Registry.
func (m *memory) FindBySlug(ctx context.Context, project int64, slug string) (checkin.CheckIn, error) {
	_, r, err := m.lookUpSlug(ctx, project, slug)
	return whole(r), err
}

// lookUpSlug is lookUp of the check-in of a project with that slug.
func (m *memory) lookUpSlug(ctx context.Context, project int64, slug string) (*known, *registered, error) {
	if err := m.refresh(ctx); err != nil {
		return nil, nil, err
	}
	m.mu.RLock()
	id := m.bySlug[slugKey{project, slug}]
	m.mu.RUnlock()
	if k, r := m.recall(id); r != nil && r.checkIn.Project == project && r.checkIn.Slug == slug {
		return k, r, nil
	}
	return m.read(id, func() (checkin.CheckIn, error) { return m.Registry.FindBySlug(ctx, project, slug) })
}

// List implements checkin.Registry. What it reads is remembered.
func (m *memory) List(ctx context.Context) ([]checkin.CheckIn, error) {
	if err := m.refresh(ctx); err != nil {
		return nil, err
	}
	epoch := m.now()
	all, err := m.Registry.List(ctx)
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.epoch == epoch {
		for _, c := range all {
			m.keep(register(c))
		}
	}
	return all, nil
}

// Put implements checkin.Registry.
func (m *memory) Put(ctx context.Context, c checkin.CheckIn) error {
	err := m.Registry.Put(ctx, c)
	m.changed(c.ID) // whether it is stored cannot be told from an error
	return err
}

// Delete implements checkin.Registry.
func (m *memory) Delete(ctx context.Context, id string) error {
	err := m.Registry.Delete(ctx, id)
	m.changed(id)
	if err == nil {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.byID, id)
	}
	return err
}

// of is what is known of a check-in that exists.
func (m *memory) of(id string) *known {
	m.mu.RLock()
	k := m.byID[id]
	m.mu.RUnlock()
	if k != nil {
		return k
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.place(id)
}

// place is where what is known of a check-in is kept. The caller holds the lock.
func (m *memory) place(id string) *known {
	k := m.byID[id]
	if k == nil {
		k = newKnown(id)
		m.byID[k.id()] = k
	}
	return k
}

// recall is what is remembered; nil where that is nothing.
func (m *memory) recall(id string) (*known, *registered) {
	m.mu.RLock()
	k := m.byID[id]
	m.mu.RUnlock()
	if k == nil {
		return nil, nil
	}
	return k, k.registered.Load()
}

// refresh forgets what others have changed, where it is time to ask for that. What is read later is never older.
func (m *memory) refresh(ctx context.Context) error {
	if !m.stale() {
		return nil
	}
	select {
	case m.asking <- struct{}{}:
		defer func() { <-m.asking }()
	case <-ctx.Done():
		return fmt.Errorf("waiting for what has changed among the check-ins: %w", ctx.Err())
	}
	if !m.stale() { // somebody else has asked meanwhile
		return nil
	}
	ids, now, whole, err := m.changes(ctx, m.seen)
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if now != m.seen {
		m.epoch++
	}
	for _, id := range ids {
		m.forget(id)
		delete(m.byID, id) // it has another generation now, or is gone
	}
	at := time.Now()
	if !whole || at.Sub(m.cleared) > forgetAfter {
		for id := range m.byID {
			m.forget(id)
		}
		m.cleared = at
	}
	m.seen = now
	m.asked.Store(&at)
	return nil
}

// stale reports whether somebody else may have changed something for too long.
func (m *memory) stale() bool {
	if m.changes == nil {
		return false
	}
	at := m.asked.Load()
	return at == nil || time.Since(*at) > m.staleAfter
}

// now is the epoch in which a look-up begins.
func (m *memory) now() int64 {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.epoch
}

// read asks the registry and keeps what it answers, unless something was changed meanwhile. What was known by the id before, and could
// not be read now, is forgotten.
func (m *memory) read(id string, ask func() (checkin.CheckIn, error)) (*known, *registered, error) {
	epoch := m.now()
	c, err := ask()
	m.mu.Lock()
	defer m.mu.Unlock()
	if err != nil {
		m.forget(id)
		return nil, nil, err
	}
	r := register(c)
	if m.epoch == epoch {
		m.keep(r)
	}
	return m.place(c.ID), r, nil
}

// keep remembers a check-in. The caller holds the lock.
func (m *memory) keep(r *registered) {
	c := &r.checkIn
	m.place(c.ID).registered.Store(r)
	if c.Slug != "" {
		m.bySlug[slugKey{c.Project, c.Slug}] = c.ID
	}
}

// changed forgets a check-in that this process has changed, and keeps nothing that was read before.
func (m *memory) changed(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.epoch++
	m.forget(id)
}

// forget is of one that may not be known. What the ledger knows of it stays. The caller holds the lock.
func (m *memory) forget(id string) {
	k := m.byID[id]
	if k == nil {
		return
	}
	if r := k.registered.Swap(nil); r != nil {
		delete(m.bySlug, slugKey{r.checkIn.Project, r.checkIn.Slug})
	}
}
