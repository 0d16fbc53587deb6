package schedule

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine
)

func mustParse(t *testing.T, spec Spec) Schedule {
	t.Helper()
	s, err := Parse(spec)
	if err != nil {
		t.Fatalf("Parse(%v): %v", spec, err)
	}
	return s
}

func instant(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func texts(slots []time.Time) string {
	var out []string
	for _, s := range slots {
		out = append(out, s.Format("2006-01-02 15:04:05 MST"))
	}
	return strings.Join(out, ", ")
}

func TestSlots(t *testing.T) {
	t.Parallel()
	const newYork = "America/New_York"
	tests := []struct {
		name         string
		spec         Spec
		after, until string
		limit        int
		want         string
		more         bool
	}{
		{"end is included, beginning is not", Cron("0 * * * *", ""), "2026-01-01T00:00:00Z", "2026-01-01T02:00:00Z", 9,
			"2026-01-01 01:00:00 UTC, 2026-01-01 02:00:00 UTC", false},
		{"limit", Cron("0 * * * *", ""), "2026-01-01T00:00:00Z", "2026-01-01T02:00:00Z", 1, "2026-01-01 01:00:00 UTC", true},
		{"exactly the limit", Cron("0 * * * *", ""), "2026-01-01T00:00:00Z", "2026-01-01T02:00:00Z", 2,
			"2026-01-01 01:00:00 UTC, 2026-01-01 02:00:00 UTC", false},
		{"no room", Cron("0 * * * *", ""), "2026-01-01T00:00:00Z", "2026-01-01T02:00:00Z", 0, "", true},
		{"empty span", Cron("0 * * * *", ""), "2026-01-01T00:00:00Z", "2025-01-01T00:00:00Z", 9, "", false},
		{"zone", Cron("0 19 * * *", "Asia/Tokyo"), "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", 9, "2026-01-01 19:00:00 JST", false},
		{"descriptor", Cron("@daily", newYork), "2026-01-01T00:00:00Z", "2026-01-01T12:00:00Z", 9, "2026-01-01 00:00:00 EST", false},
		{"day of month or of week", Cron("0 0 13 * 5", ""), "2026-02-10T00:00:00Z", "2026-02-21T00:00:00Z", 9,
			"2026-02-13 00:00:00 UTC, 2026-02-20 00:00:00 UTC", false},
		{"leap day", Cron("0 0 29 2 *", ""), "2026-01-01T00:00:00Z", "2033-01-01T00:00:00Z", 9,
			"2028-02-29 00:00:00 UTC, 2032-02-29 00:00:00 UTC", false},

		{"spring: the day is skipped", Cron("30 2 * * *", newYork), "2026-03-07T00:00:00-05:00", "2026-03-10T00:00:00-04:00", 9,
			"2026-03-07 02:30:00 EST, 2026-03-09 02:30:00 EDT", false},
		{"autumn: fires twice", Cron("30 1 * * *", newYork), "2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00", 9,
			"2026-11-01 01:30:00 EDT, 2026-11-01 01:30:00 EST", false},
		{"autumn: an hour more", Cron("0 1-2 * * *", newYork), "2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00", 9,
			"2026-11-01 01:00:00 EDT, 2026-11-01 01:00:00 EST, 2026-11-01 02:00:00 EST", false},
		{"half an hour of summer time", Cron("0 * * * *", "Australia/Lord_Howe"), "2026-10-03T14:00:00Z", "2026-10-03T17:00:00Z", 9,
			"2026-10-04 01:00:00 +1030, 2026-10-04 03:00:00 +11, 2026-10-04 04:00:00 +11", false},

		{"@every counts from the argument", Cron("@every 20s", newYork), "2026-01-01T00:00:07Z", "2026-01-01T00:01:00Z", 9,
			"2025-12-31 19:00:27 EST, 2025-12-31 19:00:47 EST", false},
		{"@every cuts the fraction", Cron("@every 90s", ""), "2026-01-01T00:00:07.9Z", "2026-01-01T00:04:00Z", 9,
			"2026-01-01 00:01:37 UTC, 2026-01-01 00:03:07 UTC", false},
		{"@every rounds its period down", Cron("@every 1500ms", ""), "2026-01-01T00:00:00Z", "2026-01-01T00:00:02Z", 9,
			"2026-01-01 00:00:01 UTC, 2026-01-01 00:00:02 UTC", false},
		{"every", Every(6 * time.Hour), "2026-01-01T01:00:00Z", "2026-01-01T14:00:00Z", 9,
			"2026-01-01 07:00:00 UTC, 2026-01-01 13:00:00 UTC", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			slots, more := mustParse(t, tt.spec).Slots(instant(t, tt.after), instant(t, tt.until), tt.limit)
			if got := texts(slots); got != tt.want || more != tt.more {
				t.Errorf("slots\n got %s, more %v\nwant %s, more %v", got, more, tt.want, tt.more)
			}
		})
	}
}

