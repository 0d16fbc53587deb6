package schedule

import (
	"errors"
	"strings"
	"testing"
)

func TestCalendarSlots(t *testing.T) {
	t.Parallel()
	const newYork, lordHowe, apia = "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"
	for _, c := range []slotsCase{
		{"spring: skipped", OnCalendar("02:30", newYork), "2026-03-07T00:00:00-05:00", "2026-03-10T00:00:00-04:00",
			"2026-03-07 02:30:00 EST, 2026-03-09 02:30:00 EDT"},
		{"spring: what is shown again is due", OnCalendar("*:0/30", newYork), "2026-03-08T01:20:00-05:00", "2026-03-08T03:30:00-04:00",
			"2026-03-08 01:30:00 EST, 2026-03-08 03:00:00 EDT, 2026-03-08 03:30:00 EDT"},
		{"autumn: once", OnCalendar("01:30", newYork), "2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00", "2026-11-01 01:30:00 EDT"},
		{"autumn: not in the repeated hour", OnCalendar("*:0/30", newYork), "2026-11-01T01:00:00-04:00", "2026-11-01T02:30:00-05:00",
			"2026-11-01 01:30:00 EDT, 2026-11-01 02:00:00 EST, 2026-11-01 02:30:00 EST"},
		{"asked within the repeated hour", OnCalendar("*:*:*", newYork), "2026-11-01T01:30:00-05:00", "2026-11-01T02:00:01-05:00",
			"2026-11-01 02:00:00 EST, 2026-11-01 02:00:01 EST"},
		{"half an hour skipped", OnCalendar("02:0/15", lordHowe), "2026-10-03T14:00:00Z", "2026-10-04T10:00:00Z",
			"2026-10-04 02:30:00 +11, 2026-10-04 02:45:00 +11"},
		{"half an hour repeated", OnCalendar("01:0/15", lordHowe), "2026-04-04T14:00:00Z", "2026-04-05T10:00:00Z",
			"2026-04-05 01:15:00 +11, 2026-04-05 01:30:00 +11, 2026-04-05 01:45:00 +11"},
		{"a skipped day", OnCalendar("daily", apia), "2011-12-29T00:00:00Z", "2011-12-31T12:00:00Z",
			"2011-12-29 00:00:00 -10, 2011-12-31 00:00:00 +14, 2012-01-01 00:00:00 +14"},
		{"own zone", OnCalendar("Mon 10:00 Europe/Riga", "UTC"), "2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z", "2026-06-01 10:00:00 EEST"},
		{"own zone UTC", OnCalendar("mon 10:00  utc", newYork), "2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z", "2026-06-01 10:00:00 UTC"},
		{"last Monday of May", OnCalendar("Mon *-05~07/1", ""), "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "2026-05-25 00:00:00 UTC"},
		{"third last day of February", OnCalendar("*-02~03", ""), "2026-01-01T00:00:00Z", "2029-01-01T00:00:00Z",
			"2026-02-26 00:00:00 UTC, 2027-02-26 00:00:00 UTC, 2028-02-27 00:00:00 UTC"},
		{"years", OnCalendar("2026..28/2-1,3-31 5:06:07", ""), "2026-02-01T00:00:00Z", "2035-01-01T00:00:00Z",
			"2026-03-31 05:06:07 UTC, 2028-01-31 05:06:07 UTC, 2028-03-31 05:06:07 UTC"},
		{"quarterly", OnCalendar("Quarterly", ""), "2026-02-01T00:00:00Z", "2026-08-01T00:00:00Z",
			"2026-04-01 00:00:00 UTC, 2026-07-01 00:00:00 UTC"},
		{"semiannually", OnCalendar("semiannually", ""), "2026-02-01T00:00:00Z", "2027-01-01T00:00:00Z",
			"2026-07-01 00:00:00 UTC, 2027-01-01 00:00:00 UTC"},
		{"rare", OnCalendar("Mon *-02-29", ""), "2026-01-01T00:00:00Z", "2050-01-01T00:00:00Z", "2044-02-29 00:00:00 UTC"},
		{"never again", OnCalendar("2012-01-01", ""), "2026-01-01T00:00:00Z", "2199-01-01T00:00:00Z", ""},
	} {
		c.check(t)
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	const rome = "Europe/Rome"
	twice := "\n 0 1 * * *\n\n0 13 * * *  \n"
	for _, c := range []slotsCase{
		{"kubernetes", Crontab(DialectKubernetes, twice, rome), "2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z",
			"2026-06-01 13:00:00 CEST, 2026-06-02 01:00:00 CEST"},
		{"debian", debian(twice, rome), "2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z", "2026-06-01 13:00:00 CEST, 2026-06-02 01:00:00 CEST"},
		{"an instant twice is one slot", debian("0 1 * * *\n0 1,2 * * *\n@daily", ""), "2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z",
			"2026-06-01 01:00:00 UTC, 2026-06-01 02:00:00 UTC, 2026-06-02 00:00:00 UTC"},
		{"zones", OnCalendar("daily\ndaily Asia/Tokyo", "UTC"), "2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z",
			"2026-06-01 15:00:00 UTC, 2026-06-02 00:00:00 UTC"},
		{"one of them is over", OnCalendar("2026-06-01 10:00\n2026-06-01 12:00", ""), "2026-06-01T11:00:00Z", "2030-06-02T00:00:00Z",
			"2026-06-01 12:00:00 UTC"},
	} {
		c.check(t)
	}
}

func TestTexts(t *testing.T) {
	t.Parallel()
	for spec, want := range map[Spec][2]string{
		Cron("0 19 * * *", "Asia/Tokyo"):                                     {"0 19 * * *", "0 19 * * * (Asia/Tokyo)"},
		Crontab(DialectKubernetes, "\n0 1 * * *\n0 13 * * *", "Europe/Rome"): {"0 1 * * * and 0 13 * * *", "0 1 * * * and 0 13 * * * (Europe/Rome)"},
		Crontab(DialectKubernetes, "@every 1h\n", "Europe/Rome"):             {"@every 1h", "@every 1h"},
		debian("@daily", ""):                                                 {"@daily", "@daily (UTC)"},
		OnCalendar("Mon 10:00\n", "Asia/Tokyo"):                              {"Mon 10:00", "Mon 10:00 (Asia/Tokyo)"},
		OnCalendar("Mon 10:00 UTC\ndaily UTC", "Asia/Tokyo"):                 {"Mon 10:00 and daily", "Mon 10:00 and daily (UTC)"},
		OnCalendar("daily Asia/Tokyo\ndaily UTC", ""):                        {"daily Asia/Tokyo and daily UTC", "daily Asia/Tokyo and daily UTC"},
		OnCalendar("Mon 10:00 UTC\ndaily", ""):                               {"Mon 10:00 UTC and daily", "Mon 10:00 UTC and daily (UTC)"},
	} {
		if got := [2]string{spec.Text(), spec.String()}; got != want {
			t.Errorf("%+v: %q, want %q", spec, got, want)
		}
		if s := mustParse(t, spec); s.String() != want[1] || s.Relative() != strings.HasPrefix(want[0], "@every") {
			t.Errorf("%+v: %q, relative %v", spec, s, s.Relative())
		}
	}
}

// TestCronJobsHaveOneExpression: what the controller makes of line breaks is not what a check-in makes of them.
func TestCronJobsHaveOneExpression(t *testing.T) {
	t.Parallel()
	for expr, fine := range map[string]bool{
		"0 1 * * *\n": true, "0 1\n* * *": true, "0 1 * * *\n0 2 * * *": false, "@daily\n": false, "@every 1h\n": false,
	} {
		spec, _ := FromCronJob(expr, nil)
		if _, err := Parse(spec); (err == nil) != fine {
			t.Errorf("%q: %v", expr, err)
		}
	}
	if spec := Crontab(DialectKubernetes, "0 1 * * *", "UTC"); spec != Cron("0 1 * * *", "UTC") {
		t.Errorf("one expression is spelled %+v", spec)
	}
}

func TestParseErrorsOfDialects(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		spec Spec
		kind error
		text string
	}{
		{debian("@reboot", ""), ErrSyntax, `schedule "@reboot": invalid schedule: nobody knows when a machine starts again; use five fields`},
		{debian("@every 1h", ""), ErrSyntax, `@every is known to the dialect kubernetes only`},
		{debian("@noon", ""), ErrSyntax, `use five fields`},
		{debian("* * * *", ""), ErrSyntax, `use five fields`},
		{debian("60 * * * *", ""), ErrSyntax, `the minute cannot be "60"; use 0 to 59, *`},
		{debian("* * * foo *", ""), ErrSyntax, `the month cannot be "foo"; use 1 to 12 or names of three letters`},
		{debian("* * * * 1-5-6", ""), ErrSyntax, `the day of week cannot be "1-5-6"`},
		{debian("*/0 * * * *", ""), ErrSyntax, `the minute cannot be "*/0"`},
		{debian("0 5-4 * * *", ""), ErrSyntax, `the hour cannot be "5-4"`},
		{debian("0 0 ? * *", ""), ErrSyntax, `the day of month cannot be "?"`},
		{debian("0 0 30 2 *", ""), ErrNever, `schedule that never comes: use a date that exists`},
		{debian("", ""), ErrSyntax, `it is empty`},
		{debian(strings.Repeat("* * * * *\n", 21), ""), ErrSyntax, `use up to 20 lines, not 21`},
		{debian("* * * * *"+strings.Repeat(",1", 600), ""), ErrSyntax, `use up to 1024 bytes a line, not 1209`},
		{debian("* * * * *\n0 24 * * *", ""), ErrSyntax, `schedule "0 24 * * *"`},
		{Crontab(DialectKubernetes, "0 1 * * *\n@every 1h", ""), ErrSyntax, `@every counts from the last report`},
		{Crontab("vixie", "0 1 * * *", ""), ErrSyntax, `dialect "vixie": invalid schedule: use "kubernetes" or "debian"`},
		{Spec{Kind: KindEvery, Period: 1e9, Dialect: DialectDebian}, ErrSyntax, `dialect "debian"`},
		{OnCalendar("", ""), ErrSyntax, `calendar "": invalid schedule: it is empty`},
		{OnCalendar("10", ""), ErrSyntax, `this date or time cannot be read: "10"`},
		{OnCalendar("10:00:00.5", ""), ErrSyntax, `the second cannot be "00.5"; use 0 to 59, * for all, lists with , and ranges with .., and steps with / after a number (0/15); fractions are not supported`},
		{OnCalendar("*/2:00", ""), ErrSyntax, `the hour cannot be "*/2"`},
		{OnCalendar("23/1:00", ""), ErrSyntax, `the hour cannot be "23/1"`},
		{OnCalendar("Fri..Mon 10:00", ""), ErrSyntax, `the weekday cannot be "Fri..Mon"`},
		{OnCalendar("Mon,,Tue 10:00", ""), ErrSyntax, `the weekday cannot be ""`},
		{OnCalendar("Mond 10:00", ""), ErrSyntax, `the weekday cannot be "Mond"`},
		{OnCalendar("*-*-* 10:00 11:00", ""), ErrSyntax, `nothing may follow`},
		{OnCalendar("*-*~29", ""), ErrSyntax, `the day from the end of the month cannot be "29"; use 1 to 28`},
		{OnCalendar("2200-01-01", ""), ErrSyntax, `the year cannot be "2200"; use 1970 to 2199`},
		{OnCalendar("@1395716396", ""), ErrSyntax, `cannot be read: "@1395716396"`},
		{OnCalendar("*-02-30", ""), ErrNever, `calendar "*-02-30": schedule that never comes`},
		{OnCalendar("2026-03-08 02:30", "America/New_York"), ErrNever, `never comes`},
		{OnCalendar("10:00 Mars/Base", ""), ErrZone, `calendar "10:00 Mars/Base": unknown time zone: "Mars/Base": use a name`},
		{OnCalendar("10:00 Local", ""), ErrZone, `calendar "10:00 Local": unknown time zone: "Local": it differs`},
		{OnCalendar(",", ""), ErrSyntax, `cannot be read`},
	} {
		s, err := Parse(tt.spec)
		if !errors.Is(err, tt.kind) || !strings.Contains(err.Error(), tt.text) {
			t.Errorf("Parse(%.60v) = %v\nwant %v with %q", tt.spec, err, tt.kind, tt.text)
		}
		if !s.Next(instant(t, "2026-01-01T00:00:00Z")).IsZero() {
			t.Errorf("Parse(%.60v) failed and has slots", tt.spec)
		}
	}
}
