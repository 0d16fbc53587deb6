package render

import (
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/words"
)

// Clock says times as one group of readers wants them.
type Clock struct {
	Zone *time.Location // never nil
	Now  time.Time      // zero: no relative times
	// Language is what they read; empty: English.
	Language words.Language
}

// ClockOf is the Clock of those who read a Notice.
func ClockOf(n incident.Notice, now time.Time) Clock {
	c := clockFor(now, n.Owner.Team.Timezone, n.Subject.Zone)
	c.Language = words.In(n.Owner.Team.Language)
	return c
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
	return words.FormOf(c.Language).At(t, !c.Now.IsZero() && c.Now.In(c.Zone).Year() != t.Year())
}

// Full is At with how long ago or how far ahead that is: "Sat 21 Nov 02:00 JST (5 min ago)".
func (c Clock) Full(t time.Time) string {
	if c.Now.IsZero() {
		return c.At(t)
	}
	return words.FormOf(c.Language).Beside(c.At(t), c.relative(t))
}

func (c Clock) relative(t time.Time) string {
	form, d := words.FormOf(c.Language), t.Sub(c.Now)
	switch {
	case d > -time.Minute && d < time.Minute:
		return form.Now
	case d < 0:
		return form.Ago(form.Duration(d.Truncate(time.Minute)))
	default:
		return form.Ahead(form.Duration(d.Truncate(time.Minute)))
	}
}
