package kube

import (
	"testing"
	"testing/synctest"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/internal/monitor"
)

// A run came and went while the ledger took nothing. Once it does again, the sweeper may be there before the watch: the run is
// not missed then.
func TestAnInspectionShowsWhatTheLedgerDidNotTake(t *testing.T) {
	t.Parallel()
	for name, finished := range map[string]bool{"ended": true, "deleted": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				cj := nowCronJob()
				w := newWorld(t, Options{Defaults: Defaults{Grace: 10 * time.Minute}}, cj)
				defer func() { w.stop() }()
				settle()
				w.ledger.setRefuse(true)
				slot := time.Now().Truncate(time.Hour).Add(time.Hour)
				time.Sleep(time.Until(slot))
				jobs := w.api.BatchV1().Jobs("shop")
				job := aJob(cj, slot)
				if _, err := jobs.Create(t.Context(), job, metav1.CreateOptions{}); err != nil {
					t.Fatal(err)
				}
				if finished {
					job = aJob(cj, slot, jobVersion("21"), withCondition(batchv1.JobComplete, "", time.Now()))
					if _, err := jobs.Update(t.Context(), job, metav1.UpdateOptions{}); err != nil {
						t.Fatal(err)
					}
				}
				if err := jobs.Delete(t.Context(), job.Name, metav1.DeleteOptions{}); err != nil {
					t.Fatal(err)
				}
				time.Sleep(20 * time.Minute)
				state := w.ledger.states[MonitorID(cj.UID)]
				view, err := w.source.Inspect(t.Context(), []monitor.State{state})
				if err != nil {
					t.Fatal(err)
				}
				clock := monitor.Observation{Monitor: state.ID, Kind: monitor.Clock, At: view.Until, SeenAt: view.Until, Since: view.Since}
				var got monitor.Judgement
				for _, o := range append(view.Seen, clock) {
					var said []monitor.Verdict
					state, said = monitor.Apply(state, o, view.Until)
					for _, v := range said {
						if v.Slot.Equal(slot) {
							got = v.Judgement
						}
					}
				}
				want := monitor.Unknown
				if finished {
					want = monitor.Succeeded
				}
				if got != want {
					t.Errorf("judged as %q, want %q", got, want)
				}
			})
		})
	}
}
