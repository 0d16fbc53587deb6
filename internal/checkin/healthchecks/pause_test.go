package healthchecks_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestStatuses lets time pass for a check.
func TestStatuses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		_, id := h.make("v3", `{"name": "x", "timeout": 3600, "grace": 600}`)
		status := func() any {
			t.Helper()
			return h.object(h.api("GET", "v3/checks/"+id, ""), 200)["status"]
		}
		step := func(name string, want any) {
			t.Helper()
			time.Sleep(time.Second)
			if got := status(); got != want {
				t.Errorf("%s: %v, want %v", name, got, want)
			}
		}
		step("made", "new")
		h.ping("GET", id, "")
		step("pinged", "up")
		time.Sleep(time.Hour)
		step("silent", "grace")
		time.Sleep(10 * time.Minute)
		step("silent for longer", "down")
		h.ping("GET", id, "")
		step("back", "up")
		h.ping("GET", id+"/fail", "")
		step("failed", "down")
		h.ping("GET", id+"/log", "")
		step("a note", "down")
		h.ping("GET", id+"/0", "")
		step("exit 0", "up")
		if w := h.api("POST", "v3/checks/"+id+"/pause", ""); h.object(w, 200)["status"] != "paused" {
			t.Errorf("paused: %s", w.Body)
		}
		time.Sleep(5 * time.Hour)
		step("silent, paused", "paused")
		if got := h.object(h.api("GET", "v3/checks/"+id, ""), 200)["n_pings"]; got != 5.0 {
			t.Errorf("%v pings", got)
		}
	})
}

// TestPause pauses a check and pings it.
func TestPause(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		signal, spec string
		paused       bool
	}{
		{"", `{}`, false},
		{"/0", `{}`, false},
		{"/fail", `{}`, false},
		{"/1", `{}`, false},
		{"/start", `{}`, true},
		{"/log", `{}`, true},
		{"", `{"manual_resume": true}`, true},
		{"/fail", `{"manual_resume": true}`, true},
	} {
		t.Run(c.signal+" "+c.spec, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			_, id := h.make("v3", c.spec)
			h.object(h.api("POST", "v3/checks/"+id+"/pause", ""), 200)
			if w := h.ping("GET", id+c.signal, ""); w.Code != 200 {
				t.Fatalf("got %d %s", w.Code, w.Body)
			}
			if got := h.object(h.api("GET", "v3/checks/"+id, ""), 200)["status"]; (got == "paused") != c.paused {
				t.Errorf("status %v", got)
			}
			resumed := h.api("POST", "v3/checks/"+id+"/resume", "")
			if c.paused && (resumed.Code != 200 || h.object(resumed, 200)["status"] == "paused") {
				t.Errorf("resumed: %d %s", resumed.Code, resumed.Body)
			}
			if again := h.api("POST", "v3/checks/"+id+"/resume", ""); again.Code != 409 || again.Body.String() != "check is not paused" {
				t.Errorf("resumed twice: %d %s", again.Code, again.Body)
			}
		})
	}
}

// TestManualResumeLater sets manual_resume on a check that is paused already.
func TestManualResumeLater(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.api("POST", "v3/checks/"+nightly+"/pause", "")
	h.api("POST", "v3/checks/"+nightly, `{"manual_resume": true}`)
	h.ping("GET", nightly, "")
	if w := h.api("GET", "v3/checks/"+nightly, ""); h.object(w, 200)["status"] != "paused" || !strings.Contains(w.Body.String(), `"manual_resume":true`) {
		t.Errorf("got %s", w.Body)
	}
}
