package schedule

import (
	"strings"
	"time"
)

// String is the schedule as people are shown it: "0 19 * * * (Asia/Tokyo)", "0 1 * * * and 0 13 * * * (Europe/Rome)", "every 5m".
func (s Spec) String() string {
	if !s.zoned() {
		return s.Text()
	}
	return s.Text() + " (" + s.zoneName() + ")"
}

// Text is the schedule on one line, without its zone.
func (s Spec) Text() string {
	switch {
	case s.Kind == KindEvery:
		return "every " + Short(s.Period)
	case s.oneExpression():
		return s.Expr
	default:
		return strings.Join(lines(s.Expr), " and ")
	}
}

// zoned says whether anything of the schedule depends on Zone.
func (s Spec) zoned() bool {
	switch {
	case s.Kind == KindEvery, s.Kind == KindCron && relative(s.Text()):
		return false
	case s.Kind == KindCalendar:
		for _, line := range lines(s.Expr) {
			if _, own := splitZone(line); own == "" {
				return true
			}
		}
		return false
	default:
		return true
	}
}

// OneCron says whether the schedule is one cron expression, of whatever dialect.
func (s Spec) OneCron() bool {
	return s.Kind == KindCron && (s.oneExpression() || len(lines(s.Expr)) == 1)
}

// oneExpression says whether line breaks mean nothing, as in a CronJob.
func (s Spec) oneExpression() bool { return s.Kind == KindCron && s.Dialect == DialectCronJob }

func (s Spec) zoneName() string {
	if s.Zone == "" {
		return time.UTC.String()
	}
	return s.Zone
}

// relative says whether an expression counts from an anchor.
func relative(expr string) bool { return strings.HasPrefix(expr, "@every ") }

// Short is a duration for people, without the zero units at its end: 1h instead of 1h0m0s.
func Short(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
