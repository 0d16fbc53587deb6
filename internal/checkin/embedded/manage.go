package embedded

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"rollcall.dev/rollcall/internal/checkin"
)

// ErrDeclared says that a check-in belongs to the configuration or to a CronJob: no API changes it or takes it away.
var ErrDeclared = errors.New("it is declared elsewhere, in the configuration or by a CronJob, and can only be changed there")

// ErrNameTaken and ErrSlugTaken say which of its names a new or changed check-in shares with another one of its project. They wrap
// checkin.ErrTaken.
var (
	ErrNameTaken = fmt.Errorf("name: %w", checkin.ErrTaken)
	ErrSlugTaken = fmt.Errorf("slug: %w", checkin.ErrTaken)
)

// Create makes a check-in for a management API. Its ID may be empty: one that cannot be guessed is made. With unique, its name must be
// the only one in its project. It returns ErrNameTaken or ErrSlugTaken (wrapped) where they are not free.
func (s *Service) Create(ctx context.Context, c checkin.CheckIn, unique bool) (checkin.CheckIn, error) {
	s.changing.Lock()
	defer s.changing.Unlock()
	c.Origin = checkin.FromAPI
	if c.ID == "" {
		c.ID = checkin.NewID()
	}
	if err := s.free(ctx, c, unique); err != nil {
		return checkin.CheckIn{}, err
	}
	created, err := s.put(ctx, checkin.CheckIn{}, c)
	return created, naming(err)
}

// Change edits a check-in that an API made, and returns it as it is then; nothing changes where edit returns an error. It returns
// checkin.ErrNotFound for one that is not there and ErrDeclared for one that was made in another way.
func (s *Service) Change(ctx context.Context, id string, edit func(*checkin.CheckIn) error) (checkin.CheckIn, error) {
	return s.change(ctx, id, false, edit)
}

// ChangeUnique is Change where names must be the only ones in their project.
func (s *Service) ChangeUnique(ctx context.Context, id string, edit func(*checkin.CheckIn) error) (checkin.CheckIn, error) {
	return s.change(ctx, id, true, edit)
}

func (s *Service) change(ctx context.Context, id string, unique bool, edit func(*checkin.CheckIn) error) (checkin.CheckIn, error) {
	s.changing.Lock()
	defer s.changing.Unlock()
	known, err := s.managed(ctx, id)
	if err != nil {
		return checkin.CheckIn{}, err
	}
	wanted := known
	wanted.Tags = slices.Clone(known.Tags)
	if err := edit(&wanted); err != nil {
		return checkin.CheckIn{}, err
	}
	if err := s.free(ctx, wanted, unique && wanted.Name != known.Name); err != nil {
		return checkin.CheckIn{}, err
	}
	changed, err := s.put(ctx, known, wanted)
	return changed, naming(err)
}

// Remove takes away a check-in that an API made, and leaves its slug to who shared it. Errors are those of Change.
func (s *Service) Remove(ctx context.Context, id string) error {
	gone, err := s.removeManaged(ctx, id)
	if err != nil {
		return err
	}
	return s.Inherit(ctx, gone)
}

func (s *Service) removeManaged(ctx context.Context, id string) (gone checkin.CheckIn, err error) {
	s.changing.Lock()
	defer s.changing.Unlock()
	c, err := s.managed(ctx, id)
	if err != nil {
		return checkin.CheckIn{}, err
	}
	return c, s.remove(ctx, c)
}

// managed is a check-in that an API may change.
func (s *Service) managed(ctx context.Context, id string) (checkin.CheckIn, error) {
	c, err := s.memory.reread(ctx, id)
	switch {
	case err != nil:
		return checkin.CheckIn{}, fmt.Errorf("looking it up: %w", err)
	case c.Origin != checkin.FromAPI:
		return checkin.CheckIn{}, fmt.Errorf("check-in %q: %w", c.Name, ErrDeclared)
	default:
		return c, nil
	}
}

// free returns an error where the slug, or with unique the name, is another one's in the project.
func (s *Service) free(ctx context.Context, c checkin.CheckIn, unique bool) error {
	if unique {
		switch other, err := s.Registry.FindByName(ctx, c.Project, c.Name); {
		case err == nil && other.ID != c.ID:
			return ErrNameTaken
		case err != nil && !isNotFound(err):
			return fmt.Errorf("looking up the name: %w", err)
		}
	}
	switch other, err := s.Registry.FindBySlug(ctx, c.Project, c.Slug); {
	case err == nil && other.ID != c.ID:
		return ErrSlugTaken
	case err != nil && !isNotFound(err):
		return fmt.Errorf("looking up the slug: %w", err)
	}
	return nil
}

// naming says what of a check-in was taken meanwhile, by another process: an ID is never made twice.
func naming(err error) error {
	if errors.Is(err, checkin.ErrTaken) {
		return errors.Join(ErrSlugTaken, err)
	}
	return err
}

// same reports whether nothing would change. What was never stored has no generation, and is never the same.
func same(a, b checkin.CheckIn) bool {
	if a.Generation == 0 {
		return false
	}
	b.Generation, b.CreatedAt = a.Generation, a.CreatedAt
	if len(a.Annotations)+len(b.Annotations) == 0 {
		a.Annotations, b.Annotations = nil, nil
	}
	if len(a.Tags)+len(b.Tags) == 0 {
		a.Tags, b.Tags = nil, nil
	}
	return reflect.DeepEqual(a, b)
}
