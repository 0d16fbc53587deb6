package management_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
)

// TestStates tells the story of a check-in that is due every hour, with a grace of ten minutes, as it is read: state, the time since
// its last report, the time until it is expected, misses in a row.
func TestStates(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		id := h.made(t, `{"slug":"a","report_period":"1 hour","grace_period":"10 minutes"}`)["id"].(string)
		report := func(body string) {
			w := httptest.NewRecorder()
			h.service.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/v1/check_in/hbp_one/a", strings.NewReader(body)))
			if w.Code != 200 {
				t.Fatalf("a report is answered %d", w.Code)
			}
		}
		pause := func(yes bool) {
			if _, err := h.service.Change(t.Context(), id, func(c *checkin.CheckIn) error { c.Suspended = yes; return nil }); err != nil {
				t.Fatal(err)
			}
		}
		for _, step := range []struct {
			name string
			wait time.Duration
			do   func()
			want string
		}{
			{"new", 0, nil, "pending, reported never, expected in 1h0m0s, 0 missed"},
			{"its slot passes", 65 * time.Minute, nil, "pending, reported never, expected in -5m0s, 0 missed"},
			{"never ran", 5 * time.Minute, nil, "missing, reported never, expected in 50m0s, 1 missed"},
			{"its first report", time.Minute, func() { report("") }, "reporting, reported 0s ago, expected in 1h0m0s, 0 missed"},
			{"within the grace", 69 * time.Minute, nil, "reporting, reported 1h9m0s ago, expected in -9m0s, 0 missed"},
			{"missing", time.Minute, nil, "missing, reported 1h10m0s ago, expected in 50m0s, 1 missed"},
			{"still missing", time.Hour, nil, "missing, reported 2h10m0s ago, expected in 50m0s, 2 missed"},
			{"and for long", 70 * time.Hour, nil, "missing, reported 72h10m0s ago, expected in 50m0s, 72 missed"},
			{"it reports a failure, which is a report", 0, func() { report(`{"check_in":{"status":"error","exit_code":1}}`) },
				"reporting, reported 0s ago, expected in 1h0m0s, 0 missed"},
			{"reporting again", time.Minute, func() { report(`{"check_in":{"status":"success"}}`) },
				"reporting, reported 0s ago, expected in 1h0m0s, 0 missed"},
			{"paused", time.Minute, func() { pause(true) }, "paused, reported 1m0s ago, expected never, 0 missed"},
			{"paused for long", 24 * time.Hour, nil, "paused, reported 24h1m0s ago, expected never, 0 missed"},
			{"resumed", time.Minute, func() { pause(false) }, "reporting, reported 24h2m0s ago, expected in 1h0m0s, 0 missed"},
		} {
			time.Sleep(step.wait)
			if step.do != nil {
				step.do()
			}
			synctest.Wait()
			if got := told(t, h.shown(t, id)); got != step.want {
				t.Errorf("%s: %s, want %s", step.name, got, step.want)
			}
		}
	})
}

// told is the state of a check-in in words.
func told(t *testing.T, o map[string]any) string {
	t.Helper()
	since := func(field, format string) string {
		text, ok := o[field].(string)
		if !ok {
			return "never"
		}
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		if format == "in %s" {
			return fmt.Sprintf(format, time.Until(at))
		}
		return fmt.Sprintf(format, time.Since(at))
	}
	return fmt.Sprintf("%s, reported %s, expected %s, %v missed", o["state"], since("reported_at", "%s ago"), since("expected_at", "in %s"), o["missed_count"])
}
