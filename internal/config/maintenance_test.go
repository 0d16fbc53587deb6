package config

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestMaintenanceMistakes(t *testing.T) {
	t.Parallel()
	_, _, err := Parse("rollcall.yaml", []byte(`
teams: [{id: triage}]
maintenance:
  - {reason: r, match: {name: a}, from: "2026-12-01", until: "2026-12-02"}
  - {name: a, match: {name: a}, from: "2026-12-02", until: "2026-12-01"}
  - {name: a, reason: r, match: {name: "*"}, schedule: "0 2 * * *", duration: 1h}
  - {name: b, reason: r, match: {owner: nobody}, schedule: "61 * * * *", duration: 1h}
  - {name: c, reason: r, match: {name: a}, schedule: "@every 1h", duration: 1h}
  - {name: d, reason: r, match: {name: a}, schedule: "0 2 * * *"}
  - {name: e, reason: r, match: {name: a}, duration: 1h, from: "2026-12-01", until: "2026-12-02"}
  - {name: f, reason: r, match: {name: a}, from: "2026-12-01"}
`), OS())
	if err == nil {
		t.Fatal("nothing is wrong")
	}
	const want = `4: maintenance[0].name: every maintenance window needs a name of its own
5: maintenance[1].reason: say why, for whoever wonders later
5: maintenance[1].until: value "2026-12-01": use an instant after from (2026-12-02)
6: maintenance[2].match: a window that matches everything would hide everything; give at least one of cluster, namespace, name, labels, owner
6: maintenance[2].name: value "a": already used by maintenance[1].name: each needs its own
7: maintenance[3].match.owner: value "nobody": no such team; use the id of one of the teams: triage
7: maintenance[3].schedule: value "61 * * * *": schedule "61 * * * *": invalid schedule: end of range (61) above maximum (59): 61; ` +
		`use five fields (minute hour day-of-month month day-of-week), @hourly, @daily, @weekly, @monthly, @yearly or "@every 90s"
8: maintenance[4].schedule: value "@every 1h": use a cron expression: an interval has no beginning that could be told
9: maintenance[5].duration: a window with a schedule needs how long it lasts, such as 2h
10: maintenance[6].duration: value "1h": a duration needs a schedule; a window that happens once has from and until
11: maintenance[7].until: a window needs from and until, or a schedule and a duration`
	if diff := cmp.Diff(want, strings.ReplaceAll(err.Error(), "rollcall.yaml:", "")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestTheLastDayOfAWindow: the last day on which a window recurs is one of its days; one that happens once ends at an instant.
func TestTheLastDayOfAWindow(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		m    Maintenance
		want string
	}{
		{Maintenance{Until: "2026-12-24", Schedule: "0 2 * * *"}, "2026-12-25T00:00:00Z"},
		{Maintenance{Until: "2026-12-24T06:00:00Z", Schedule: "0 2 * * *"}, "2026-12-24T06:00:00Z"},
		{Maintenance{Until: "2026-12-24"}, "2026-12-24T00:00:00Z"},
	} {
		if got := tc.m.Ends().Format(time.RFC3339); got != tc.want {
			t.Errorf("%+v ends at %s, want %s", tc.m, got, tc.want)
		}
	}
}
