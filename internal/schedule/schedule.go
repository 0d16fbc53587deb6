package schedule

import "time"

const (
	minPeriod = time.Second
	maxPeriod = 10 * 366 * 24 * time.Hour
)

// Schedule is a Spec that was understood. The zero Schedule has no slots. It is immutable.
type Schedule struct {
	spec     Spec
	loc      *time.Location
	calendar calendar      // of expressions
	period   time.Duration // of a relative schedule
	anchor   time.Time     // what a relative schedule counts from, where From told
}

// calendar knows the slots that expressions name.
type calendar interface {
	// next is the first slot after an instant, zero for none.
	next(after time.Time) time.Time
}

// Parse understands a Spec. Its error is an *Error that wraps ErrZone, ErrSyntax or ErrNever.
func Parse(spec Spec) (Schedule, error) {
	loc, err := Zone(spec.Zone)
	if err != nil {
		return Schedule{}, err
	}
	s := Schedule{spec: spec, loc: loc}
	if spec.Dialect != DialectCronJob && spec.Kind != KindCron {
		return Schedule{}, &Error{Field: "dialect", Value: string(spec.Dialect), Kind: ErrSyntax, Allowed: "leave it out: only cron has dialects"}
	}
	switch spec.Kind {
	case KindCron:
		s.calendar, s.period, err = parseDialect(spec, loc)
	case KindCalendar:
		s.calendar, err = parseLines(fieldCalendar, spec.Expr, func(line string) (calendar, error) { return parseOnCalendar(line, loc) })
	case KindEvery:
		if spec.Period < minPeriod || spec.Period > maxPeriod {
			err = &Error{Field: "period", Value: spec.Period.String(), Kind: ErrSyntax, Allowed: "use 1 second to 10 years"}
		}
		s.period = spec.Period
	default:
		err = &Error{Field: "kind", Value: string(spec.Kind), Kind: ErrSyntax, Allowed: allowed(KindCron, KindCalendar, KindEvery)}
	}
	if err != nil {
		return Schedule{}, err
	}
	return s, nil
}

// Spec returns what the Schedule was parsed from.
func (s Schedule) Spec() Spec { return s.spec }

// String is the schedule as people are shown it: "0 19 * * * (Asia/Tokyo)".
func (s Schedule) String() string { return s.spec.String() }

// Location is the zone that the schedule is read in, except for lines of a calendar that name another, and that its slots are given
// in.
func (s Schedule) Location() *time.Location {
	if s.loc == nil {
		return time.UTC
	}
	return s.loc
}

// Relative says whether slots are counted from an anchor, rather than read off a calendar.
func (s Schedule) Relative() bool { return s.period > 0 }

// From pins a relative schedule to the instant that it counts from: its slots are then anchor+period, anchor+2·period and so
// on. For a CronJob that is status.lastScheduleTime or else metadata.creationTimestamp. It changes nothing for a calendar.
func (s Schedule) From(anchor time.Time) Schedule {
	s.anchor = anchor
	return s
}

// Next is the first slot after an instant: strictly later, or the zero time when there is none. A relative schedule without an
// anchor counts from the argument. Expressions for Kubernetes are looked at for five years, and in zones other than UTC have no
// slots before 2014; all others have slots from 1970 to 2199. The result is in Location.
func (s Schedule) Next(after time.Time) time.Time {
	var next time.Time
	switch {
	case s.calendar != nil:
		next = s.calendar.next(after.Round(0))
	case s.period > 0:
		next = s.nextRelative(after.Round(0))
	}
	if next.IsZero() || !next.After(after) {
		return time.Time{}
	}
	return next.In(s.Location())
}

func (s Schedule) nextRelative(after time.Time) time.Time {
	if s.anchor.IsZero() {
		return s.step(after)
	}
	first := s.step(s.anchor.Round(0))
	if first.After(after) {
		return first
	}
	return after.Add(s.period - after.Sub(first)%s.period)
}

// step is one period later. @every falls on whole seconds, cutting off the fraction, as robfig's ConstantDelaySchedule does.
func (s Schedule) step(t time.Time) time.Time {
	if s.spec.Kind == KindCron {
		t = t.Add(-time.Duration(t.Nanosecond()))
	}
	return t.Add(s.period)
}

// Slots lists the slots after one instant up to and including another, oldest first, at most limit of them. More says that
// there are others before until.
func (s Schedule) Slots(after, until time.Time, limit int) (slots []time.Time, more bool) {
	from := s
	if s.Relative() && s.anchor.IsZero() {
		from = s.From(after)
	}
	for t := from.Next(after); !t.IsZero() && !t.After(until); t = from.Next(t) {
		if len(slots) >= limit {
			return slots, true
		}
		slots = append(slots, t)
	}
	return slots, false
}
