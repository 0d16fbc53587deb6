package embedded

import (
	"context"
	"errors"
	"fmt"

	"rollcall.dev/rollcall/internal/checkin"
)

// Declare makes the check-ins that stand alone exactly those of the list: new ones are added, changed ones are brought up to
// date, and those that are no longer in it go. Where anything in the list is wrong, nothing is changed and the error names all
// of it. Broken off by the store, it is completed by the next call.
func (s *Service) Declare(ctx context.Context, list []Declared) error {
	wanted, err := checkAll(list)
	if err != nil {
		return err
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	all, err := s.Registry.List(ctx)
	if err != nil {
		return fmt.Errorf("listing the check-ins: %w", err)
	}
	known := map[string]checkin.CheckIn{}
	for _, c := range all {
		known[c.ID] = c
	}
	if err := adoptIDs(wanted, known); err != nil {
		return err
	}
	adoptParents(list, wanted)
	if err := s.makeRoom(ctx, wanted, known); err != nil {
		return err
	}
	for _, c := range wanted {
		was := known[c.ID]
		c.CreatedAt, c.Generation = was.CreatedAt, was.Generation
		if _, err := s.put(ctx, was, c); err != nil {
			return fmt.Errorf("check-in %q: %w", c.Name, err)
		}
	}
	return nil
}

// adoptIDs gives those that name no id the one that their slug had before.
func adoptIDs(wanted []checkin.CheckIn, known map[string]checkin.CheckIn) error {
	var errs []error
	for i := range wanted {
		w := &wanted[i]
		if c, ok := known[w.ID]; ok && c.Origin != checkin.FromConfig {
			errs = append(errs, fmt.Errorf("checkins.monitors[%d]: id %q: it belongs to CronJob %s/%s", i, w.ID, c.Namespace, c.Name))
		}
		if w.ID != "" {
			continue
		}
		for _, c := range known {
			if c.Origin == checkin.FromConfig && c.Project == w.Project && c.Slug == w.Slug {
				w.ID = c.ID
			}
		}
		if w.ID == "" {
			w.ID = checkin.NewID()
		}
	}
	return errors.Join(errs...)
}

// adoptParents makes of the names of parents their Monitors. Once that all have ids, every name is known.
func adoptParents(list []Declared, wanted []checkin.CheckIn) {
	for i, d := range list {
		if d.Parent == "" {
			continue
		}
		for _, w := range wanted {
			if w.Project == d.Project && (w.ID == d.Parent || w.Slug == d.Parent) {
				wanted[i].Expect.Parent = w.Monitor()
			}
		}
	}
}

// makeRoom removes what is no longer declared, and takes their slugs from those that get another one, so that two may swap.
func (s *Service) makeRoom(ctx context.Context, wanted []checkin.CheckIn, known map[string]checkin.CheckIn) error {
	slugs := map[string]string{}
	for _, w := range wanted {
		slugs[w.ID] = w.Slug
	}
	for id, c := range known {
		slug, keep := slugs[id]
		switch {
		case c.Origin != checkin.FromConfig:
		case !keep:
			if err := s.remove(ctx, c); err != nil {
				return err
			}
			delete(known, id)
		case slug != c.Slug && c.Slug != "":
			c.Slug = ""
			if err := s.Registry.Put(ctx, c); err != nil {
				return fmt.Errorf("check-in %q: %w", c.Name, err)
			}
			known[id] = c
		}
	}
	return nil
}
