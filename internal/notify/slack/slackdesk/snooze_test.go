package slackdesk_test

import (
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/slack/slackdesk"
	"rollcall.dev/rollcall/internal/ownership"
)

func TestHowLongASnoozeLasts(t *testing.T) {
	t.Parallel()
	for option, want := range map[string]func(now time.Time) time.Time{
		"for 1 hour":         func(now time.Time) time.Time { return now.Add(time.Hour) },
		"for 4 hours":        func(now time.Time) time.Time { return now.Add(4 * time.Hour) },
		"until the next run": func(time.Time) time.Time { return notifytest.Failed().NextSlot },
	} {
		t.Run(option, func(t *testing.T) {
			t.Parallel()
			bothWays(t, setup{}, func(b *bench) {
				b.do(b.click(astrid, "Snooze", option))
				b.snoozed(want(time.Now()))
			})
		})
	}
	bothWays(t, setup{}, func(b *bench) {
		i, err := b.click(astrid, "Snooze", "until the next run")
		time.Sleep(time.Until(notifytest.Failed().NextSlot))
		b.do(i, err)
		b.told(astrid, "the next run is due already")
		b.taken()
	})
}

// snoozed expects that the one answer was a snooze until an instant.
func (b *bench) snoozed(want time.Time) {
	b.Helper()
	b.taken("snooze by @astrid")
	if got := b.desk.last().Until; !got.Equal(want) {
		b.Errorf("until %s, want %s", got, want)
	}
}

// TestASnoozeUntilTheTeamWorks: Astrid is in Stockholm, and in Tokyo it is Saturday, 21 November 2026, 02:38.
func TestASnoozeUntilTheTeamWorks(t *testing.T) {
	t.Parallel()
	tokyo := zone(t, "Asia/Tokyo")
	week, err := ownership.ParseWeek("Thu-Fri 07:30-16:00")
	if err != nil {
		t.Fatal(err)
	}
	thursday, err := ownership.ParseHoliday("2026-11-26")
	if err != nil {
		t.Fatal(err)
	}
	often, err := ownership.ParseHoliday("2026-11-21/2027-01-10")
	if err != nil {
		t.Fatal(err)
	}
	click := func(b *bench) {
		i := b.desk.get(inc)
		i.Notice.Owner.Team.Timezone = "Asia/Tokyo"
		b.desk.put(i)
		b.do(b.click(astrid, "Snooze", "until the next working day"))
	}
	team := func(h ownership.Hours) setup {
		return setup{config: slackdesk.Config{Teams: []slackdesk.Team{{ID: "billing", Hours: h}}}}
	}
	for name, c := range map[string]struct {
		setup setup
		want  time.Time
	}{
		"its hours": {
			team(ownership.Hours{Week: week, Zone: tokyo}), time.Date(2026, 11, 26, 7, 30, 0, 0, tokyo),
		},
		"a holiday": {
			team(ownership.Hours{Week: week, Zone: tokyo, Holidays: []ownership.Holiday{thursday}}), time.Date(2026, 11, 27, 7, 30, 0, 0, tokyo),
		},
		"a team that is no longer configured": {setup{}, time.Date(2026, 11, 23, 9, 0, 0, 0, tokyo)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bothWays(t, c.setup, func(b *bench) {
				click(b)
				b.snoozed(c.want)
			})
		})
	}
	bothWays(t, team(ownership.Hours{Zone: tokyo, Holidays: []ownership.Holiday{often}}), func(b *bench) {
		click(b)
		b.told(astrid, "the next working day of the team comes in more than 30 days, on")
		b.taken()
	})
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}
