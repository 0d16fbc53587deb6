package ownership_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"rollcall.dev/rollcall/internal/ownership"
)

func hours(t testing.TB, week, zone string, holidays ...string) ownership.Hours {
	t.Helper()
	h := ownership.Hours{Week: mustWeek(t, week)}
	var err error
	if h.Zone, err = time.LoadLocation(zone); err != nil {
		t.Fatal(err)
	}
	for _, text := range holidays {
		free, err := ownership.ParseHoliday(text)
		if err != nil {
			t.Fatal(err)
		}
		h.Holidays = append(h.Holidays, free)
	}
	return h
}

// at reads an instant such as "Fri 2026-11-27 17:00 +01:00"; the day of the week is checked.
func at(t testing.TB, text string) time.Time {
	t.Helper()
	when, err := time.Parse("Mon 2006-01-02 15:04 -07:00", text)
	if err != nil || when.Format("Mon") != text[:3] {
		t.Fatalf("%q: %v", text, err)
	}
	return when
}

func TestHours(t *testing.T) {
	t.Parallel()
	const usual = ownership.DefaultHours
	tests := map[string]struct {
		week, zone string
		holidays   []string
		from       string
		add        time.Duration // of Add
		open       bool
		next       string
		added      string
		nextDay    string // EndOfNextDay
	}{
		"at work": {
			usual, "UTC", nil, "Wed 2026-11-25 10:00 +00:00", 4 * time.Hour, true,
			"Wed 2026-11-25 10:00 +00:00", "Wed 2026-11-25 14:00 +00:00", "Thu 2026-11-26 18:00 +00:00",
		},
		"over the night": {
			usual, "UTC", nil, "Wed 2026-11-25 17:00 +00:00", 4 * time.Hour, true,
			"Wed 2026-11-25 17:00 +00:00", "Thu 2026-11-26 12:00 +00:00", "Thu 2026-11-26 18:00 +00:00",
		},
		"over the weekend": {
			usual, "UTC", nil, "Fri 2026-11-27 16:00 +00:00", 4 * time.Hour, true,
			"Fri 2026-11-27 16:00 +00:00", "Mon 2026-11-30 11:00 +00:00", "Mon 2026-11-30 18:00 +00:00",
		},
		"just as long as the day is": {
			usual, "UTC", nil, "Wed 2026-11-25 14:00 +00:00", 4 * time.Hour, true,
			"Wed 2026-11-25 14:00 +00:00", "Wed 2026-11-25 18:00 +00:00", "Thu 2026-11-26 18:00 +00:00",
		},
		"as work ends": {
			usual, "UTC", nil, "Wed 2026-11-25 18:00 +00:00", time.Hour, false,
			"Thu 2026-11-26 09:00 +00:00", "Thu 2026-11-26 10:00 +00:00", "Thu 2026-11-26 18:00 +00:00",
		},
		"as work begins": {
			usual, "UTC", nil, "Wed 2026-11-25 09:00 +00:00", time.Hour, true,
			"Wed 2026-11-25 09:00 +00:00", "Wed 2026-11-25 10:00 +00:00", "Thu 2026-11-26 18:00 +00:00",
		},
		"before work": {
			usual, "Asia/Tokyo", nil, "Tue 2026-11-24 05:10 +09:00", 4 * time.Hour, false,
			"Tue 2026-11-24 09:00 +09:00", "Tue 2026-11-24 13:00 +09:00", "Tue 2026-11-24 18:00 +09:00",
		},
		"another day over there": {
			usual, "Asia/Tokyo", nil, "Fri 2026-11-27 23:30 +00:00", time.Hour, false,
			"Mon 2026-11-30 09:00 +09:00", "Mon 2026-11-30 10:00 +09:00", "Mon 2026-11-30 18:00 +09:00",
		},
		"a break at noon": {
			"Mon-Fri 09:00-12:00, Mon-Fri 13:00-17:00", "UTC", nil, "Wed 2026-11-25 11:30 +00:00", 2 * time.Hour, true,
			"Wed 2026-11-25 11:30 +00:00", "Wed 2026-11-25 14:30 +00:00", "Thu 2026-11-26 17:00 +00:00",
		},
		"during the break": {
			"Mon-Fri 09:00-12:00, Mon-Fri 13:00-17:00", "UTC", nil, "Wed 2026-11-25 12:00 +00:00", time.Hour, false,
			"Wed 2026-11-25 13:00 +00:00", "Wed 2026-11-25 14:00 +00:00", "Thu 2026-11-26 17:00 +00:00",
		},
		"nights": {
			"Mon-Fri 22:00-06:00", "UTC", nil, "Sat 2026-11-28 05:00 +00:00", 2 * time.Hour, true,
			"Sat 2026-11-28 05:00 +00:00", "Mon 2026-11-30 23:00 +00:00", "Tue 2026-12-01 06:00 +00:00",
		},
		"shifts that overlap count once": {
			"Mon 22:00-10:00, Tue 08:00-12:00", "UTC", nil, "Tue 2026-11-24 07:00 +00:00", 4 * time.Hour, true,
			"Tue 2026-11-24 07:00 +00:00", "Tue 2026-11-24 11:00 +00:00", "Tue 2026-11-24 12:00 +00:00",
		},
		"always": {
			"Mon-Sun 00:00-24:00", "UTC", nil, "Sat 2026-11-28 05:00 +00:00", 30 * time.Hour, true,
			"Sat 2026-11-28 05:00 +00:00", "Sun 2026-11-29 11:00 +00:00", "Mon 2026-11-30 00:00 +00:00",
		},
		"holidays": {
			usual, "Europe/Berlin", []string{"2026-12-25", "2026-12-29/2027-01-03"}, "Thu 2026-12-24 17:00 +01:00", 11 * time.Hour, true,
			"Thu 2026-12-24 17:00 +01:00", "Mon 2027-01-04 10:00 +01:00", "Mon 2026-12-28 18:00 +01:00",
		},
		"on a holiday": {
			usual, "Europe/Berlin", []string{"2026-12-25"}, "Fri 2026-12-25 10:00 +01:00", time.Hour, false,
			"Mon 2026-12-28 09:00 +01:00", "Mon 2026-12-28 10:00 +01:00", "Mon 2026-12-28 18:00 +01:00",
		},
		"a night into a holiday is worked to its end": {
			"Mon-Fri 22:00-06:00", "UTC", []string{"2026-12-25"}, "Fri 2026-12-25 01:00 +00:00", 6 * time.Hour, true,
			"Fri 2026-12-25 01:00 +00:00", "Mon 2026-12-28 23:00 +00:00", "Tue 2026-12-29 06:00 +00:00",
		},
		"holidays for good do not count": {
			usual, "UTC", []string{"2026-01-01/2027-01-01", "2027-01-01/2028-01-01"}, "Wed 2026-11-25 08:00 +00:00", time.Hour, false,
			"Wed 2026-11-25 09:00 +00:00", "Wed 2026-11-25 10:00 +00:00", "Wed 2026-11-25 18:00 +00:00",
		},
		"the clock goes forward at night": {
			"Sun 00:00-06:00", "Europe/Berlin", nil, "Sun 2026-03-29 01:00 +01:00", 3 * time.Hour, true,
			"Sun 2026-03-29 01:00 +01:00", "Sun 2026-03-29 05:00 +02:00", "Sun 2026-04-05 06:00 +02:00",
		},
		"the clock goes back at night": {
			"Sun 00:00-06:00", "Europe/Berlin", nil, "Sun 2026-10-25 01:00 +02:00", 3 * time.Hour, true,
			"Sun 2026-10-25 01:00 +02:00", "Sun 2026-10-25 03:00 +01:00", "Sun 2026-11-01 06:00 +01:00",
		},
		"work is on the clock on both sides of a change": {
			usual, "Europe/Berlin", nil, "Fri 2026-03-27 17:00 +01:00", 2 * time.Hour, true,
			"Fri 2026-03-27 17:00 +01:00", "Mon 2026-03-30 10:00 +02:00", "Mon 2026-03-30 18:00 +02:00",
		},
		"a beginning that is skipped": {
			"Sun 02:30-06:00", "Europe/Berlin", nil, "Sun 2026-03-29 00:00 +01:00", time.Hour, false,
			"Sun 2026-03-29 03:00 +02:00", "Sun 2026-03-29 04:00 +02:00", "Sun 2026-03-29 06:00 +02:00",
		},
		"a shift that is skipped": {
			"Sun 02:10-02:50", "Europe/Berlin", nil, "Sun 2026-03-29 00:00 +01:00", time.Minute, false,
			"Sun 2026-04-05 02:10 +02:00", "Sun 2026-04-05 02:11 +02:00", "Sun 2026-04-05 02:50 +02:00",
		},
		"a beginning and an end that come twice": {
			"Sun 02:10-02:50", "Europe/Berlin", nil, "Sun 2026-10-25 00:00 +02:00", time.Hour, false,
			"Sun 2026-10-25 02:10 +02:00", "Sun 2026-10-25 02:10 +01:00", "Sun 2026-10-25 02:50 +01:00",
		},
		"a zone far from any other": {
			usual, "Australia/Lord_Howe", nil, "Fri 2026-10-02 17:00 +10:30", 2 * time.Hour, true,
			"Fri 2026-10-02 17:00 +10:30", "Mon 2026-10-05 10:00 +11:00", "Mon 2026-10-05 18:00 +11:00",
		},
		"a day that a zone left out": {
			usual, "Pacific/Apia", nil, "Thu 2011-12-29 17:00 -10:00", 2 * time.Hour, true,
			"Thu 2011-12-29 17:00 -10:00", "Mon 2012-01-02 10:00 +14:00", "Mon 2012-01-02 18:00 +14:00",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, from := hours(t, tt.week, tt.zone, tt.holidays...), at(t, tt.from)
			if h.Open(from) != tt.open {
				t.Errorf("open: %v", h.Open(from))
			}
			for what, pair := range map[string][2]time.Time{
				"next":                {h.Next(from), at(t, tt.next)},
				"add":                 {h.Add(from, tt.add), at(t, tt.added)},
				"end of the next day": {h.EndOfNextDay(from), at(t, tt.nextDay)},
			} {
				if !pair[0].Equal(pair[1]) {
					t.Errorf("%s: %s, want %s", what, pair[0].In(h.Zone).Format("Mon 2006-01-02 15:04 -07:00"), pair[1])
				}
			}
		})
	}
}

