package schedule

import (
	"strings"
	"time"
)

// Kind says how a Spec describes its slots.
type Kind string

const (
	// KindCron is a cron expression in the dialect of Kubernetes.
	KindCron Kind = "cron"
	// KindEvery is a fixed period of elapsed time, counted from an anchor.
	KindEvery Kind = "every"
)

// Spec is a schedule as its user wrote it: plain data, comparable with ==, stored as JSON.
type Spec struct {
	Kind Kind `json:"kind"`
	// Expr is the cron expression of KindCron: five fields, a descriptor such as @hourly, or @every with a Go duration.
	Expr string `json:"expr,omitempty"`
	// Zone is the IANA name of the zone that Expr is read in. Empty means that the user named none: see In.
	Zone string `json:"zone,omitempty"`
	// Period is the time from one slot to the next of KindEvery; nanoseconds in JSON.
	Period time.Duration `json:"period,omitempty"`
}

// Cron is the Spec of a cron expression; an empty zone means that none was named.
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

// String is the schedule as people are shown it: "0 19 * * * (Asia/Tokyo)", "every 5m".
func (s Spec) String() string {
	if s.Kind == KindEvery {
		return "every " + Short(s.Period)
	}
	if relative(s.Expr) {
		return s.Expr
	}
	return s.Expr + " (" + s.zoneName() + ")"
}

func (s Spec) zoneName() string {
	if s.Zone == "" {
		return time.UTC.String()
	}
	return s.Zone
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
