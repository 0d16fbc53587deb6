package schedule

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestDebianAsTheDaemon compares with a model of cron's main loop, minute by minute, around the clock changes of several zones.
func TestDebianAsTheDaemon(t *testing.T) {
	t.Parallel()
	chance := rand.New(rand.NewPCG(1, 2))
	for _, zone := range []string{"America/New_York", "Australia/Lord_Howe", "Asia/Beirut", "Antarctica/Troll", "Africa/Casablanca", "America/St_Johns"} {
		loc, err := Zone(zone)
		if err != nil {
			t.Fatal(err)
		}
		at := time.Date(2026, 1, 5, 0, 0, 0, 0, loc)
		for range 3 {
			_, change := at.ZoneBounds()
			for range 60 {
				expr := chanceExpr(chance)
				checkDaemon(t, mustParse(t, debian(expr, zone)), expr, change.Add(-26*time.Hour), change.Add(26*time.Hour))
			}
			at = change
		}
	}
}

// chanceExpr is an expression of fields that often matter in the first hours of a day.
func chanceExpr(chance *rand.Rand) string {
	list := func(limit, most int) string {
		var all []string
		for range 1 + chance.IntN(most) {
			all = append(all, strconv.Itoa(chance.IntN(limit)))
		}
		return strings.Join(all, ",")
	}
	minutes, hours := []string{list(60, 3), "*", "*/20", "5-50/15"}, []string{list(5, 3), list(24, 5), "*", "*/2", "1-3"}
	return minutes[chance.IntN(len(minutes))] + " " + hours[chance.IntN(len(hours))] + " * * " + []string{"*", "0-6", "sun,MON"}[chance.IntN(3)]
}

func checkDaemon(t *testing.T, s Schedule, expr string, from, until time.Time) {
	t.Helper()
	slots, more := s.Slots(from, until, 10000)
	want := daemon{wildcard: wildcard(expr), meant: meant(t, expr), zone: s.Location()}.run(from, until)
	if got := texts(slots); got != texts(want) || more {
		t.Fatalf("%s around %v\n got %s\nwant %s", s, from.Add(until.Sub(from)/2), got, texts(want))
	}
}

func wildcard(expr string) bool {
	fields := strings.Fields(expr)
	return fields[0][0] == '*' || fields[1][0] == '*'
}

// meant reads an expression once more, on whole minutes of UTC, where no clock ever changes.
func meant(t *testing.T, expr string) func(time.Time) bool {
	s := mustParse(t, debian(expr, "UTC"))
	return func(reading time.Time) bool { return s.Next(reading.Add(-time.Minute)).Equal(reading) }
}

// daemon is the loop of cron.c: a virtual clock that follows the wall clock, at once or by catching up. Changes of more than three hours
// are not in it.
type daemon struct {
	wildcard bool
	meant    func(reading time.Time) bool
	zone     *time.Location
}

func (d daemon) run(from, until time.Time) []time.Time {
	var runs []time.Time
	fire := func(at time.Time) {
		if len(runs) == 0 || !runs[len(runs)-1].Equal(at) {
			runs = append(runs, at.In(d.zone))
		}
	}
	virtual := shown(from, d.zone)
	for at := from.Add(time.Minute); !at.After(until); at = at.Add(time.Minute) {
		running := shown(at, d.zone)
		if d.wildcard && d.meant(running) {
			fire(at)
		}
		for virtual.Before(running) { // nothing while the virtual clock is ahead
			virtual = virtual.Add(time.Minute)
			if !d.wildcard && d.meant(virtual) {
				fire(at)
			}
		}
	}
	return runs
}
