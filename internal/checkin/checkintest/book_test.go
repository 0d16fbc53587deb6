package checkintest_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/checkintest"
	"rollcall.dev/rollcall/internal/checkin/embedded"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// TestBook goes through the life of a check-in that is silent for a while.
func TestBook(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var registry checkintest.Registry
		var recorder checkintest.Recorder
		book := checkintest.Book{Recorder: &recorder}
		service := embedded.New(embedded.Options{Registry: &registry, Recorder: &recorder})
		c, err := service.Create(t.Context(), checkin.CheckIn{Name: "hourly", Schedule: schedule.Every(time.Hour), Grace: time.Minute}, false)
		if err != nil {
			t.Fatal(err)
		}
		report := func() {
			t.Helper()
			if err := service.Take(t.Context(), c, checkin.Report{Event: checkin.EventSuccess}); err != nil {
				t.Fatal(err)
			}
		}
		report()
		begun := time.Now()
		time.Sleep(90 * time.Minute)
		states, err := book.States(t.Context(), c.Monitor(), "checkin/nobody")
		if s := states[c.Monitor()]; err != nil || len(states) != 1 || s.Reports != 1 || s.ConsecutiveBad != 1 {
			t.Errorf("after silence: %+v, %v", states, err)
		}
		report()
		reports, err := book.Reports(t.Context(), c.Monitor(), 1)
		if err != nil || len(reports) != 1 || reports[0].Kind != monitor.CheckedIn || !reports[0].At.After(begun) {
			t.Errorf("the newest report: %+v, %v", reports, err)
		}
		all, err := book.Incidents(t.Context(), c.Monitor(), begun)
		if err != nil || len(all) != 1 || all[0].Kind != incident.Absent || all[0].Status != incident.Resolved {
			t.Errorf("incidents: %+v, %v", all, err)
		}
		if all, err = book.Incidents(t.Context(), c.Monitor(), time.Now().Add(time.Second)); err != nil || len(all) != 0 {
			t.Errorf("incidents since later: %+v, %v", all, err)
		}
		book.Fail(errors.New("away"))
		if _, err := book.States(t.Context(), c.Monitor()); err == nil {
			t.Error("it does not fail")
		}
	})
}
