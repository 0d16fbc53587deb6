package schedule

import (
	"testing"
	"time"
)

func debian(expr, zone string) Spec { return Crontab(DialectDebian, expr, zone) }

// slotsCase lists all slots of a span.
type slotsCase struct {
	name         string
	spec         Spec
	after, until string
	want         string
}

func (c slotsCase) check(t *testing.T) {
	t.Helper()
	slots, more := mustParse(t, c.spec).Slots(instant(t, c.after), instant(t, c.until), 50)
	if got := texts(slots); got != c.want || more {
		t.Errorf("%s: slots of %s, more %v\n got %s\nwant %s", c.name, c.spec, more, got, c.want)
	}
}

func TestDebianSlots(t *testing.T) {
	t.Parallel()
	const newYork, lordHowe, apia = "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"
	spring := func(name, expr, want string) slotsCase {
		return slotsCase{name, debian(expr, newYork), "2026-03-08T01:20:00-05:00", "2026-03-08T04:00:00-04:00", want}
	}
	autumn := func(name, expr, want string) slotsCase {
		return slotsCase{name, debian(expr, newYork), "2026-11-01T00:30:00-04:00", "2026-11-01T02:00:00-05:00", want}
	}
	for _, c := range []slotsCase{
		spring("skipped: right after the change", "30 2 * * *", "2026-03-08 03:00:00 EDT"),
		spring("several skipped: one", "0,15,45 2 * * *", "2026-03-08 03:00:00 EDT"),
		spring("skipped, and due at the change", "30 2-3 * * *", "2026-03-08 03:00:00 EDT, 2026-03-08 03:30:00 EDT"),
		spring("skipped onto one that is due", "0 2,3 * * *", "2026-03-08 03:00:00 EDT"),
		spring("hour with a star", "30 * * * *", "2026-03-08 01:30:00 EST, 2026-03-08 03:30:00 EDT"),
		spring("hour with a star and a step", "30 */2 * * *", ""),
		spring("minute with a star", "*/30 2,3 * * *", "2026-03-08 03:00:00 EDT, 2026-03-08 03:30:00 EDT"),
		spring("@hourly", "@hourly", "2026-03-08 03:00:00 EDT, 2026-03-08 04:00:00 EDT"),
		autumn("repeated: the first time", "30 1 * * *", "2026-11-01 01:30:00 EDT"),
		autumn("and goes on after it", "0 1-2 * * *", "2026-11-01 01:00:00 EDT, 2026-11-01 02:00:00 EST"),
		autumn("hour with a star", "0 * * * *", "2026-11-01 01:00:00 EDT, 2026-11-01 01:00:00 EST, 2026-11-01 02:00:00 EST"),
		autumn("minute with a star", "*/30 1 * * *",
			"2026-11-01 01:00:00 EDT, 2026-11-01 01:30:00 EDT, 2026-11-01 01:00:00 EST, 2026-11-01 01:30:00 EST"),
		{"asked within the repeated hour", debian("40 1 * * *", newYork), "2026-11-01T01:30:00-05:00", "2026-11-02T02:00:00-05:00",
			"2026-11-02 01:40:00 EST"},
		{"half an hour skipped", debian("15 2 * * *", lordHowe), "2026-10-03T14:00:00Z", "2026-10-04T14:00:00Z", "2026-10-04 02:30:00 +11"},
		{"half an hour repeated", debian("45 1 * * *", lordHowe), "2026-04-04T12:00:00Z", "2026-04-05T12:00:00Z", "2026-04-05 01:45:00 +11"},
		{"half an hour repeated, with a star", debian("*/15 1 * * *", lordHowe), "2026-04-04T14:29:00Z", "2026-04-05T12:00:00Z",
			"2026-04-05 01:30:00 +11, 2026-04-05 01:45:00 +11, 2026-04-05 01:30:00 +1030, 2026-04-05 01:45:00 +1030"},
		{"a skipped day", debian("30 9 * * *", apia), "2011-12-29T00:00:00Z", "2012-01-01T00:00:00Z",
			"2011-12-29 09:30:00 -10, 2011-12-31 00:00:00 +14, 2011-12-31 09:30:00 +14, 2012-01-01 09:30:00 +14"},
		{"a skipped midnight", debian("0 0 * * *", "Asia/Beirut"), "2026-03-28T00:00:00Z", "2026-03-30T12:00:00Z",
			"2026-03-29 01:00:00 EEST, 2026-03-30 00:00:00 EEST"},
		{"either day", debian("0 0 13 * fri", ""), "2026-02-10T00:00:00Z", "2026-02-21T00:00:00Z",
			"2026-02-13 00:00:00 UTC, 2026-02-20 00:00:00 UTC"},
		{"both days where one begins with a star", debian("0 0 1-7 * */7", ""), "2020-01-01T00:00:00Z", "2020-02-28T00:00:00Z",
			"2020-01-05 00:00:00 UTC, 2020-02-02 00:00:00 UTC"},
		{"the star of the days of the month counts too", debian("0 0 */2 * mon", ""), "2026-06-01T00:00:00Z", "2026-06-30T00:00:00Z",
			"2026-06-15 00:00:00 UTC, 2026-06-29 00:00:00 UTC"},
		{"7 is Sunday", debian("0 12 * JAN 6-7", ""), "2026-12-31T00:00:00Z", "2027-01-04T00:00:00Z",
			"2027-01-02 12:00:00 UTC, 2027-01-03 12:00:00 UTC"},
		{"a step after a number", debian("50/4 0 1 1 *", ""), "2026-12-31T00:00:00Z", "2027-01-04T00:00:00Z",
			"2027-01-01 00:50:00 UTC, 2027-01-01 00:54:00 UTC, 2027-01-01 00:58:00 UTC"},
		{"the last day of a leap year", debian("0 */12 31 12 *", newYork), "2096-12-31T00:00:00Z", "2098-01-01T00:00:00Z",
			"2096-12-31 00:00:00 EST, 2096-12-31 12:00:00 EST, 2097-12-31 00:00:00 EST, 2097-12-31 12:00:00 EST"},
		{"and the first of the next", debian("0 0 1,31 1,12 *", newYork), "2096-12-30T00:00:00Z", "2097-01-02T00:00:00Z",
			"2096-12-31 00:00:00 EST, 2097-01-01 00:00:00 EST"},
		{"rare", debian("0 0 29 2 */7", ""), "2026-01-01T00:00:00Z", "2050-01-01T00:00:00Z", "2032-02-29 00:00:00 UTC"},
	} {
		c.check(t)
	}
}