func TestMoreThanAYearOfWorkIsAYear(t *testing.T) {
	t.Parallel()
	h := hours(t, "Mon 09:00-09:01", "UTC")
	from := at(t, "Wed 2026-11-25 10:00 +00:00")
	if got := h.Add(from, 30*24*time.Hour); got.Before(from.AddDate(0, 11, 0)) || got.After(from.AddDate(1, 0, 2)) {
		t.Errorf("added up to %v", got)
	}
	if got := h.Add(from, 0); !got.Equal(from) {
		t.Errorf("nothing added is %v", got)
	}
}

// TestHoursAddUp: for any hours, what Add returns has the time that was added before it, in steps of five minutes, and what Next returns is open.
func TestHoursAddUp(t *testing.T) {
	t.Parallel()
	const step = 5 * time.Minute
	rapid.Check(t, func(r *rapid.T) {
		week := rapid.SampledFrom([]string{
			ownership.DefaultHours, "Fri-Mon 22:00-06:00", "Sun 01:30-02:30, Sun 02:00-03:30", "Mon-Sun 00:00-24:00", "Wed 23:55-23:50, Thu 12:00-13:00",
			"Mon-Fri 09:00-12:00, Mon-Fri 13:00-18:00", "Sat-Sun 02:00-03:00",
		}).Draw(r, "week")
		zone := rapid.SampledFrom([]string{"UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "Pacific/Apia"}).Draw(r, "zone")
		h := hours(t, week, zone, "2026-10-26/2026-10-27", "2026-03-30")
		begin := rapid.SampledFrom([]time.Time{
			time.Date(2026, 3, 6, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 27, 0, 0, 0, 0, time.UTC),
			time.Date(2026, 10, 2, 0, 0, 0, 0, time.UTC), time.Date(2026, 10, 23, 0, 0, 0, 0, time.UTC), time.Date(2026, 10, 30, 0, 0, 0, 0, time.UTC),
		}).Draw(r, "around")
		from := begin.Add(time.Duration(rapid.IntRange(0, 4*24*12).Draw(r, "from")) * step)
		d := time.Duration(rapid.IntRange(1, 10*12).Draw(r, "added")) * step
		to := h.Add(from, d)
		worked := time.Duration(0)
		for m := from; m.Before(to); m = m.Add(step) {
			if h.Open(m) {
				worked += step
			}
		}
		if worked != d || !h.Open(to.Add(-step)) {
			r.Fatalf("%v of %s after %v is %v, with %v of work before it", d, week, from, to, worked)
		}
		next := h.Next(from)
		if !h.Open(next) || next.Before(from) || next.After(from) && (h.Open(from) || h.Open(next.Add(-step))) {
			r.Fatalf("the next opening of %s in %s after %v is %v", week, zone, from, next)
		}
		if end := h.EndOfNextDay(from); !end.After(next) || h.Open(from) && !end.After(h.Add(from, step)) {
			r.Fatalf("the end of the next day of %s after %v is %v", week, from, end)
		}
	})
}

func TestHoursEqual(t *testing.T) {
	t.Parallel()
	if !(ownership.Hours{}).Equal(hours(t, ownership.DefaultHours, "UTC")) {
		t.Error("the zero value is not the default")
	}
	for _, other := range []ownership.Hours{
		hours(t, "Mon 09:00-18:00", "UTC"), hours(t, ownership.DefaultHours, "Asia/Tokyo"), hours(t, ownership.DefaultHours, "UTC", "2026-12-25"),
	} {
		if other.Equal(ownership.Hours{}) {
			t.Errorf("%+v is the default", other)
		}
	}
}
