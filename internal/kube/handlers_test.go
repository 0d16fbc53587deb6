package kube

import (
	"testing"
	"testing/synctest"
	"time"

	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/cache"

	"rollcall.dev/rollcall/internal/monitor"
)

// TestHowARunWent tells a run that was seen to go from one whose end nobody saw.
func TestHowARunWent(t *testing.T) {
	t.Parallel()
	cj := aCronJob("backup")
	job := aJob(cj, time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC))
	for name, test := range map[string]struct {
		last any
		lost bool
	}{
		"seen to go":                      {job, false},
		"missing from a list that is new": {cache.DeletedFinalStateUnknown{Key: "shop/backup-1", Obj: job}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBook(Options{}, extents{"": {}}, func(types.UID) {}, func(runKey) {})
			b.cronJobSeen(cj)
			h := handlers(b.jobSeen)
			h.OnAdd(job, false)
			h.OnDelete(test.last)
			r, ok := b.job(cj.UID, job.UID)
			if !ok {
				t.Fatal("the book forgot the run before it was recorded")
			}
			o, ok := capturer{metrics: unmeasured{}}.tell(t.Context(), &r)
			if !ok || o.Kind != monitor.RunGone || o.Run.Lost != test.lost {
				t.Errorf("told %+v; want that it is gone, lost: %t", o, test.lost)
			}
		})
	}
}

// TestGoneInAGap: of what a watch tells when it comes back, nobody knows when it was.
func TestGoneInAGap(t *testing.T) {
	t.Parallel()
	cj := aCronJob("backup")
	job := aJob(cj, time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC))
	for away, lost := range map[time.Duration]bool{time.Second: false, time.Minute: true} {
		t.Run(away.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var c Continuity
				watch := inform(t, &c).list().watch()
				b := newBook(Options{}, extents{"": {continuity: &c}}, func(types.UID) {}, func(runKey) {})
				b.cronJobSeen(cj)
				b.jobSeen(job, there)
				b.allListed("")
				watch.breakOff()
				synctest.Wait()
				time.Sleep(away)
				watch.watch()
				b.jobSeen(job, left)
				if r, ok := b.job(cj.UID, job.UID); !ok || r.lost != lost {
					t.Errorf("known %t, lost %t, want %t", ok, r.lost, lost)
				}
				watch.breakOff()
			})
		})
	}
}

// TestUnwitnessed: what a watch shows when it comes back may have become so at any time since it left.
func TestUnwitnessed(t *testing.T) {
	t.Parallel()
	cj := aCronJob("backup")
	var c Continuity
	b := newBook(Options{}, extents{"": {continuity: &c}}, func(types.UID) {}, func(runKey) {})
	seen := func(version string) time.Time {
		next := cj.DeepCopy()
		next.ResourceVersion, next.Spec.Schedule = version, "15 "+version+" * * *"
		b.cronJobSeen(next)
		changes := b.take(cj.UID).changes
		return changes[len(changes)-1].observation(cj.UID).Since
	}
	if got := seen("10"); !got.Equal(cj.CreationTimestamp.Time) {
		t.Errorf("in the first list: since %s, want since it was created", got)
	}
	b.allListed("")
	w := inform(t, &c).list().watch()
	if got := seen("11"); !got.IsZero() {
		t.Errorf("as it happened: since %s", got)
	}
	before := time.Now()
	w.breakOff()
	if got := seen("12"); got.Before(before) || got.After(time.Now()) {
		t.Errorf("with the watch away: since %s, want since it left", got)
	}
}
