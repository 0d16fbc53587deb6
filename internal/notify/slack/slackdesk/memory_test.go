package slackdesk

import (
	"strconv"
	"testing"
	"time"
)

func testNow() time.Time { return time.Date(2026, time.November, 20, 17, 0, 0, 0, time.UTC) }

// TestMemoryIsBounded: what there is no room for is not taken for new for ever, but not noted either, and room comes back.
func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	m, now := newMemory(10), testNow()
	for n := range 10 {
		if seen, noted := m.note(strconv.Itoa(n), now, now.Add(time.Minute)); seen || !noted {
			t.Fatalf("%d: seen %v, noted %v", n, seen, noted)
		}
	}
	if seen, noted := m.note("one more", now, now.Add(time.Minute)); seen || noted {
		t.Errorf("seen %v, noted %v where there is no room", seen, noted)
	}
	if seen, _ := m.note("3", now.Add(time.Minute), now.Add(time.Hour)); !seen {
		t.Error("forgotten before its time")
	}
	later := now.Add(time.Minute + time.Second)
	if m.known("3", later) {
		t.Error("known after its time")
	}
	if seen, noted := m.note("one more", later, later.Add(time.Minute)); seen || !noted {
		t.Errorf("seen %v, noted %v after there was room", seen, noted)
	}
	if len(m.until) != 1 {
		t.Errorf("%d are kept", len(m.until))
	}
}