func TestFrom(t *testing.T) {
	t.Parallel()
	anchor := instant(t, "2026-01-01T00:00:05Z")
	tests := []struct {
		name        string
		spec        Spec
		after, want string
	}{
		{"before the anchor", Cron("@every 20s", ""), "2025-01-01T00:00:00Z", "2026-01-01T00:00:25Z"},
		{"between slots", Cron("@every 20s", ""), "2026-01-01T01:00:00Z", "2026-01-01T01:00:05Z"},
		{"on a slot", Cron("@every 20s", ""), "2026-01-01T01:00:05Z", "2026-01-01T01:00:25Z"},
		{"a period", Every(7 * 24 * time.Hour), "2026-01-10T00:00:00Z", "2026-01-15T00:00:05Z"},
		{"a calendar has no anchor", Cron("0 * * * *", ""), "2026-01-01T01:00:05Z", "2026-01-01T02:00:00Z"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := mustParse(t, tt.spec)
			if got := s.From(anchor).Next(instant(t, tt.after)); !got.Equal(instant(t, tt.want)) {
				t.Errorf("got %v, want %s", got, tt.want)
			}
			if want := s.spec.Kind == KindEvery || strings.HasPrefix(s.spec.Expr, "@every"); s.Relative() != want {
				t.Errorf("Relative() = %v", s.Relative())
			}
		})
	}
}

func TestNeverAndNowhere(t *testing.T) {
	t.Parallel()
	now := instant(t, "2026-01-01T00:00:00Z")
	if next := (Schedule{}).Next(now); !next.IsZero() {
		t.Errorf("the zero Schedule has a slot at %v", next)
	}
	if loc := (Schedule{}).Location(); loc != time.UTC {
		t.Errorf("the zero Schedule is in %v", loc)
	}
	leap := mustParse(t, Cron("0 0 29 2 *", ""))
	if next := leap.Next(instant(t, "2096-03-01T00:00:00Z")); !next.IsZero() {
		t.Errorf("no 29 February comes within five years of 2096, got %v", next)
	}
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		spec Spec
		kind error
		text string
	}{
		{Cron("", ""), ErrSyntax, `schedule ""`},
		{Cron("every day", ""), ErrSyntax, `expected exactly 5 fields, found 2`},
		{Cron("60 * * * *", ""), ErrSyntax, `end of range (60) above maximum (59)`},
		{Cron("0 0 * * 7", ""), ErrSyntax, `above maximum (6)`},
		{Cron("*/0 * * * *", ""), ErrSyntax, `step of range should be a positive number`},
		{Cron("@reboot", ""), ErrSyntax, `use five fields`},
		{Cron("@every", ""), ErrSyntax, `use five fields`},
		{Cron("@every day", ""), ErrSyntax, `failed to parse duration`},
		{Cron("TZ=UTC", ""), ErrSyntax, `set the time zone (timeZone) instead`},
		{Cron("CRON_TZ=Europe/Rome 0 * * * *", ""), ErrSyntax, `set the time zone (timeZone) instead`},
		{Cron("0 0 31 2 *", ""), ErrNever, `schedule "0 0 31 2 *": schedule that never comes: use a date that exists`},
		{Cron("0 0 31 4,6,9,11 *", ""), ErrNever, `never comes`},
		{Cron("0 0 30 2 ?", ""), ErrNever, `never comes`},
		{Cron(", * * * *", ""), ErrNever, `never comes`},
		{Cron("* , * * *", ""), ErrNever, `never comes`},
		{Cron("* * , * *", ""), ErrNever, `never comes`},
		{Cron("* * , * ,", ""), ErrNever, `never comes`},
		{Cron("* * 1 , 1", ""), ErrNever, `never comes`},
		{Cron("0 * * * *", "Mars/Base"), ErrZone, `timeZone "Mars/Base": unknown time zone`},
		{Cron("0 * * * *", "local"), ErrZone, `differs from machine to machine`},
		{Cron("0 * * * *", "../etc/passwd"), ErrZone, `timeZone`},
		{Every(0), ErrSyntax, `period "0s": invalid schedule: use 1 second to 10 years`},
		{Every(time.Hour * 24 * 366 * 11), ErrSyntax, `period`},
		{Spec{}, ErrSyntax, `kind "": invalid schedule: use "cron" or "calendar" or "every"`},
		{Cron(strings.Repeat("9", 100000), ""), ErrSyntax, `…`},
	}
	for _, tt := range tests {
		s, err := Parse(tt.spec)
		if !errors.Is(err, tt.kind) || !strings.Contains(err.Error(), tt.text) {
			t.Errorf("Parse(%.60v) = %v\nwant %v with %q", tt.spec, err, tt.kind, tt.text)
		}
		if !s.Next(time.Now()).IsZero() {
			t.Errorf("Parse(%.60v) failed and has slots", tt.spec)
		}
	}
	for _, expr := range []string{"0 0 31 2 1", "0 0 29 2 *", "0 0 31 1,2 *", "0 0 */31 2 *"} {
		mustParse(t, Cron(expr, ""))
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		spec Spec
		want string
	}{
		{Cron("0 19 * * *", "Asia/Tokyo"), "0 19 * * * (Asia/Tokyo)"},
		{Cron("@hourly", ""), "@hourly (UTC)"},
		{Cron("@hourly", "").In("Europe/Rome"), "@hourly (Europe/Rome)"},
		{Cron("@hourly", "UTC").In("Europe/Rome"), "@hourly (UTC)"},
		{Cron("@every 20s", "Asia/Tokyo"), "@every 20s"},
		{Every(time.Hour), "every 1h"},
		{Every(10 * time.Minute), "every 10m"},
		{Every(90 * time.Second), "every 1m30s"},
		{Every(100 * time.Second), "every 1m40s"},
		{Every(10 * time.Hour), "every 10h"},
	}
	for _, tt := range tests {
		s := mustParse(t, tt.spec)
		if got := s.String(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
		stored, err := json.Marshal(s.Spec())
		if err != nil {
			t.Fatal(err)
		}
		var read Spec
		if err := json.Unmarshal(stored, &read); err != nil || read != tt.spec {
			t.Errorf("%s reads back as %+v, %v", stored, read, err)
		}
	}
}

