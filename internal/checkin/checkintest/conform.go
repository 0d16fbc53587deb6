package checkintest

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// Conform checks a checkin.Registry. newRegistry returns an empty one for each call.
func Conform(t *testing.T, newRegistry func(t *testing.T) checkin.Registry) {
	t.Helper()
	t.Run("what is put is found in every way", func(t *testing.T) {
		r, c := newRegistry(t), sample("Abc", "nightly", "kube/1")
		mustPut(t, r, c)
		for name, find := range finders(t, r, c) {
			got, err := find()
			if err != nil || !reflect.DeepEqual(got, c) {
				t.Errorf("%s: got %+v, %v; want %+v", name, got, err, c)
			}
		}
	})
	t.Run("ids are case-sensitive and what is not there is not found", func(t *testing.T) {
		r := newRegistry(t)
		mustPut(t, r, sample("Abc", "", ""))
		for name, find := range finders(t, r, sample("abc", "", "")) {
			if _, err := find(); !errors.Is(err, checkin.ErrNotFound) {
				t.Errorf("%s: got %v, want ErrNotFound", name, err)
			}
		}
	})
	t.Run("slug and witness are taken once", func(t *testing.T) {
		r := newRegistry(t)
		mustPut(t, r, sample("a", "nightly", "kube/1"))
		for _, c := range []checkin.CheckIn{sample("b", "nightly", ""), sample("b", "other", "kube/1")} {
			if err := r.Put(t.Context(), c); !errors.Is(err, checkin.ErrTaken) {
				t.Errorf("putting %+v: got %v, want ErrTaken", c, err)
			}
		}
		elsewhere := sample("b", "nightly", "")
		elsewhere.Project = 8
		mustPut(t, r, elsewhere)
		mustPut(t, r, sample("c", "", ""))
		mustPut(t, r, sample("d", "", ""))
	})
	t.Run("a change replaces all of it and frees what it had", func(t *testing.T) {
		r := newRegistry(t)
		mustPut(t, r, sample("a", "nightly", "kube/1"))
		changed := sample("a", "weekly", "")
		changed.Annotations = nil
		mustPut(t, r, changed)
		if got, err := r.Get(t.Context(), "a"); err != nil || !reflect.DeepEqual(got, changed) {
			t.Errorf("got %+v, %v; want %+v", got, err, changed)
		}
		mustPut(t, r, sample("b", "nightly", "kube/1"))
	})
	t.Run("names are found where they are, the oldest first", func(t *testing.T) { conformNames(t, newRegistry(t)) })
	t.Run("deleting twice is deleting once", func(t *testing.T) {
		r := newRegistry(t)
		mustPut(t, r, sample("b", "two", ""))
		mustPut(t, r, sample("a", "one", ""))
		if all, err := r.List(t.Context()); err != nil || len(all) != 2 || all[0].ID+all[1].ID == "aa" || all[0].ID+all[1].ID == "bb" {
			t.Errorf("list: %+v, %v", all, err)
		}
		for range 2 {
			if err := r.Delete(t.Context(), "a"); err != nil {
				t.Errorf("delete: %v", err)
			}
		}
		if all, err := r.List(t.Context()); err != nil || len(all) != 1 {
			t.Errorf("list after delete: %+v, %v", all, err)
		}
	})
}

func conformNames(t *testing.T, r checkin.Registry) {
	t.Helper()
	older, newer, elsewhere := sample("z", "one", ""), sample("a", "two", ""), sample("b", "one", "")
	newer.CreatedAt, elsewhere.Project = older.CreatedAt.Add(time.Second), 8
	for _, c := range []checkin.CheckIn{newer, elsewhere, older} {
		mustPut(t, r, c)
	}
	if got, err := r.FindByName(t.Context(), 7, older.Name); err != nil || got.ID != "z" {
		t.Errorf("got %+v, %v; want the oldest", got, err)
	}
	all, err := r.InProject(t.Context(), 7)
	if err != nil || len(all) != 2 || all[0].ID != "z" || all[1].ID != "a" {
		t.Errorf("in the project: %+v, %v", all, err)
	}
	renamed := older
	renamed.Name = "Weekly"
	mustPut(t, r, renamed)
	if got, err := r.FindByName(t.Context(), 7, older.Name); err != nil || got.ID != "a" {
		t.Errorf("after a renaming: %+v, %v", got, err)
	}
}

// missing makes the name of the sample that was never put another one: all samples share theirs.
func missing(c checkin.CheckIn) string {
	if c.ID == "abc" {
		return "?"
	}
	return ""
}

func finders(t *testing.T, r checkin.Registry, c checkin.CheckIn) map[string]func() (checkin.CheckIn, error) {
	t.Helper()
	return map[string]func() (checkin.CheckIn, error){
		"Get":           func() (checkin.CheckIn, error) { return r.Get(t.Context(), c.ID) },
		"FindBySlug":    func() (checkin.CheckIn, error) { return r.FindBySlug(t.Context(), c.Project, c.Slug) },
		"FindByName":    func() (checkin.CheckIn, error) { return r.FindByName(t.Context(), c.Project, c.Name+missing(c)) },
		"FindByWitness": func() (checkin.CheckIn, error) { return r.FindByWitness(t.Context(), c.WitnessOf) },
	}
}

func sample(id, slug string, witnessOf monitor.ID) checkin.CheckIn {
	return checkin.CheckIn{
		ID: id, Project: 7, Slug: slug, Name: "Nightly €", Origin: checkin.FromConfig, Cluster: "prod", Namespace: "billing",
		Schedule: schedule.Cron("0 19 * * *", "Asia/Tokyo"), ZoneName: "Tokyo", Grace: 10 * time.Minute, Suspended: true,
		Annotations: map[string]string{"rollcall.dev/owner": "billing"}, WitnessOf: witnessOf,
		Generation: 1_700_000_000_000_000_001, CreatedAt: time.Date(2026, 7, 1, 19, 0, 0, 123_000, time.UTC),
	}
}

func mustPut(t *testing.T, r checkin.Registry, c checkin.CheckIn) {
	t.Helper()
	if err := r.Put(t.Context(), c); err != nil {
		t.Fatalf("put %s: %v", c.ID, err)
	}
}
