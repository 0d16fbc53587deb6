package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/store"
)

// registry keeps the check-in service's check-ins in the store.
type registry struct{ store *store.Store }

var _ checkin.Registry = registry{}

func (r registry) Put(ctx context.Context, c checkin.CheckIn) error {
	doc, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("encoding check-in %q: %w", c.Name, err)
	}
	err = r.store.PutCheckIn(ctx, store.CheckIn{
		ID: c.ID, Project: project(c.Project), Slug: c.Slug, Name: c.Name, Monitor: c.Monitor(), WitnessOf: c.WitnessOf,
		CreatedAt: c.CreatedAt, Definition: doc,
	})
	if errors.Is(err, store.ErrExists) {
		return fmt.Errorf("%w: %w", checkin.ErrTaken, err)
	}
	return err
}

func (r registry) Get(ctx context.Context, id string) (checkin.CheckIn, error) {
	return one(r.store.CheckIn(ctx, id))
}

func (r registry) FindBySlug(ctx context.Context, projectID int64, slug string) (checkin.CheckIn, error) {
	if slug == "" {
		return checkin.CheckIn{}, checkin.ErrNotFound
	}
	return one(r.store.CheckInBySlug(ctx, project(projectID), slug))
}

func (r registry) FindByName(ctx context.Context, projectID int64, name string) (checkin.CheckIn, error) {
	if name == "" {
		return checkin.CheckIn{}, checkin.ErrNotFound
	}
	return one(r.store.CheckInByName(ctx, project(projectID), name))
}

func (r registry) FindByWitness(ctx context.Context, id monitor.ID) (checkin.CheckIn, error) {
	if id == "" {
		return checkin.CheckIn{}, checkin.ErrNotFound
	}
	found, err := r.store.CheckInsOf(ctx, id)
	if err != nil {
		return checkin.CheckIn{}, err
	}
	for _, c := range found {
		if c.WitnessOf == id {
			return decode(c)
		}
	}
	return checkin.CheckIn{}, checkin.ErrNotFound
}

func (r registry) Delete(ctx context.Context, id string) error {
	err := r.store.DeleteCheckIn(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// listPage bounds what is read of the registry at a time.
const listPage = 500

func (r registry) List(ctx context.Context) ([]checkin.CheckIn, error) { return r.all(ctx, "") }

func (r registry) InProject(ctx context.Context, id int64) ([]checkin.CheckIn, error) {
	return r.all(ctx, project(id))
}

// all are the check-ins of a project, or of every one.
func (r registry) all(ctx context.Context, project string) ([]checkin.CheckIn, error) {
	var all []checkin.CheckIn
	for after := ""; ; {
		page, err := r.store.CheckIns(ctx, project, after, listPage)
		if err != nil {
			return nil, err
		}
		for _, c := range page {
			decoded, err := decode(c)
			if err != nil {
				return nil, err
			}
			all = append(all, decoded)
		}
		if len(page) < listPage {
			return all, nil
		}
		after = page[len(page)-1].ID
	}
}

func one(c store.CheckIn, err error) (checkin.CheckIn, error) {
	switch {
	case errors.Is(err, store.ErrNotFound):
		return checkin.CheckIn{}, checkin.ErrNotFound
	case err != nil:
		return checkin.CheckIn{}, err
	default:
		return decode(c)
	}
}

func decode(c store.CheckIn) (checkin.CheckIn, error) {
	var decoded checkin.CheckIn
	if err := json.Unmarshal(c.Definition, &decoded); err != nil {
		return checkin.CheckIn{}, fmt.Errorf("decoding check-in %q: %w", c.ID, err)
	}
	return decoded, nil
}

func project(id int64) string { return strconv.FormatInt(id, 10) }
