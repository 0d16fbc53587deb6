package period

import (
	"strconv"
	"time"
)

// Spell is the canonical spelling of a period: a number and the largest unit, from year to second, that it is a whole number of. It is
// exact to the second, where Format is what every version of the wire can read. It is empty for nothing or less.
func Spell(d time.Duration) string {
	d = min(d, Max).Truncate(time.Second)
	if d <= 0 {
		return ""
	}
	for _, u := range []struct {
		size time.Duration
		name string
	}{
		{year, "year"}, {month, "month"}, {week, "week"}, {day, "day"},
		{time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"},
	} {
		switch n := int64(d / u.size); {
		case d%u.size != 0:
		case n == 1:
			return "1 " + u.name
		default:
			return strconv.FormatInt(n, 10) + " " + u.name + "s"
		}
	}
	return "" // every whole number of seconds is one of seconds
}