// cronsimTable is what healthchecks' cronsim is tested to do in Europe/Riga in 2021, where clocks went from 03:00 to 04:00 on 28 March and
// from 04:00 back to 03:00 on 31 October (github.com/cuu508/cronsim, tests/test_cronsim.py, TestDstTransitions).
var cronsimTable = []struct{ expr, after, next, thenNext string }{
	{"0 * * * *", "2021-03-28T01:30:00+02:00", "2021-03-28T02:00:00+02:00", "2021-03-28T04:00:00+03:00"},
	{"*/30 * * * *", "2021-03-28T02:10:00+02:00", "2021-03-28T02:30:00+02:00", "2021-03-28T04:00:00+03:00"},
	{"0 */2 * * *", "2021-03-28T01:30:00+02:00", "2021-03-28T02:00:00+02:00", "2021-03-28T04:00:00+03:00"},
	{"0 */2 * * *", "2021-10-31T01:30:00+03:00", "2021-10-31T02:00:00+03:00", "2021-10-31T04:00:00+02:00"},
	{"30 */2 * * *", "2021-10-31T01:30:00+03:00", "2021-10-31T02:30:00+03:00", "2021-10-31T04:30:00+02:00"},
	{"0 */3 * * *", "2021-10-31T01:30:00+03:00", "2021-10-31T03:00:00+03:00", "2021-10-31T03:00:00+02:00"},
	{"0 1,2,3,4,5 * * *", "2021-03-28T01:30:00+02:00", "2021-03-28T02:00:00+02:00", "2021-03-28T04:00:00+03:00"},
	{"0 1,2,3,4,5 * * *", "2021-10-31T02:00:00+03:00", "2021-10-31T03:00:00+03:00", "2021-10-31T04:00:00+02:00"},
	{"30 1,2,3,4,5 * * *", "2021-03-28T02:30:00+02:00", "2021-03-28T04:00:00+03:00", "2021-03-28T04:30:00+03:00"},
	{"30 1,2,3,4,5 * * *", "2021-10-31T02:30:00+03:00", "2021-10-31T03:30:00+03:00", "2021-10-31T04:30:00+02:00"},
	{"0 3 * * *", "2021-03-27T03:00:00+02:00", "2021-03-28T04:00:00+03:00", "2021-03-29T03:00:00+03:00"},
	{"0 3 * * *", "2021-10-30T03:00:00+03:00", "2021-10-31T03:00:00+03:00", "2021-11-01T03:00:00+02:00"},
	{"0 4 * * *", "2021-03-27T04:00:00+02:00", "2021-03-28T04:00:00+03:00", "2021-03-29T04:00:00+03:00"},
	{"0 1,3,5,7,9,11 * * *", "2021-03-28T01:00:00+02:00", "2021-03-28T04:00:00+03:00", "2021-03-28T05:00:00+03:00"},
	{"0 1-5 * * *", "2021-10-31T02:00:00+03:00", "2021-10-31T03:00:00+03:00", "2021-10-31T04:00:00+02:00"},
	{"15 3 * * *", "2021-03-27T03:15:00+02:00", "2021-03-28T04:00:00+03:00", "2021-03-29T03:15:00+03:00"},
	{"* * * * *", "2021-03-28T02:58:00+02:00", "2021-03-28T02:59:00+02:00", "2021-03-28T04:00:00+03:00"},
	{"* 1-6 * * *", "2021-10-31T03:58:00+03:00", "2021-10-31T03:59:00+03:00", "2021-10-31T03:00:00+02:00"},
}

func TestDebianAsCronsim(t *testing.T) {
	t.Parallel()
	for _, c := range cronsimTable {
		s := mustParse(t, debian(c.expr, "Europe/Riga"))
		next := s.Next(instant(t, c.after))
		then := s.Next(next)
		if next.Format(time.RFC3339) != c.next || then.Format(time.RFC3339) != c.thenNext {
			t.Errorf("%s after %s: %s, %s; want %s, %s", c.expr, c.after, next.Format(time.RFC3339), then.Format(time.RFC3339), c.next, c.thenNext)
		}
	}
}
