package storetest

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/store"
)

func journalChecks() []check {
	return []check{
		{"the journal keeps what is appended", journalKeeps},
		{"the journal forgets in the transaction", journalAtomic},
		{"of the journal only what is not known is read", journalKnown},
	}
}

func nothing(string) bool { return false }

func segments() []ledger.Segment {
	return []ledger.Segment{{ID: "01", Doc: `[{"id":"a"}]`}, {ID: "02", Doc: "[\"\u00e9\uFFFD\"]"}, {ID: "03", Doc: "[]"}}
}

func appendJournal(t *testing.T, s *store.Store) {
	t.Helper()
	for _, segment := range slices.Backward(segments()) {
		must(t, s.AppendJournal(t.Context(), segment))
	}
}

func journalKeeps(t *testing.T, s *store.Store) {
	appendJournal(t, s)
	live, fresh, err := s.Journal(t.Context(), nothing)
	must(t, err)
	if diff := cmp.Diff(segments(), fresh); diff != "" || !slices.Equal(live, []string{"01", "02", "03"}) {
		t.Errorf("live %v (-want +got)\n%s", live, diff)
	}
	must(t, s.Update(t.Context(), func(tx ledger.Tx) error {
		return errors.Join(tx.DropJournal(t.Context(), []string{"02", "none"}), tx.DropJournal(t.Context(), nil))
	}))
	if live, _, err := s.Journal(t.Context(), nothing); err != nil || !slices.Equal(live, []string{"01", "03"}) {
		t.Errorf("live %v, %v", live, err)
	}
}

func journalAtomic(t *testing.T, s *store.Store) {
	appendJournal(t, s)
	boom := errors.New("boom")
	err := s.Update(t.Context(), func(tx ledger.Tx) error {
		must(t, tx.DropJournal(t.Context(), []string{"01", "02"}))
		return boom
	})
	if live, _, _ := s.Journal(t.Context(), nothing); !errors.Is(err, boom) || len(live) != 3 {
		t.Errorf("live %v, %v", live, err)
	}
}

func journalKnown(t *testing.T, s *store.Store) {
	appendJournal(t, s)
	live, fresh, err := s.Journal(t.Context(), func(id string) bool { return id != "02" })
	must(t, err)
	if len(live) != 3 || len(fresh) != 1 || fresh[0].ID != "02" {
		t.Errorf("live %v, fresh %v", live, fresh)
	}
}
