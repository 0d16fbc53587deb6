package schedule

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestCalendarAsSystemd compares with systemd itself, where it is installed: what it refuses, and the next instants around clock changes.
// None of the beginnings is within a repeated hour: there systemd goes on by the second time, which it otherwise leaves out.
func TestCalendarAsSystemd(t *testing.T) {
	t.Parallel()
	path, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("no systemd here")
	}
	for _, expr := range []string{
		"minutely", "hourly", "daily", "weekly", "monthly", "quarterly", "semiannually", "yearly", "annually", "WEEKLY", "*:0/15",
		"02:30", "1,2,3:30", "*-*-* 2:0/20:30", "Sun 01:30", "Mon..Fri 1:15", "mon,wed..fri *-*~3 00:00", "Sat-Sun 2:2:2", "Mon,", "Mon",
		"*-*~07/1", "*-02~05..07/2", "*-*~1", "~1/1", "*-*~1/1", "*-*~29", "*-*~28", "*-3,10,11-1..8/3 1..3:5/25", "26..30/2-03-*", "99-1-1",
		"70-01-01", "2012-12-12", "10:00:*", "*:*:0/7", "*:*:*", "*:*:0/59", "*:*:0/60", "*/2:00", "23/1:00", "22/1:00", "*,5:00", "5,*:00",
		"Fri..Mon", "Mon weekly", "2200-01-01", "1969-01-01", "*-*-5..3", "*-*-1..3/5", "*-*-1..3/31", "*-*-3..5/99999", "*-*-31", "05..:00", "..5:00", "1,:00",
		"10", "10:", ":10", "10:00:00:00", "-1:00", "*-*-*-*", "*-*", "3-4", "3~4", "*-*-0", "*-0-1", "24:00", "00:60", "00:00:60", "0:0",
		"Monday", "tues", "Thursday 3:4", "Mon..", "..Mon", "Mon..Tue..Wed", "Mon,Mon", "*-*-* *:*", "*-*-*  03:00", "*-04-31", "*-*-* 1-2:00",
		"1/2..3:00", "1..5/0:00", "1/:00", "01:00 02:00", "001:00", "+1:00",
	} {
		for _, base := range []struct{ zone, at string }{ // at is in UTC, as are systemd's answers
			{"America/New_York", "2026-03-08 06:20:00"}, {"America/New_York", "2026-11-01 04:40:00"},
			{"Australia/Lord_Howe", "2026-10-03 15:02:10"}, {"Australia/Lord_Howe", "2026-04-04 14:05:07"},
			{"Pacific/Apia", "2011-12-30 08:50:00"}, {"Asia/Beirut", "2026-03-28 21:10:00"}, {"UTC", "2028-02-20 00:00:00"},
		} {
			checkSystemd(t, path, expr, base.zone, base.at)
			if _, err := Parse(OnCalendar(expr, "")); err != nil {
				break // refused in one zone is refused in all
			}
		}
	}
}

func checkSystemd(t *testing.T, path, expr, zone, base string) {
	t.Helper()
	const count = 12
	cmd := exec.CommandContext(t.Context(), path, "calendar", "--iterations=12", "--base-time="+base, expr+" "+zone)
	cmd.Env = append(os.Environ(), "TZ=UTC", "LC_ALL=C")
	out, failed := cmd.Output()
	s, err := Parse(OnCalendar(expr, zone))
	if failed != nil || strings.Contains(string(out), "Next elapse: never") {
		if err == nil && (failed != nil || !s.Next(parseBase(t, base)).IsZero()) {
			t.Errorf("%q in %s from %s: systemd has none, we have %v (%v)\n%s", expr, zone, base, s.Next(parseBase(t, base)), failed, out)
		}
		return
	}
	if err != nil {
		t.Errorf("%q in %s: systemd reads it, we do not: %v", expr, zone, err)
		return
	}
	want := regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC`).FindAllString(string(out), -1)
	var got []string
	slots, _ := s.Slots(parseBase(t, base), parseBase(t, base).AddDate(100, 0, 0), count)
	for _, at := range slots {
		got = append(got, at.UTC().Format("2006-01-02 15:04:05 MST"))
	}
	if len(want) > count { // it says how the input was read
		want = want[len(want)-count:]
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q in %s from %s\n got %s\nwant %s", expr, zone, base, got, want)
	}
}

func parseBase(t *testing.T, base string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateTime, base)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
