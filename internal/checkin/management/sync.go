package management

import (
	"context"
	"net/http"

	"rollcall.dev/rollcall/internal/checkin"
)

// The operations of a sync.
const (
	opCreate = "create"
	opUpdate = "update"
	opDelete = "delete"
)

// outcome is what became of one item of a sync.
type outcome struct {
	Operation string   `json:"operation"`
	Slug      *string  `json:"slug"`
	Success   bool     `json:"success"`
	Errors    []string `json:"errors"`
}

// sync makes the project's check-ins be those of the list, matched by slug. Those that the configuration declares stay as they are,
// in the list or not. What is to go goes first, so that its name is free; it is told last.
func (h *Handler) sync(ctx context.Context, c call) answer {
	var rows []fields
	if refused := decode(c.body, "check_ins", &rows); refused != nil {
		return *refused
	}
	all, err := h.Registry.InProject(ctx, c.project.ID)
	if err != nil {
		return h.failed("listing", err)
	}
	s := &syncing{h: h, project: c.project.ID, there: map[string]checkin.CheckIn{}, named: map[string]bool{}}
	for _, f := range rows {
		s.named[f.Slug.value] = true
	}
	var gone []outcome
	for _, known := range all {
		switch {
		case known.Slug != "" && s.named[known.Slug]:
			s.there[known.Slug] = known
		case known.Origin == checkin.FromAPI:
			gone = append(gone, s.remove(ctx, known))
		}
	}
	results := make([]outcome, 0, len(rows)+len(gone))
	for _, f := range rows {
		results = append(results, s.put(ctx, f))
	}
	return answer{http.StatusOK, map[string][]outcome{"results": append(results, gone...)}}
}

// syncing is a sync under way.
type syncing struct {
	h       *Handler
	project int64
	there   map[string]checkin.CheckIn // by slug, of those that the list names
	named   map[string]bool            // the slugs of the list; false for one that had its turn
	away    error                      // of the store; what is left is not tried any more
}

// put does what one row asks for.
func (s *syncing) put(ctx context.Context, f fields) outcome {
	slug := f.Slug.value
	known, there := s.there[slug]
	switch {
	case slug == "" && f.Slug.wrong == "":
		return s.done(opCreate, "", invalid{problem("slug", "", "every check-in of a list needs one")})
	case slug != "" && !s.named[slug]:
		return s.done(opUpdate, slug, invalid{problem("slug", slug, "the list names it more than once")})
	}
	s.named[slug] = false
	if there {
		return s.done(opUpdate, slug, s.store(ctx, func(ctx context.Context) error {
			_, err := s.h.Service.ChangeUnique(ctx, known.ID, f.update)
			return err
		}))
	}
	wanted, err := f.create(s.project)
	if err == nil {
		err = s.store(ctx, func(ctx context.Context) error {
			_, err := s.h.Service.Create(ctx, wanted, true)
			return err
		})
	}
	return s.done(opCreate, slug, err)
}

func (s *syncing) remove(ctx context.Context, known checkin.CheckIn) outcome {
	return s.done(opDelete, known.Slug, s.store(ctx, func(ctx context.Context) error { return s.h.Service.Remove(ctx, known.ID) }))
}

// store makes one change, unless the store was away for an earlier one: thousands of rows must not wait for it one by one.
func (s *syncing) store(ctx context.Context, change func(context.Context) error) error {
	if s.away != nil {
		return s.away
	}
	ctx, cancel := s.h.bounded(ctx)
	defer cancel()
	err := change(ctx)
	if status, _ := problems(err); err != nil && status == http.StatusServiceUnavailable {
		s.h.Logger.Error("checkin_api_failed", "step", "syncing", "error", err)
		s.away = err
	}
	return err
}

func (s *syncing) done(operation, slug string, err error) outcome {
	o := outcome{Operation: operation, Slug: orNull(slug), Success: err == nil, Errors: []string{}}
	if err == nil {
		return o
	}
	if _, o.Errors = problems(err); o.Errors == nil {
		o.Errors = []string{storeAway}
	}
	return o
}
