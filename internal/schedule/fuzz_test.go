package schedule

import (
	"errors"
	"testing"
	"time"
)

// FuzzParse: no input panics or hangs, every refusal says which field, and what is accepted has slots in order.
func FuzzParse(f *testing.F) {
	for _, expr := range []string{"* * * * *", "30 2 * * *", "@hourly", "@every 20s", "@every -5h", "0 0 31 2 *", "TZ=UTC",
		"CRON_TZ=Europe/Rome",
		"TZ= 0 * * * *", "TZ=Local * * * * *", ", , , , ,", "*/9223372036854775807 * * * *", "0 0 29 feb sun", "59 23 31 12 ?",
		"1-2-3 * * * *", "\x00"} {
		f.Add(expr, "America/New_York", int64(1772868600))
	}
	f.Add("0 0 * * *", "Pacific/Apia", int64(1325116800))
	f.Add("* * * * *", "../../etc/passwd", int64(0))
	f.Fuzz(func(t *testing.T, expr, zone string, unix int64) {
		spec, _ := FromCronJob(expr, &zone)
		s, err := Parse(spec)
		if err != nil {
			var detail *Error
			if !errors.As(err, &detail) || detail.Field == "" || detail.Allowed == "" {
				t.Fatalf("an error without its field: %v", err)
			}
			return
		}
		if s.String() == "" {
			t.Fatal("a schedule without text")
		}
		after := time.Unix(firstUnix+((unix%spanUnix)+spanUnix)%spanUnix, 0)
		checkSlots(t, s, after)
		checkSlots(t, s.From(after.Add(-time.Hour)), after)

		due := s.MostRecent(History{Created: after}, after.Add(1000*time.Hour))
		if !due.Slot.IsZero() && (!due.Slot.After(after) || due.Slot.After(after.Add(1000*time.Hour))) {
			t.Fatalf("%v is due out of its span", due.Slot)
		}
	})
}

// 2014 to 2074: every accepted schedule has a slot within five years of these.
const (
	firstUnix = 1388534400
	spanUnix  = 60 * 365 * 24 * 3600
)

// checkSlots: Next strictly increases and Slots is Next, repeated.
func checkSlots(t *testing.T, s Schedule, after time.Time) {
	t.Helper()
	const count = 5
	at := after
	var walked []time.Time
	walk := s
	if s.Relative() && s.anchor.IsZero() {
		walk = s.From(after)
	}
	for range count {
		next := walk.Next(at)
		if next.IsZero() && !s.Relative() && at.Year() < 2090 {
			t.Fatalf("%v has no slot after %v", s, at)
		}
		if !next.After(at) {
			t.Fatalf("%v: Next(%v) = %v", s, at, next)
		}
		at = next
		walked = append(walked, next)
	}
	slots, more := s.Slots(after, at, count-1)
	if len(slots) != count-1 || !more {
		t.Fatalf("%v: %d slots, more %v", s, len(slots), more)
	}
	slots, more = s.Slots(after, at, count)
	if len(slots) != count || more {
		t.Fatalf("%v: %d slots, more %v", s, len(slots), more)
	}
	for i := range slots {
		if !slots[i].Equal(walked[i]) {
			t.Fatalf("%v: slot %d is %v, Next says %v", s, i, slots[i], walked[i])
		}
	}
}
