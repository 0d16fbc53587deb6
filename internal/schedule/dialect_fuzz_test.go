package schedule

import (
	"errors"
	"testing"
	"time"
)

// FuzzDialects: no lines panic or hang, every refusal says which field, and what is accepted has slots in order, the first of
// which Next finds.
func FuzzDialects(f *testing.F) {
	for _, expr := range []string{
		"* * * * *", "30 2 * * *\n@hourly", "0 0 29 2 */7", "0 0 31 2 *", "@reboot", "5/15 1-3,4 * jan-MAR sun-6", "0 0 30 2 *\n", "59 23 31 12 7",
		"Mon..Fri 10:00", "*-02-29", "Sun *-02~01 23:59:59 Europe/Riga", "minutely\nweekly UTC", "2012-01-01", "*:0/15:0/7", "*-*~07/1",
		"1-2-3 4:5:6", "2026-03-08 02:30", "mon,tue-,", "~", "..", "1,,2:00", "\x00", "@every 1h",
	} {
		f.Add(expr, "America/New_York", int64(1772868600))
		f.Add(expr, "", int64(0))
	}
	f.Add("daily\n0 0 * * *", "Pacific/Apia", int64(1325116800))
	f.Fuzz(func(t *testing.T, expr, zone string, unix int64) {
		for _, spec := range []Spec{Crontab(DialectKubernetes, expr, zone), Crontab(DialectDebian, expr, zone), OnCalendar(expr, zone)} {
			s, err := Parse(spec)
			if err != nil {
				if detail, ok := errors.AsType[*Error](err); !ok || detail.Field == "" || detail.Allowed == "" {
					t.Fatalf("an error without its field: %v", err)
				}
				continue
			}
			if s.String() == "" {
				t.Fatal("a schedule without text")
			}
			checkFound(t, s, time.Unix(firstUnix+((unix%spanUnix)+spanUnix)%spanUnix, 0))
		}
	})
}

// checkFound: Next goes on, says the same from any instant before a slot, and ends.
func checkFound(t *testing.T, s Schedule, after time.Time) {
	t.Helper()
	first := s.Next(time.Time{})
	if first.IsZero() {
		t.Fatalf("%v has no slot at all", s)
	}
	if s.Relative() {
		return
	}
	at := after
	for range 5 {
		next := s.Next(at)
		if next.IsZero() {
			return
		}
		if !next.After(at) || next.Before(first) {
			t.Fatalf("%v: Next(%v) = %v, and the first of all is %v", s, at, next, first)
		}
		for _, between := range []time.Time{next.Add(-time.Nanosecond), at.Add(next.Sub(at) / 2)} {
			if again := s.Next(between); !again.Equal(next) {
				t.Fatalf("%v: %v comes after %v, and %v after %v", s, next, at, again, between)
			}
		}
		at = next
	}
}
