package embedded_test

import (
	"fmt"
	"testing"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/monitor"
)

// TestWitness: what a run of a CronJob says of its end is told to the CronJob's Monitor, too, where it names its Job.
func TestWitness(t *testing.T) {
	t.Parallel()
	const job = "0d9a3b1c-6a55-4d7e-9d6e-0a3f4b5c6d7e"
	ref := checkin.Ref{Monitor: "kube/1", Namespace: "billing", Name: "close"}
	for name, c := range map[string]struct {
		body string
		told monitor.Outcome
	}{
		"a failure":           {`{"check_in":{"status":"error","exit_code":3,"run_id":"` + job + `"}}`, monitor.OutcomeFailed},
		"a success":           {`{"check_in":{"status":"success","run_id":"` + job + `"}}`, monitor.OutcomeSucceeded},
		"a start":             {`{"check_in":{"status":"start","run_id":"` + job + `"}}`, ""},
		"no id":               {`{"check_in":{"status":"error"}}`, ""},
		"an id of its own":    {`{"check_in":{"status":"error","run_id":"run 7"}}`, ""},
		"the injected ping":   {"", ""},
		"a Job of capitals":   {`{"check_in":{"status":"error","run_id":"` + "0D9A3B1C-6A55-4D7E-9D6E-0A3F4B5C6D7E" + `"}}`, monitor.OutcomeFailed},
		"an id beyond limits": {fmt.Sprintf(`{"check_in":{"status":"error","run_id":"%s%070d"}}`, job, 1), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			if _, err := h.service.EnsureFor(t.Context(), ref); err != nil {
				t.Fatal(err)
			}
			own, err := h.registry.FindByWitness(t.Context(), ref.Monitor)
			if err != nil {
				t.Fatal(err)
			}
			if w := h.call("POST", "/v1/check_in/"+own.ID, c.body); w.Code != 200 {
				t.Fatalf("answered %d %s", w.Code, w.Body)
			}
			var told monitor.Outcome
			reports := 0
			for _, o := range h.recorder.Recorded(monitor.CheckedIn) {
				if o.Monitor == ref.Monitor {
					told = o.Run.Outcome
				} else {
					reports++
				}
			}
			if told != c.told || reports != 1 {
				t.Errorf("told %q and %d reports, want %q and one", told, reports, c.told)
			}
		})
	}
}
