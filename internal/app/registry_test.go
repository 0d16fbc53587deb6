package app

import (
	"path/filepath"
	"testing"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/checkintest"
	"rollcall.dev/rollcall/internal/store"
)

func TestRegistryKeepsItsContract(t *testing.T) {
	t.Parallel()
	checkintest.Conform(t, func(t *testing.T) checkin.Registry {
		s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "rollcall.db"), store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		return registry{s}
	})
}
