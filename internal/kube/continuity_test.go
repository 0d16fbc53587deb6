package kube

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/tools/cache"
)

// informed is one informer's way to the API server, worked by hand.
type informed struct {
	t    *testing.T
	lw   cache.ListerWatcherWithContext
	conn watch.Interface
}

func inform(t *testing.T, c *Continuity) *informed {
	t.Helper()
	return &informed{t: t, lw: cache.ToListerWatcherWithContext(c.Observe(&cache.ListWatch{
		ListWithContextFunc: func(context.Context, metav1.ListOptions) (runtime.Object, error) { return &batchv1.JobList{}, nil },
		WatchFuncWithContext: func(context.Context, metav1.ListOptions) (watch.Interface, error) {
			return watch.NewFake(), nil
		},
	}))}
}

func (i *informed) list() *informed {
	if _, err := i.lw.ListWithContext(i.t.Context(), metav1.ListOptions{}); err != nil {
		i.t.Fatal(err)
	}
	return i
}

func (i *informed) watch() *informed {
	var err error
	if i.conn, err = i.lw.WatchWithContext(i.t.Context(), metav1.ListOptions{}); err != nil {
		i.t.Fatal(err)
	}
	return i
}

func (i *informed) breakOff() { i.conn.Stop() }

// TestContinuity: what is absent is only judged when no watch can still bring it.
func TestContinuity(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var c Continuity
		jobs, cronJobs := inform(t, &c), inform(t, &c)
		began := time.Now()
		tooEarly := func(when string) {
			t.Helper()
			if _, err := c.view(time.Now()); !errors.Is(err, errWatchAway) {
				t.Errorf("%s: %v, want %v", when, err, errWatchAway)
			}
		}
		want := func(when string, since time.Time) {
			t.Helper()
			got, err := c.view(time.Now())
			if err != nil || !got.Since.Equal(since) || !got.Until.Equal(time.Now()) {
				t.Errorf("%s: %v, %v; want everything since %s", when, got, err, since)
			}
		}

		jobs.list().watch()
		tooEarly("one of two is listed")
		time.Sleep(time.Second)
		cronJobs.list().watch()
		began = began.Add(time.Second)
		want("both are there", began)

		time.Sleep(time.Hour)
		jobs.breakOff()
		left := time.Now()
		if got := c.broken(time.Now()); !got.Equal(left) {
			t.Errorf("broken since %s, want %s", got, left)
		}
		tooEarly("a watch is away")
		time.Sleep(time.Minute)
		jobs.watch()
		tooEarly("it may still deliver what it missed")
		if got := c.broken(time.Now()); !got.Equal(left) {
			t.Errorf("broken since %s, want %s: what comes now may be old", got, left)
		}
		time.Sleep(watchSettling)
		want("it went on where it broke off", began)
		if got := c.broken(time.Now()); !got.IsZero() {
			t.Errorf("broken since %s, want nothing", got)
		}

		jobs.breakOff()
		time.Sleep(time.Minute)
		relisted := time.Now()
		jobs.list().watch()
		time.Sleep(watchSettling)
		want("it had to list anew", relisted)

		cronJobs.breakOff()
		tooEarly("the first of many times")
		time.Sleep(watchPatience)
		want("it does not come back: what a list shows has to do", time.Now())
		cronJobs.watch()
		time.Sleep(watchSettling)
		want("it came back after all", relisted)

		cronJobs.breakOff()
		cronJobs.watch()
		want("it was away for no time at all", relisted)
	})
}
