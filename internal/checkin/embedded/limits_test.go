package embedded_test

import (
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/checkin/embedded"
	"rollcall.dev/rollcall/internal/monitor"
)

// TestReportsInALoop: a job that reports without end is slowed down, and its failure is taken all the same.
func TestReportsInALoop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouseWith(t, func(o *embedded.Options) { o.ReportsPerMinute = 60 })
		taken, refused := 0, 0
		for range 100 {
			switch w := h.call("GET", "/v1/check_in/XyZZy", ""); {
			case w.Code == 200:
				taken++
			case w.Code == 429 && w.Header().Get("Retry-After") == "1":
				refused++
			default:
				t.Fatalf("answered %d %v %s", w.Code, w.Header(), w.Body)
			}
		}
		if taken != 60 || refused != 40 || len(h.recorder.Recorded(monitor.CheckedIn)) != 60 {
			t.Errorf("%d taken, %d refused, %d recorded", taken, refused, len(h.recorder.Recorded(monitor.CheckedIn)))
		}
		if w := h.call("POST", "/v1/check_in/XyZZy", `{"check_in":{"status":"error"}}`); w.Code != 200 {
			t.Errorf("a failure is answered %d", w.Code)
		}
		time.Sleep(time.Second)
		if w := h.call("GET", "/v1/check_in/XyZZy", ""); w.Code != 200 {
			t.Errorf("after the wait it is answered %d", w.Code)
		}
	})
}

// TestGuessing: an address that asks for what is not there is told to wait, and is still heard where it knows what it asks for.
func TestGuessing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		codes := map[int]int{}
		for range 200 {
			codes[h.call("GET", "/v1/check_in/guess", "").Code]++
			codes[h.call("GET", "/v1/check_in/guess/nightly", "").Code]++
		}
		if codes[404] != 120 || codes[429] != 280 {
			t.Errorf("answered %v", codes)
		}
		if w := h.call("GET", "/v1/check_in/XyZZy", ""); w.Code != 200 {
			t.Errorf("a report is answered %d", w.Code)
		}
	})
}
