package ledger

import (
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// TestTrouble: a Monitor's next good word is waited for while something is wrong with it, and until it is gone.
func TestTrouble(t *testing.T) {
	t.Parallel()
	gone := monitor.State{ID: "a", ConsecutiveBad: 1, RemovedAt: time.Unix(1, 0)}
	for name, c := range map[string]struct {
		change Change
		want   bool
	}{
		"well":              {Change{State: monitor.State{ID: "a"}}, false},
		"bad":               {Change{State: monitor.State{ID: "a", ConsecutiveBad: 1}}, true},
		"an incident":       {Change{State: monitor.State{ID: "a"}, Incidents: []incident.Incident{{Status: incident.Open}}}, true},
		"an incident ended": {Change{State: monitor.State{ID: "a"}, Incidents: []incident.Incident{{Status: incident.Resolved}}}, false},
		"gone while bad":    {Change{State: gone}, false},
	} {
		b := newBacklog()
		b.trouble([]Change{{State: monitor.State{ID: "a", ConsecutiveBad: 1}}})
		if b.trouble([]Change{c.change}); b.troubled["a"] != c.want {
			t.Errorf("%s: waited for %v, want %v", name, b.troubled["a"], c.want)
		}
	}
}
