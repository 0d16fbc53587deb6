package schedule

import (
	"testing"
	"time"
)

// TestDialectsInAllZones: in every zone of the world, around each clock change of these years, slots come in order, as many as there are.
func TestDialectsInAllZones(t *testing.T) {
	t.Parallel()
	const around = 36 * time.Hour
	for _, zone := range zoneNames(t) {
		elapsed := mustParse(t, debian("15,45 * * * *", zone))
		fixed := mustParse(t, debian("30 0-3 * * *", zone))
		timer := mustParse(t, OnCalendar("*:15,45", zone))
		for at := time.Date(2025, 7, 1, 0, 0, 0, 0, elapsed.Location()); ; {
			_, change := at.ZoneBounds()
			if change.IsZero() || change.Year() > 2026 {
				break
			}
			from, until := change.Add(-around), change.Add(around)
			if n := checkOrder(t, elapsed, from, until); n != 2*72 {
				t.Errorf("%s: %d slots in 72 h around %v", elapsed, n, change)
			}
			if n := checkOrder(t, fixed, from, until); n < 8 || n > 16 {
				t.Errorf("%s: %d slots in 72 h around %v", fixed, n, change)
			}
			if n := checkOrder(t, timer, from, until); n < 2*70 || n > 2*72 {
				t.Errorf("%s: %d slots in 72 h around %v", timer, n, change)
			}
			at = change
		}
	}
}
