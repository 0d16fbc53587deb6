package schedule

import (
	"math/bits"
	"time"
)

// firstRead and lastRead bound what is searched of dialects other than the controller's: systemd's years, 1970 to 2199.
const (
	firstRead = 1970
	lastRead  = 2199
)

// set is a set of numbers from 0 to 63.
type set uint64

func (s set) has(n int) bool { return s&(1<<uint(n)) != 0 }

func (s set) with(n int) set { return s | 1<<uint(n) }

// from is the smallest member that is at least n.
func (s set) from(n int) (int, bool) {
	if n > 63 {
		return 0, false
	}
	rest := uint64(s) >> uint(n) << uint(n)
	return bits.TrailingZeros64(rest), rest != 0
}

// pattern says which readings of a clock are meant: wall-clock time, which only a zone makes an instant of. A reading is a
// time.Time in UTC whose fields are what the clock shows.
type pattern struct {
	seconds, minutes, hours, months set
	years                           func(year int) bool
	day                             func(day, last int, weekday time.Weekday) bool // last is the month's last day
}

// next is the first meant reading that is at least from and before until; zero for none. Both are whole seconds. It steps over years and
// months that do not match, and takes at most a step for each day in those that do.
func (p pattern) next(from, until time.Time) time.Time {
	for t := from; t.Before(until); {
		year, month, day := t.Date()
		if !p.years(year) {
			t = reading(year+1, time.January, 1)
			continue
		}
		if !p.months.has(int(month)) {
			t = reading(year, month+1, 1)
			continue
		}
		if p.day(day, lastDay(year, month), t.Weekday()) {
			if since, ok := p.timeOfDay(t.Clock()); ok {
				return before(reading(year, month, day).Add(since), until)
			}
		}
		t = reading(year, month, day+1)
	}
	return time.Time{}
}

// timeOfDay is the first meant time of a day from one on, as what has passed since its first second.
func (p pattern) timeOfDay(hour, minute, second int) (time.Duration, bool) {
	h, ok := p.hours.from(hour)
	if !ok {
		return 0, false
	}
	if h > hour {
		minute, second = 0, 0
	}
	m, ok := p.minutes.from(minute)
	if !ok {
		return p.timeOfDay(h+1, 0, 0)
	}
	if m > minute {
		second = 0
	}
	s, ok := p.seconds.from(second)
	if !ok {
		return p.timeOfDay(h, m+1, 0)
	}
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second, true
}

func before(t, until time.Time) time.Time {
	if t.Before(until) {
		return t
	}
	return time.Time{}
}

// reading is the first second of a day.
func reading(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

func lastDay(year int, month time.Month) int { return reading(year, month+1, 0).Day() }
