package schedule

import (
	"fmt"
	"math/bits"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

const allowedCron = "use five fields (minute hour day-of-month month day-of-week), " +
	`@hourly, @daily, @weekly, @monthly, @yearly or "@every 90s"`

const allowedDate = "use a date that exists: no day of any chosen month matches"

// parseCron reads an expression with the controller's own parser. Exactly one of calendar and period is set.
func parseCron(expr string, loc *time.Location) (slots calendar, period time.Duration, err error) {
	if strings.Contains(expr, "TZ") {
		// Kubernetes refuses these letters anywhere (validateScheduleFormat in pkg/apis/batch/validation).
		return nil, 0, syntaxError(expr, "TZ= and CRON_TZ= are not allowed here, set the time zone (timeZone) instead")
	}
	parsed, err := parseGuarded(expr)
	if err != nil {
		return nil, 0, syntaxError(expr, err.Error()+"; "+allowedCron)
	}
	switch parsed := parsed.(type) {
	case cron.ConstantDelaySchedule:
		return nil, parsed.Delay, nil
	case *cron.SpecSchedule:
		if !possible(parsed) {
			return nil, 0, &Error{Field: fieldSchedule, Value: expr, Kind: ErrNever, Allowed: allowedDate}
		}
		parsed.Location = loc
		return controller{parsed}, 0, nil
	default:
		return nil, 0, syntaxError(expr, allowedCron)
	}
}

// parseGuarded calls the parser, which panics on some malformed input (TZ=UTC with nothing behind it, in v3.0.1).
func parseGuarded(expr string) (s cron.Schedule, err error) {
	defer func() {
		if r := recover(); r != nil {
			s, err = nil, fmt.Errorf("the parser cannot read it: %v", r)
		}
	}()
	return cron.ParseStandard(expr)
}

func syntaxError(expr, allowed string) error {
	return &Error{Field: fieldSchedule, Value: expr, Kind: ErrSyntax, Allowed: allowed}
}

// starBit marks a field of a parsed expression that was a star; see github.com/robfig/cron/v3, spec.go.
const starBit = 1 << 63

// possible says whether any date of the Gregorian calendar matches. With a star in either day field both must match;
// otherwise one of them is enough.
func possible(s *cron.SpecSchedule) bool {
	if s.Minute == 0 || s.Hour == 0 {
		return false
	}
	var monthDay, anyMonth bool
	for month := time.January; month <= time.December; month++ {
		if s.Month&(1<<uint(month)) == 0 {
			continue
		}
		anyMonth = true
		// 2024 was a leap year: 29 February counts as possible.
		length := time.Date(2024, month+1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -1).Day()
		days := s.Dom &^ starBit
		if days != 0 && bits.TrailingZeros64(days) <= length {
			monthDay = true
		}
	}
	weekDay := anyMonth && s.Dow&^starBit != 0
	if s.Dom&starBit != 0 || s.Dow&starBit != 0 {
		return monthDay && weekDay
	}
	return monthDay || weekDay
}
