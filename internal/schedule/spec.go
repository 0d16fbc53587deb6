package schedule

import (
	"strings"
	"time"
)

// Kind says how a Spec describes its slots.
type Kind string

const (
	// KindCron is a cron expression, or several, in one of the dialects.
	KindCron Kind = "cron"
	// KindCalendar is a calendar expression of systemd (OnCalendar=), or several.
	KindCalendar Kind = "calendar"
	// KindEvery is a fixed period of elapsed time, counted from an anchor.
	KindEvery Kind = "every"
)

// Spec is a schedule as its user wrote it: plain data, comparable with ==, stored as JSON.
type Spec struct {
	Kind Kind `json:"kind"`
	// Dialect says how a cron expression is read. Other kinds have none.
	Dialect Dialect `json:"dialect,omitempty"`
	// Expr is the expression of KindCron (five fields, a descriptor such as @hourly, or in the dialect of Kubernetes @every with a
	// Go duration) or of KindCalendar. Except for a CronJob it may be several, one a line: a slot of any of them is a slot.
	Expr string `json:"expr,omitempty"`
	// Zone is the IANA name of the zone that Expr is read in; lines of a calendar may name one of their own. Empty means that the
	// user named none: see In.
	Zone string `json:"zone,omitempty"`
	// Period is the time from one slot to the next of KindEvery; nanoseconds in JSON.
	Period time.Duration `json:"period,omitempty"`
}

// Cron is the Spec of a CronJob's expression; an empty zone means that none was named.
func Cron(expr, zone string) Spec { return Spec{Kind: KindCron, Expr: expr, Zone: zone} }

// Every is the Spec of a fixed period.
func Every(period time.Duration) Spec { return Spec{Kind: KindEvery, Period: period} }

// In returns the Spec with its zone filled in where the user named none. A CronJob without spec.timeZone runs in the zone of
// kube-controller-manager, which no API shows; Parse takes an empty zone as UTC.
func (s Spec) In(zone string) Spec {
	if s.Zone == "" {
		s.Zone = zone
	}
	return s
}

// FromCronJob is the Spec of a CronJob that an API server has stored. The second result says that the expression carries
// a zone of its own, TZ= or CRON_TZ=: such an object is older than the rule against it, the controller honours it with the
// Warning UnsupportedSchedule and ignores spec.timeZone for its slots (formatSchedule in pkg/controller/cronjob of
// Kubernetes). The zone then moves from the expression to Zone. An expression that the controller cannot read is returned as
// it is, for Parse to refuse. The controller stops at an unknown spec.timeZone before it looks at the expression; so here.
func FromCronJob(expr string, timeZone *string) (spec Spec, zoneInExpr bool) {
	spec = Cron(expr, "")
	if timeZone != nil {
		spec.Zone = *timeZone
		if *timeZone == "" {
			spec.Zone = time.UTC.String()
		}
		if _, err := Zone(spec.Zone); err != nil {
			return spec, hasZone(expr)
		}
	}
	if !hasZone(expr) {
		return spec, false
	}
	prefix, rest, found := strings.Cut(expr, " ")
	if !found {
		return spec, true
	}
	_, zone, _ := strings.Cut(prefix, "=")
	switch zone {
	case "":
		zone = time.UTC.String()
	case local:
		zone = "" // the controller's own
	}
	return Cron(strings.TrimSpace(rest), zone), true
}

// hasZone says whether an expression begins with a time zone.
func hasZone(expr string) bool {
	return strings.HasPrefix(expr, "TZ=") || strings.HasPrefix(expr, "CRON_TZ=")
}
