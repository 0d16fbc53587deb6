package remedy_test

import (
	"errors"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/remedy"
)

// TestAnOrderIsLookedAtAgain: where an answer was lost, the same order makes nothing any more that it might not make at first; a Job that
// it has made is found all the same.
func TestAnOrderIsLookedAtAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		meanwhile func(*world, *remedy.Order)
		want      remedy.Reason
	}{
		"nothing":       {func(*world, *remedy.Order) {}, ""},
		"another spec":  {func(w *world, _ *remedy.Order) { w.job.Spec = "new" }, remedy.SpecChanged},
		"now never":     {func(w *world, _ *remedy.Order) { w.job.Declared = ownership.RerunNever }, remedy.NeverAgain},
		"to be checked": {func(w *world, _ *remedy.Order) { w.job.Declared = "" }, remedy.Unchecked},
		"it is over":    {func(w *world, _ *remedy.Order) { w.i.Status = incident.Resolved }, remedy.Over},
		"a run goes on": {func(w *world, _ *remedy.Order) { w.job.Running = []string{"close-1"} }, remedy.Busy},
		"its own run":   {func(w *world, o *remedy.Order) { w.job.Running = []string{remedy.JobName("close", "i1", o.Attempt)} }, ""},
		"hours later":   {func(_ *world, o *remedy.Order) { o.At = o.At.Add(time.Hour) }, remedy.Expired},
		"a newer re-run": {func(w *world, _ *remedy.Order) {
			w.i.Reruns = append(w.i.Reruns, incident.Rerun{Attempt: 2, Order: "o2"})
		}, remedy.Expired},
	} {
		for _, made := range []bool{false, true} {
			w, d := open()
			offer, err := d.Offer(t.Context(), "i1")
			if err != nil {
				t.Fatal(err)
			}
			cluster := &faulty{world: w, err: errors.New("no answer")}
			d.Cluster = cluster
			o := order("o1", offer)
			if _, err := d.Run(t.Context(), o); !errors.Is(err, cluster.err) {
				t.Fatal(err)
			}
			if made {
				w.jobs[w.i.Reruns[0].Job] = "o1"
			}
			cluster.err = nil
			c.meanwhile(w, &o)
			want, state := c.want, incident.RerunRefused
			if made || want == "" {
				want, state = "", incident.RerunStarted
			}
			_, err = d.Run(t.Context(), o)
			if remedy.Refused(err) != want || (want == "") != (err == nil) || w.i.Reruns[0].State != state || (len(w.jobs) == 1) != (want == "") {
				t.Errorf("%s, made before: %t: %v, want %q; jobs %v, %+v", name, made, err, want, w.jobs, w.i.Reruns[0])
			}
		}
	}
}
