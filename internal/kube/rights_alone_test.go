package kube

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"

	"rollcall.dev/rollcall/internal/incident"
)

// missingRights is the Metrics of a Source whose missing rights are counted, by resource.
type missingRights struct {
	unmeasured

	mu sync.Mutex
	by map[string]int
}

func (m *missingRights) RightMissing(verb, resource string, namespaces int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.by[verb+" on "+resource] = namespaces; namespaces == 0 {
		delete(m.by, verb+" on "+resource)
	}
}

func (m *missingRights) all() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []string
	for right := range m.by {
		all = append(all, right)
	}
	return all
}

// TestResourceAlone takes all rights on one resource away, and no other: from the start, and again while Rollcall runs, for so long that
// runs come, end and are cleaned up meanwhile. What does not depend on the resource goes on, what is missing is named, nobody is
// accused of what was not seen, and what nobody can tell any more is unknown and told once.
func TestResourceAlone(t *testing.T) {
	t.Parallel()
	for _, resource := range []string{"cronjobs", "jobs", "pods", "events", "pods/log", "leases", "namespaces"} {
		t.Run(resource, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(2*time.Hour + 50*time.Minute)
				refused := func(_, r, _ string) int {
					if r == resource {
						return http.StatusForbidden
					}
					return 0
				}
				api, metrics := newAPIWorld(), &missingRights{by: map[string]int{}}
				api.fault = refused
				s := newSite(t, api, Options{Defaults: Defaults{StartGrace: 2 * time.Minute}, Metrics: metrics})
				settle()
				unchanged := func(cj *batchv1.CronJob) { cj.Generation = 1 }
				well, absent, bad := s.halfHourly("well", unchanged), s.halfHourly("absent", unchanged), s.halfHourly("bad", unchanged)
				slot := s.now().Truncate(30 * time.Minute).Add(30 * time.Minute)
				s.pass(slot, well, bad)
				s.until(slot.Add(15 * time.Minute))
				judged := resource != "cronjobs" && resource != "jobs"
				truths := []string{"absent 03:00 missed", "bad 03:00 failed", "well 03:00 succeeded"}
				if judged {
					s.wants(t, "refused from the start", truths...)
				} else {
					s.wants(t, "refused from the start")
				}
				s.names(t, metrics, resource)
				s.refuse(nil)
				s.until(slot.Add(20 * time.Minute))
				s.wants(t, "given", truths...)
				s.names(t, metrics, "")

				s.refuse(refused)
				s.breakWatches(true)
				for range 3 {
					slot = slot.Add(30 * time.Minute)
					s.pass(slot, well, bad)
					s.until(slot.Add(5 * time.Minute)) // longer than a Reflector's backoff
					for _, cj := range []*batchv1.CronJob{well, bad} {
						s.remove(aJob(cj, slot))
					}
				}
				s.until(slot.Add(15 * time.Minute))
				s.accusesOnly(t, "absent 03:00 missed", "absent 03:30 missed", "absent 04:00 missed", "absent 04:30 missed",
					"bad 03:00 failed", "bad 03:30 failed", "bad 04:00 failed", "bad 04:30 failed")
				absences := []string{"absent 03:30 missed", "absent 04:00 missed", "absent 04:30 missed"}
				runs := []string{
					"bad 03:30 failed", "well 03:30 succeeded", "bad 04:00 failed", "well 04:00 succeeded", "bad 04:30 failed", "well 04:30 succeeded",
				}
				switch {
				case judged:
					truths = slices.Concat(truths, absences, runs)
				case resource == "cronjobs": // the Jobs are seen all the time
					truths = slices.Concat(truths, runs)
				}
				s.wants(t, "withdrawn", truths...)
				if resource != "namespaces" && resource != "leases" { // nobody has asked for them since
					s.names(t, metrics, resource)
				}
				s.refuse(nil)
				slot = slot.Add(30 * time.Minute)
				s.pass(slot, well, bad, absent)
				s.until(slot.Add(10 * time.Minute))
				truths = append(truths, "absent 05:00 succeeded", "bad 05:00 failed", "well 05:00 succeeded")
				switch resource {
				case "cronjobs":
					truths = append(truths, absences...)
				case "jobs": // what started nothing says so itself
					truths = slices.Concat(truths, absences, []string{
						"bad 03:30 unknown", "well 03:30 unknown", "bad 04:00 unknown", "well 04:00 unknown", "bad 04:30 unknown", "well 04:30 unknown",
					})
				}
				s.wants(t, "given back", truths...)
				s.names(t, metrics, "")
				if got, want := s.toldOf(incident.Blind), map[string]int{"jobs": 1}[resource]; got != want {
					t.Errorf("%d messages say that nobody could tell, want %d", got, want)
				}
			})
		})
	}
}

// pass has the runs of a slot come: that of the CronJob "bad" fails.
func (s *site) pass(slot time.Time, all ...*batchv1.CronJob) {
	for _, cj := range all {
		reason := ""
		if cj.Name == "bad" {
			reason = "BackoffLimitExceeded"
		}
		s.works(cj, slot, reason)
	}
}

// wants checks what was last said of each slot.
func (s *site) wants(t *testing.T, when string, words ...string) {
	t.Helper()
	slices.Sort(words)
	if diff := cmp.Diff(words, s.lastWords()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", when, diff)
	}
}

// names checks that the rights on one resource, and no others, are said to be missing; of none where it is empty.
func (s *site) names(t *testing.T, metrics *missingRights, resource string) {
	t.Helper()
	var listed []string
	for _, line := range s.source.Trouble() {
		if right, ok := strings.CutPrefix(line, "not allowed: "); ok {
			listed = append(listed, right)
		}
	}
	for what, all := range map[string][]string{"Trouble": listed, "the metric": metrics.all()} {
		if (len(all) == 0) != (resource == "") {
			t.Errorf("%s names %q, want rights on %q", what, all, resource)
		}
		for _, right := range all {
			if _, of, _ := strings.Cut(right, " on "); of != resource && !strings.HasPrefix(of, resource+" in namespace ") {
				t.Errorf("%s names %q, want rights on %q only", what, all, resource)
			}
		}
	}
}

// toldOf is how many messages there were of incidents of a kind.
func (s *site) toldOf(kind incident.Kind) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(slices.DeleteFunc(slices.Clone(s.notices), func(n incident.Notice) bool { return n.Kind != kind || n.Change != incident.Opened }))
}

// TestWatchNeverGiven: where nothing may be watched the lists have to do. Nobody is accused of what they cannot show.
func TestWatchNeverGiven(t *testing.T) {
	t.Parallel()
	for _, what := range []string{"watch cronjobs", "watch jobs"} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(2*time.Hour + 50*time.Minute)
				api := newAPIWorld()
				api.fault = refusing(what)
				s := newSite(t, api, Options{})
				settle()
				well, bad := s.halfHourly("well"), s.halfHourly("bad")
				absent := s.halfHourly("absent")
				slot := s.now().Truncate(30 * time.Minute).Add(30 * time.Minute)
				s.pass(slot, well, bad)
				s.until(slot.Add(20 * time.Minute))
				s.pass(slot.Add(30*time.Minute), well, bad, absent)
				s.until(slot.Add(50 * time.Minute))
				s.wants(t, what, "absent 03:00 missed", "absent 03:30 succeeded", "bad 03:00 failed", "bad 03:30 failed",
					"well 03:00 succeeded", "well 03:30 succeeded")
				s.accusesOnly(t, "absent 03:00 missed", "bad 03:00 failed", "bad 03:30 failed")
			})
		})
	}
}
