package checkintest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/monitor"
)

// Registry is a checkin.Registry in memory. The zero value is empty and ready.
type Registry struct {
	mu  sync.Mutex
	all map[string]checkin.CheckIn
	err error
}

// Fail makes every call from now on return err; nil ends that.
func (r *Registry) Fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.err = err
}

// Put implements checkin.Registry.
func (r *Registry) Put(_ context.Context, c checkin.CheckIn) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return r.err
	}
	for _, other := range r.all {
		if other.ID == c.ID {
			continue
		}
		if c.Slug != "" && other.Slug == c.Slug && other.Project == c.Project {
			return fmt.Errorf("slug %q: %w", c.Slug, checkin.ErrTaken)
		}
		if c.WitnessOf != "" && other.WitnessOf == c.WitnessOf {
			return fmt.Errorf("witness of %s: %w", c.WitnessOf, checkin.ErrTaken)
		}
	}
	if r.all == nil {
		r.all = map[string]checkin.CheckIn{}
	}
	c.Annotations = maps.Clone(c.Annotations)
	r.all[c.ID] = c
	return nil
}

// Get implements checkin.Registry.
func (r *Registry) Get(_ context.Context, id string) (checkin.CheckIn, error) {
	return r.find(func(c checkin.CheckIn) bool { return c.ID == id })
}

// FindBySlug implements checkin.Registry.
func (r *Registry) FindBySlug(_ context.Context, project int64, slug string) (checkin.CheckIn, error) {
	return r.find(func(c checkin.CheckIn) bool { return slug != "" && c.Slug == slug && c.Project == project })
}

// FindByName implements checkin.Registry.
func (r *Registry) FindByName(ctx context.Context, project int64, name string) (checkin.CheckIn, error) {
	all, err := r.InProject(ctx, project)
	for _, c := range all {
		if c.Name == name {
			return c, nil
		}
	}
	return checkin.CheckIn{}, cmp.Or(err, checkin.ErrNotFound)
}

// InProject implements checkin.Registry.
func (r *Registry) InProject(ctx context.Context, project int64) ([]checkin.CheckIn, error) {
	all, err := r.List(ctx)
	all = slices.DeleteFunc(all, func(c checkin.CheckIn) bool { return c.Project != project })
	slices.SortStableFunc(all, func(a, b checkin.CheckIn) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return all, err
}

// FindByWitness implements checkin.Registry.
func (r *Registry) FindByWitness(_ context.Context, id monitor.ID) (checkin.CheckIn, error) {
	return r.find(func(c checkin.CheckIn) bool { return id != "" && c.WitnessOf == id })
}

func (r *Registry) find(match func(checkin.CheckIn) bool) (checkin.CheckIn, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return checkin.CheckIn{}, r.err
	}
	for _, c := range r.all {
		if match(c) {
			return c, nil
		}
	}
	return checkin.CheckIn{}, checkin.ErrNotFound
}

// Delete implements checkin.Registry.
func (r *Registry) Delete(_ context.Context, id string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		delete(r.all, id)
	}
	return r.err
}

// List implements checkin.Registry.
func (r *Registry) List(context.Context) ([]checkin.CheckIn, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return nil, r.err
	}
	var all []checkin.CheckIn
	for _, id := range slices.Sorted(maps.Keys(r.all)) {
		all = append(all, r.all[id])
	}
	return all, nil
}

// Recorder is a checkin.Recorder that remembers what was recorded, each fact once. The zero value is ready.
type Recorder struct {
	mu   sync.Mutex
	all  []monitor.Observation
	seen map[string]bool
	err  error
}

// Fail makes Record store nothing and return err from now on; nil ends that.
func (r *Recorder) Fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.err = err
}

// Record implements checkin.Recorder.
func (r *Recorder) Record(ctx context.Context, observations ...monitor.Observation) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return r.err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("recording: %w", err)
	}
	if r.seen == nil {
		r.seen = map[string]bool{}
	}
	for _, o := range observations {
		if r.seen[o.ID] {
			continue
		}
		r.seen[o.ID] = true
		r.all = append(r.all, o)
	}
	return nil
}

// Note implements checkin.Recorder.
func (r *Recorder) Note(ctx context.Context, o monitor.Observation) error { return r.Record(ctx, o) }

// Recorded returns the observations of a kind, in their order; all of them for the empty kind.
func (r *Recorder) Recorded(kind monitor.Kind) []monitor.Observation {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []monitor.Observation
	for _, o := range r.all {
		if kind == "" || o.Kind == kind {
			out = append(out, o)
		}
	}
	return out
}
