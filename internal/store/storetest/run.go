package storetest

import (
	"testing"

	"rollcall.dev/rollcall/internal/store"
)

// Open returns an empty Store and closes it when the test ends.
type Open func(t *testing.T) *store.Store

// Run runs all tests, each on a Store of its own, in parallel.
func Run(t *testing.T, open Open) {
	t.Helper()
	groups := [][]check{
		ledgerChecks(), incidentChecks(), deskChecks(), journalChecks(), outboxChecks(), leaseChecks(),
		concurrencyChecks(), textChecks(), readChecks(), registryChecks(), pruneChecks(), resendChecks(), defectChecks(),
	}
	for _, group := range groups {
		for _, c := range group {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				c.run(t, open(t))
			})
		}
	}
}

// check is one promise.
type check struct {
	name string
	run  func(t *testing.T, s *store.Store)
}