func TestFromCronJob(t *testing.T) {
	t.Parallel()
	zone := func(name string) *string { return &name }
	tests := []struct {
		expr       string
		timeZone   *string
		want       Spec
		zoneInExpr bool
		err        error
	}{
		{"0 1 * * *", nil, Cron("0 1 * * *", ""), false, nil},
		{"0 1 * * *", zone("Asia/Tokyo"), Cron("0 1 * * *", "Asia/Tokyo"), false, nil},
		{"0 1 * * *", zone(""), Cron("0 1 * * *", "UTC"), false, nil},
		{"0 1 * * *", zone("Mars/Base"), Cron("0 1 * * *", "Mars/Base"), false, ErrZone},
		{"TZ=Asia/Tokyo 0 1 * * *", nil, Cron("0 1 * * *", "Asia/Tokyo"), true, nil},
		{"CRON_TZ=Asia/Tokyo  0 1 * * *", zone("UTC"), Cron("0 1 * * *", "Asia/Tokyo"), true, nil},
		{"TZ=Local 0 1 * * *", nil, Cron("0 1 * * *", ""), true, nil},
		{"TZ= 0 1 * * *", nil, Cron("0 1 * * *", "UTC"), true, nil},
		{"TZ=UTC @every 5m", nil, Cron("@every 5m", "UTC"), true, nil},
		{"TZ=Asia/Tokyo 0 1 * * *", zone("Mars/Base"), Cron("TZ=Asia/Tokyo 0 1 * * *", "Mars/Base"), true, ErrZone},
		{"TZ=UTC", nil, Cron("TZ=UTC", ""), true, ErrSyntax},
		{"TZ=", nil, Cron("TZ=", ""), true, ErrSyntax},
		{"TZ=Mars/Base 0 1 * * *", nil, Cron("0 1 * * *", "Mars/Base"), true, ErrZone},
	}
	for _, tt := range tests {
		spec, zoneInExpr := FromCronJob(tt.expr, tt.timeZone)
		if spec != tt.want || zoneInExpr != tt.zoneInExpr {
			t.Errorf("FromCronJob(%q) = %+v, %v; want %+v, %v", tt.expr, spec, zoneInExpr, tt.want, tt.zoneInExpr)
		}
		if _, err := Parse(spec); !errors.Is(err, tt.err) {
			t.Errorf("Parse(FromCronJob(%q)): %v, want %v", tt.expr, err, tt.err)
		}
	}
}
