package incident

import (
	"strconv"
	"strings"
	"time"
)

// MaxSpan bounds what ParseSpan reads: everything that takes a span has a bound of its own below it.
const MaxSpan = 366 * 24 * time.Hour

// ParseSpan reads how long something is to be quiet, as people write it: whole numbers with s, m, h, d or w, such as 30m, 1d12h or 2w. A day
// has 24 hours. False for what is none, or longer than MaxSpan.
func ParseSpan(text string) (time.Duration, bool) {
	units := map[byte]time.Duration{
		's': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour,
	}
	var total time.Duration
	for rest := text; rest != ""; {
		at := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
		if at < 1 || at > 8 || units[rest[at]] == 0 {
			return 0, false
		}
		n, err := strconv.Atoi(rest[:at])
		unit := units[rest[at]]
		if err != nil || time.Duration(n) > MaxSpan/unit {
			return 0, false
		}
		if total += time.Duration(n) * unit; total > MaxSpan {
			return 0, false
		}
		rest = rest[at+1:]
	}
	return total, total > 0
}
