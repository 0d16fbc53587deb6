package kube

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// counted is the Metrics of a Source whose watches are counted.
type counted struct {
	unmeasured

	mu     sync.Mutex
	failed map[string]int
}

func (c *counted) WatchFailed(resource string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failed[resource]++
}

// TestWatchesThatCannotGoOn: after 410 Gone all is listed anew, what went meanwhile is noticed, and nobody is accused.
func TestWatchesThatCannotGoOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(2*time.Hour + 50*time.Minute)
		metrics := &counted{failed: map[string]int{}}
		s := newSite(t, newAPIWorld(), Options{Metrics: metrics})
		settle()
		kept, gone := s.halfHourly("kept"), s.halfHourly("gone")
		first := s.now().Truncate(30 * time.Minute).Add(30 * time.Minute)
		s.works(kept, first, "")
		s.works(gone, first, "")
		s.until(first.Add(20 * time.Minute))
		s.refuse(func(string, string, string) int { return http.StatusServiceUnavailable })
		s.breakWatches(false)
		s.until(first.Add(25 * time.Minute))
		s.remove(gone)
		s.breakWatches(true)
		s.refuse(nil)
		s.works(kept, first.Add(30*time.Minute), "")
		s.until(first.Add(50 * time.Minute))
		want := []string{"gone 03:00 succeeded", "kept 03:00 succeeded", "kept 03:30 succeeded"}
		if diff := cmp.Diff(want, s.lastWords()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		for _, resource := range []string{"cronjobs", "jobs", "pods"} {
			if metrics.failed[resource] == 0 {
				t.Errorf("no failure of the watch on %s was counted: %v", resource, metrics.failed)
			}
		}
	})
}

// TestServerThatDoesNotAnswer: while the API server is too busy, away or hangs, nothing is judged; when it is back all is, as it was,
// and within two minutes.
func TestServerThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	for name, status := range map[string]int{"too busy": http.StatusTooManyRequests, "hangs": -1, "away": http.StatusBadGateway} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(2*time.Hour + 50*time.Minute)
				s := newSite(t, newAPIWorld(), Options{})
				settle()
				well := s.halfHourly("well")
				s.halfHourly("absent")
				slot := s.now().Truncate(30 * time.Minute).Add(30 * time.Minute)
				s.until(slot.Add(-5 * time.Minute))
				s.refuse(func(string, string, string) int { return status })
				s.breakWatches(false)
				s.works(well, slot, "")
				s.until(slot.Add(20 * time.Minute))
				if got := s.lastWords(); len(got) != 0 {
					t.Errorf("said while nothing could be seen: %q", got)
				}
				if lines := s.lines("source_not_visible"); len(lines) == 0 || len(lines) > 3 {
					t.Errorf("%d lines in the log: %q", len(lines), lines)
				}
				s.refuse(nil)
				s.until(slot.Add(22 * time.Minute))
				if diff := cmp.Diff([]string{"absent 03:00 missed", "well 03:00 succeeded"}, s.lastWords()); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if lines := s.lines("source_visible_again"); len(lines) != 1 || !strings.Contains(lines[0], "source=kubernetes") {
					t.Errorf("logged %q", lines)
				}
			})
		})
	}
}
