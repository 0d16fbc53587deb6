package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/store"
)

func registryChecks() []check {
	return []check{
		{"settings", settings},
		{"of several first values one wins", firstSetting},
		{"check-ins", checkIns},
		{"a slug is unique in its project", slugs},
		{"check-ins by monitor", checkInsOf},
		{"changes of the registry", changes},
		{"changes of the registry at once", changesAtOnce},
	}
}

func settings(t *testing.T, s *store.Store) {
	for _, v := range []string{"a", "", "-----BEGIN\n"} {
		must(t, s.PutSetting(t.Context(), "k", v))
		if stored := got[string](t)(s.Setting(t.Context(), "k")); stored != v {
			t.Errorf("stored %q as %q", v, stored)
		}
	}
	if v := got[string](t)(s.AddSetting(t.Context(), "k", "late")); v != "-----BEGIN\n" {
		t.Errorf("a later first value won: %q", v)
	}
}

func firstSetting(t *testing.T, s *store.Store) {
	values := make([]string, 8)
	var wg sync.WaitGroup
	for i := range values {
		wg.Go(func() {
			var err error
			if values[i], err = s.AddSetting(t.Context(), "id", fmt.Sprint(i)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if v := slices.Compact(values); len(v) != 1 || v[0] != got[string](t)(s.Setting(t.Context(), "id")) {
		t.Errorf("the values are %v", v)
	}
}

func checkIns(t *testing.T, s *store.Store) {
	want := []store.CheckIn{
		{
			ID: "a", Project: "1", Slug: "nightly", Name: "Nightly", Monitor: "checkin/a", WitnessOf: "kube/1", CreatedAt: noon(),
			Definition: json.RawMessage(`{"period": 60}`),
		},
		{ID: "b", Project: "1", Monitor: "checkin/b", CreatedAt: noon()},
		{ID: "c", Project: "1", Monitor: "checkin/c", CreatedAt: noon().Add(-1)},
		{ID: "d", Project: "2", Slug: "nightly", Monitor: "checkin/d"},
	}
	for _, c := range want {
		must(t, s.PutCheckIn(t.Context(), c))
	}
	want[2].CreatedAt = noon().Add(-1000) // stored in whole microseconds
	if d := cmp.Diff(want[0], got[store.CheckIn](t)(s.CheckIn(t.Context(), "a"))); d != "" {
		t.Errorf("a (-want +got):\n%s", d)
	}
	if c := got[store.CheckIn](t)(s.CheckInBySlug(t.Context(), "2", "nightly")); c.ID != "d" {
		t.Errorf("by slug: %+v", c)
	}
	if d := cmp.Diff([]store.CheckIn{want[2], want[0], want[1]}, got[[]store.CheckIn](t)(s.CheckIns(t.Context(), "1", "", 0))); d != "" {
		t.Errorf("project 1 (-want +got):\n%s", d)
	}
	if page := got[[]store.CheckIn](t)(s.CheckIns(t.Context(), "", "a", 2)); len(page) != 2 || page[0].ID != "b" || page[1].ID != "d" {
		t.Errorf("the page behind a: %+v", page)
	}
	changed := want[0]
	changed.Slug, changed.Definition = "hourly", nil
	must(t, s.PutCheckIn(t.Context(), changed))
	if d := cmp.Diff(changed, got[store.CheckIn](t)(s.CheckInBySlug(t.Context(), "1", "hourly"))); d != "" {
		t.Errorf("changed (-want +got):\n%s", d)
	}
	must(t, s.DeleteCheckIn(t.Context(), "a"))
	if _, err := s.CheckInBySlug(t.Context(), "1", "hourly"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("deleted, and still there: %v", err)
	}
	for _, bad := range []store.CheckIn{{}, {ID: "x", Definition: json.RawMessage("{")}} {
		if err := s.PutCheckIn(t.Context(), bad); err == nil {
			t.Errorf("%+v was stored", bad)
		}
	}
}

func slugs(t *testing.T, s *store.Store) {
	must(t, s.PutCheckIn(t.Context(), store.CheckIn{ID: "a", Project: "1", Slug: "x"}))
	if err := s.PutCheckIn(t.Context(), store.CheckIn{ID: "b", Project: "1", Slug: "x"}); !errors.Is(err, store.ErrExists) {
		t.Errorf("the slug was given twice: %v", err)
	}
	must(t, s.PutCheckIn(t.Context(), store.CheckIn{ID: "a", Project: "1", Slug: "x"}))
	must(t, s.PutCheckIn(t.Context(), store.CheckIn{ID: "b", Project: "2", Slug: "x"}))
	must(t, s.PutCheckIn(t.Context(), store.CheckIn{ID: "c", Project: "1"}))
	must(t, s.PutCheckIn(t.Context(), store.CheckIn{ID: "d", Project: "1"}))
	if _, err := s.CheckInBySlug(t.Context(), "1", ""); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an empty slug found something: %v", err)
	}
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			errs[i] = s.PutCheckIn(t.Context(), store.CheckIn{ID: fmt.Sprint(i), Project: "3", Slug: "y"})
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if !errors.Is(err, store.ErrExists) {
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d got the same slug", won)
	}
}

func checkInsOf(t *testing.T, s *store.Store) {
	must(t, s.PutCheckIn(t.Context(), store.CheckIn{ID: "a", Monitor: "checkin/a", WitnessOf: "kube/1"}))
	must(t, s.PutCheckIn(t.Context(), store.CheckIn{ID: "b", Monitor: "checkin/b"}))
	for id, want := range map[monitor.ID]int{"checkin/a": 1, "checkin/b": 1, "kube/1": 1, "kube/2": 0, "": 0} {
		if found := got[[]store.CheckIn](t)(s.CheckInsOf(t.Context(), id)); len(found) != want {
			t.Errorf("%q: %+v, want %d", id, found, want)
		}
	}
}

func changes(t *testing.T, s *store.Store) {
	put := func(id string) {
		must(t, s.PutCheckIn(t.Context(), store.CheckIn{ID: id, Project: "1", CreatedAt: noon()}))
	}
	after := func(n int64) (ids []string, now int64, whole bool) {
		ids, now, whole, err := s.Changes(t.Context(), n)
		must(t, err)
		return ids, now, whole
	}
	put("a")
	if ids, _, whole := after(-1); whole || len(ids) > 0 {
		t.Errorf("at first: %q, whole %t", ids, whole)
	}
	_, begin, _ := after(-1)
	if ids, now, whole := after(begin); !whole || len(ids) > 0 || now != begin {
		t.Errorf("since now: %q, whole %t, %d of %d", ids, whole, now, begin)
	}
	put("b")
	put("b")
	must(t, s.DeleteCheckIn(t.Context(), "a"))
	if err := s.DeleteCheckIn(t.Context(), "nobody"); !errors.Is(err, store.ErrNotFound) {
		t.Error(err)
	}
	if ids, now, whole := after(begin); !whole || !slices.Equal(ids, []string{"b", "b", "a"}) || now != begin+3 {
		t.Errorf("since then: %q, whole %t, %d of %d", ids, whole, now, begin+3)
	}
	if _, _, whole := after(begin - 20_000); whole {
		t.Error("what is forgotten is said to be whole")
	}
}

// changesAtOnce: what is told is never told before something that comes to light later.
func changesAtOnce(t *testing.T, s *store.Store) {
	_, begin, _, err := s.Changes(t.Context(), -1)
	must(t, err)
	const writers, each = 4, 12
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for n := range each {
				if err := s.PutCheckIn(t.Context(), store.CheckIn{ID: fmt.Sprint(w, "-", n), Project: "1", CreatedAt: noon()}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	seen := map[string]int{}
	for at := begin; at < begin+writers*each && !t.Failed(); {
		ids, now, whole, err := s.Changes(t.Context(), at)
		must(t, err)
		if !whole {
			t.Errorf("after %d: not whole", at)
		}
		for _, id := range ids {
			seen[id]++
		}
		at = now
	}
	wg.Wait()
	if len(seen) != writers*each {
		t.Errorf("%d of %d were told of", len(seen), writers*each)
	}
}
