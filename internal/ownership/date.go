package ownership

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Date is a day of the calendar, whichever zone it is in.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

func dateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads a day such as 2026-12-25.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return Date{}, errors.New("use a day that exists, as YYYY-MM-DD, such as 2026-12-25")
	}
	return dateOf(t), nil
}

// String is the day as YYYY-MM-DD.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// Before reports whether d is an earlier day than other.
func (d Date) Before(other Date) bool {
	return cmp.Or(cmp.Compare(d.Year, other.Year), cmp.Compare(d.Month, other.Month), cmp.Compare(d.Day, other.Day)) < 0
}

// add is the day n days later.
func (d Date) add(n int) Date { return dateOf(d.noon().AddDate(0, 0, n)) }

func (d Date) noon() time.Time { return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC) }

// Holiday is a stretch of days on which a team does not work, both ends included.
type Holiday struct{ First, Last Date }

// maxHoliday bounds, in days, how long one stretch may be.
const maxHoliday = 366

// ParseHoliday reads a day, 2026-12-25, or the first and the last of several, 2026-12-29/2027-01-03.
func ParseHoliday(text string) (Holiday, error) {
	from, to, several := strings.Cut(text, "/")
	first, err := ParseDate(from)
	if err != nil || !several {
		return Holiday{first, first}, err
	}
	last, err := ParseDate(to)
	switch {
	case err != nil:
		return Holiday{}, err
	case last.Before(first):
		return Holiday{}, fmt.Errorf("the last day %s is before the first day %s", last, first)
	case first.add(maxHoliday - 1).Before(last):
		return Holiday{}, fmt.Errorf("use at most %d days", maxHoliday)
	}
	return Holiday{first, last}, nil
}

// String is the stretch as ParseHoliday reads it.
func (h Holiday) String() string {
	if h.First == h.Last {
		return h.First.String()
	}
	return h.First.String() + "/" + h.Last.String()
}

func (h Holiday) includes(d Date) bool { return !d.Before(h.First) && !h.Last.Before(d) }
