package render

import (
	"fmt"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
)

// Duration is d for people, in at most two units: "450 ms", "38 s", "5 min", "3 h 50 min", "2 days 4 h".
func Duration(d time.Duration) string {
	d = d.Abs()
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < 10*time.Minute && d%time.Minute >= time.Second:
		return fmt.Sprintf("%d min %d s", d/time.Minute, d%time.Minute/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%d min", d/time.Minute)
	case d < 24*time.Hour:
		return units(d/time.Hour, "h", d%time.Hour/time.Minute, "min")
	default:
		days := d / (24 * time.Hour)
		word := "days"
		if days == 1 {
			word = "day"
		}
		return units(days, word, d%(24*time.Hour)/time.Hour, "h")
	}
}

func units(big time.Duration, bigUnit string, small time.Duration, smallUnit string) string {
	if small == 0 {
		return fmt.Sprintf("%d %s", big, bigUnit)
	}
	return fmt.Sprintf("%d %s %d %s", big, bigUnit, small, smallUnit)
}

// Clock says times as one group of readers wants them.
type Clock struct {
	Zone *time.Location // never nil
	Now  time.Time      // zero: no relative times
}

// ClockOf is the Clock of those who read a Notice.
func ClockOf(n incident.Notice, now time.Time) Clock {
	return clockFor(now, n.Owner.Team.Timezone, n.Subject.Zone)
}

// clockFor takes the zone of the first name that is one.
func clockFor(now time.Time, names ...string) Clock {
	for _, name := range names {
		if name == "" || strings.EqualFold(name, "local") {
			continue
		}
		if loc, err := time.LoadLocation(name); err == nil {
			return Clock{Zone: loc, Now: now}
		}
	}
	return Clock{Zone: time.UTC, Now: now}
}

// At is an instant with its zone: "Sat 21 Nov 02:00 JST". The year is said where it is not the present one.
func (c Clock) At(t time.Time) string {
	t = t.In(c.Zone)
	layout := "Mon 2 Jan 15:04"
	if !c.Now.IsZero() && c.Now.In(c.Zone).Year() != t.Year() {
		layout = "Mon 2 Jan 2006 15:04"
	}
	zone := t.Format("MST")
	if strings.HasPrefix(zone, "+") || strings.HasPrefix(zone, "-") {
		zone = "UTC" + zone
	}
	return t.Format(layout) + " " + zone
}

// Full is At with how long ago or how far ahead that is: "Sat 21 Nov 02:00 JST (5 min ago)".
func (c Clock) Full(t time.Time) string {
	if c.Now.IsZero() {
		return c.At(t)
	}
	return c.At(t) + " (" + c.relative(t) + ")"
}

func (c Clock) relative(t time.Time) string {
	d := t.Sub(c.Now)
	switch {
	case d > -time.Minute && d < time.Minute:
		return "now"
	case d < 0:
		return Duration(d.Truncate(time.Minute)) + " ago"
	default:
		return "in " + Duration(d.Truncate(time.Minute))
	}
}
