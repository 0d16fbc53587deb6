package checkintest_test

import (
	"testing"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/checkintest"
)

func TestRegistryConforms(t *testing.T) {
	t.Parallel()
	checkintest.Conform(t, func(*testing.T) checkin.Registry { return &checkintest.Registry{} })
}
