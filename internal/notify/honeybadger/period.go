package honeybadger

import (
	"fmt"
	"time"
)

// period is a length of time as their API takes it: "5 minutes". Null where there is none.
func period(d time.Duration) *string {
	if d <= 0 {
		return nil
	}
	s := words(d)
	for _, u := range units() {
		if d%u.length == 0 {
			s = count(d/u.length, u.name)
			break
		}
	}
	return &s
}

// words is a length of time in its largest unit, rounded down.
func words(d time.Duration) string {
	for _, u := range units() {
		if d >= u.length {
			return count(d/u.length, u.name)
		}
	}
	return "less than a second"
}

func count(n time.Duration, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

type unit struct {
	length time.Duration
	name   string
}

func units() []unit {
	return []unit{
		{7 * 24 * time.Hour, "week"}, {24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"},
	}
}
