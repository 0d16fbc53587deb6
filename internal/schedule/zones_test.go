package schedule

import (
	"archive/zip"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// zoneNames lists every zone of the Go distribution's copy of the IANA database.
func zoneNames(t *testing.T) []string {
	t.Helper()
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Skipf("no go command: %v", err)
	}
	archive, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("this Go distribution comes without lib/time/zoneinfo.zip")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	var names []string
	for _, file := range archive.File {
		if !strings.HasSuffix(file.Name, "/") {
			names = append(names, file.Name)
		}
	}
	return names
}

// TestAllZones: in every zone of the world, around each clock change of these years, slots come in order and none twice.
func TestAllZones(t *testing.T) {
	t.Parallel()
	const around = 36 * time.Hour
	names := zoneNames(t)
	if len(names) < 300 {
		t.Fatalf("only %d zones", len(names))
	}
	for _, zone := range names {
		hourly := mustParse(t, Cron("15,45 * * * *", zone))
		daily := mustParse(t, Cron("30 0-3 * * *", zone))
		at := time.Date(2025, 7, 1, 0, 0, 0, 0, hourly.Location())
		for at.Year() < 2027 {
			_, change := at.ZoneBounds()
			if change.IsZero() || change.Year() > 2027 {
				change = time.Date(2027, 1, 1, 0, 0, 0, 0, hourly.Location())
			}
			if n := checkOrder(t, hourly, change.Add(-around), change.Add(around)); n != 2*72 {
				t.Errorf("%s: %d slots in 72 h around %v", hourly, n, change)
			}
			if n := checkOrder(t, daily, change.Add(-around), change.Add(around)); n < 8 || n > 16 {
				t.Errorf("%s: %d slots in 72 h around %v", daily, n, change)
			}
			at = change
		}
	}
}

// checkOrder returns how many slots there are in a span, each later than the one before, on a whole minute, in its zone.
func checkOrder(t *testing.T, s Schedule, from, until time.Time) int {
	t.Helper()
	slots, _ := s.Slots(from, until, 1000)
	last := from
	for _, slot := range slots {
		if !slot.After(last) || slot.Second() != 0 || slot.Location() != s.Location() {
			t.Fatalf("%s: %v follows %v", s, slot, last)
		}
		last = slot
	}
	return len(slots)
}

// TestVanishedDays: the parser alone never returns from a search over a day that a zone left out (Samoa, 30 December 2011).
func TestVanishedDays(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"Pacific/Apia", "Pacific/Fakaofo", "Asia/Manila"} {
		s := mustParse(t, Cron("0 0 30 * *", zone))
		for _, after := range []time.Time{{}, time.Date(2011, 12, 28, 0, 0, 0, 0, s.Location())} {
			want := time.Date(2014, 1, 30, 0, 0, 0, 0, s.Location())
			if next := s.Next(after); !next.Equal(want) {
				t.Errorf("%s: %v comes after %v, want %v", s, next, after, want)
			}
		}
	}
	s := mustParse(t, Cron("@hourly", ""))
	if next := s.Next(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)); !next.IsZero() {
		t.Errorf("a slot at the end of time: %v", next)
	}
}

// TestClocksSetBackByOtherThanHours: the parser's search then goes back itself, and there would be no slot any more.
func TestClocksSetBackByOtherThanHours(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ expr, zone, after, want string }{
		{"26 */3 * * *", "Pacific/Chatham", "2057-03-31T13:59:59Z", "2057-03-31T14:41:00Z"}, // 03:44:59+13:45 → 03:26+12:45
		{"0 3 * * *", "Pacific/Chatham", "2026-04-04T13:59:59Z", "2026-04-04T14:15:00Z"},
		{"5 1 * * *", "Australia/Lord_Howe", "2026-04-04T14:59:59Z", "2026-04-05T14:35:00Z"},
	} {
		s, after, want := mustParse(t, Cron(test.expr, test.zone)), instantOf(t, test.after), instantOf(t, test.want)
		if got := s.Next(after); !got.Equal(want) {
			t.Errorf("%s after %s: %s, want %s", s, after.In(s.Location()), got, want.In(s.Location()))
		}
		if slots, _ := s.Slots(after, after.AddDate(0, 0, 10), 100); len(slots) < 9 {
			t.Errorf("%s: %d slots in ten days after %s", s, len(slots), after)
		}
	}
}

func instantOf(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
