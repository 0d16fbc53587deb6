package kube

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/internal/monitor"
)

// refusing takes one right away.
func refusing(what string) func(verb, resource, namespace string) int {
	return func(verb, resource, _ string) int {
		if verb+" "+resource == what {
			return http.StatusForbidden
		}
		return 0
	}
}

// TestRightWithdrawn takes one right away while jobs run, do not run, and fail; and gives it back. Whatever it is, nobody is accused
// wrongly meanwhile, the log names it, and in the end all is told as it was.
func TestRightWithdrawn(t *testing.T) {
	t.Parallel()
	for _, what := range []string{
		"list cronjobs", "watch cronjobs", "get cronjobs", "list jobs", "watch jobs", "list pods", "watch pods", "list events", "get pods/log", "get leases",
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(2*time.Hour + 50*time.Minute)
				s := newSite(t, newAPIWorld(), Options{Defaults: Defaults{StartGrace: 2 * time.Minute}})
				settle()
				well, absent, bad := s.halfHourly("well"), s.halfHourly("absent"), s.halfHourly("bad")
				first := s.now().Truncate(30 * time.Minute).Add(30 * time.Minute)
				for _, cj := range []*batchv1.CronJob{well, absent, bad} {
					s.works(cj, first, "")
				}
				s.until(first.Add(15 * time.Minute))
				s.refuse(refusing(what))
				s.breakWatches(strings.HasPrefix(what, "list "))
				second := first.Add(30 * time.Minute)
				s.works(well, second, "")
				s.works(bad, second, "BackoffLimitExceeded")
				s.until(second.Add(15 * time.Minute))
				s.accusesOnly(t, "absent 03:30 missed", "bad 03:30 failed")
				verb, resource, _ := strings.Cut(what, " ")
				if trouble := s.source.Trouble(); !slices.ContainsFunc(trouble, func(l string) bool { return strings.Contains(l, verb+" on "+resource) }) {
					t.Errorf("trouble %q does not name the right", trouble)
				}
				if lines := s.lines("right_missing"); len(lines) != 1 || !strings.Contains(lines[0], verb+" on "+resource) {
					t.Errorf("logged %q", lines)
				}
				s.refuse(nil)
				s.until(second.Add(20 * time.Minute))
				if diff := cmp.Diff([]string(nil), s.source.Trouble()); diff != "" {
					t.Errorf("after it was given back (-want +got):\n%s", diff)
				}
				third := second.Add(30 * time.Minute)
				for _, cj := range []*batchv1.CronJob{well, absent, bad} {
					s.works(cj, third, "")
				}
				s.until(third.Add(10 * time.Minute))
				want := []string{
					"absent 03:00 succeeded", "absent 03:30 missed", "absent 04:00 succeeded",
					"bad 03:00 succeeded", "bad 03:30 failed", "bad 04:00 succeeded",
					"well 03:00 succeeded", "well 03:30 succeeded", "well 04:00 succeeded",
				}
				if diff := cmp.Diff(want, s.lastWords()); diff != "" {
					t.Errorf("the last words (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// works has a run of a CronJob for a slot, with a pod that runs from the slot on; it ends five seconds later, well or for a reason.
func (s *site) works(cj *batchv1.CronJob, slot time.Time, reason string) {
	job := aJob(cj, slot, func(j *batchv1.Job) { j.Status.Active = 1 })
	s.until(slot.Add(time.Second))
	s.put(job)
	s.put(aPod(job, job.Name+"-x", withStatus(running("main", slot.Add(time.Second)))))
	end, kind, code := slot.Add(5*time.Second), batchv1.JobComplete, int32(0)
	if reason != "" {
		kind, code = batchv1.JobFailed, 3
	}
	s.put(aPod(job, job.Name+"-x", withStatus(terminated("main", code, slot.Add(time.Second), end))))
	s.put(aJob(cj, slot, withCondition(kind, reason, end)))
	started := cj.DeepCopy()
	started.Status.LastScheduleTime = &metav1.Time{Time: slot}
	s.put(started)
}

// lastWords are the last verdict on each slot: "well 03:00 succeeded".
func (s *site) lastWords() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := map[string]string{}
	for _, v := range s.verdicts {
		key := strings.TrimPrefix(string(v.Monitor), "kube/cj-") + " " + v.Slot.UTC().Format("15:04")
		last[key] = key + " " + string(v.Judgement)
	}
	var all []string
	for _, line := range last {
		all = append(all, line)
	}
	slices.Sort(all)
	return all
}

// accusesOnly checks that nothing bad was said but what is true.
func (s *site) accusesOnly(t *testing.T, truths ...string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range s.verdicts {
		line := strings.TrimPrefix(string(v.Monitor), "kube/cj-") + " " + v.Slot.UTC().Format("15:04") + " " + string(v.Judgement)
		if (v.Judgement.Bad() || v.Judgement == monitor.Unknown) && !slices.Contains(truths, line) {
			t.Errorf("said %q: %s", line, v.Cause.Summary)
		}
	}
}

// TestLongRunWithoutPods: whether a container of a run has started cannot be told without the right to read pods, and so it is not
// called stuck; until the right is given, and shows that it is.
func TestLongRunWithoutPods(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		active int32 // pods, as the Job counts them
		while  []string
		after  []string
	}{
		"it may run":               {1, nil, []string{"backup 03:00 stuck"}},
		"the Job says it has none": {0, []string{"backup 03:00 stuck"}, []string{"backup 03:00 stuck"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(2*time.Hour + 50*time.Minute)
				api := newAPIWorld()
				api.fault = func(_, resource, _ string) int {
					if resource == "pods" {
						return http.StatusForbidden
					}
					return 0
				}
				s := newSite(t, api, Options{Defaults: Defaults{StartGrace: 2 * time.Minute}})
				settle()
				cj := s.halfHourly("backup", func(cj *batchv1.CronJob) { cj.Spec.Schedule = "0 3 * * *" })
				slot := s.now().Truncate(time.Hour).Add(time.Hour)
				s.until(slot.Add(time.Second))
				s.put(aJob(cj, slot, func(j *batchv1.Job) { j.Status.Active = test.active }))
				s.until(slot.Add(30 * time.Minute))
				if diff := cmp.Diff(test.while, s.lastWords()); diff != "" {
					t.Errorf("without the right (-want +got):\n%s", diff)
				}
				if n := s.asked("list pods of a Job"); n > 10 {
					t.Errorf("pods were asked for %d times", n)
				}
				s.refuse(nil)
				s.until(slot.Add(50 * time.Minute))
				if diff := cmp.Diff(test.after, s.lastWords()); diff != "" {
					t.Errorf("with the right (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// TestRightNeverGiven: what never could be read is named at the start, and all else works.
func TestRightNeverGiven(t *testing.T) {
	t.Parallel()
	for _, what := range []string{"list events", "get pods/log", "get leases", "list pods", "watch pods", "get cronjobs"} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(2*time.Hour + 50*time.Minute)
				api := newAPIWorld()
				api.fault = refusing(what)
				s := newSite(t, api, Options{})
				time.Sleep(podPatience + time.Second)
				if lines := s.lines("right_missing"); len(lines) != 1 && what != "get cronjobs" {
					t.Errorf("logged %q", lines)
				}
				cj := s.halfHourly("bad")
				slot := s.now().Truncate(30 * time.Minute).Add(30 * time.Minute)
				s.works(cj, slot, "BackoffLimitExceeded")
				s.until(slot.Add(40 * time.Minute))
				want := []string{"bad 03:00 failed", "bad 03:30 missed"}
				if diff := cmp.Diff(want, s.lastWords()); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				gap := map[string]string{
					"list events": "needs list on events", "get pods/log": "needs get on pods/log", "list pods": "needs list on pods",
					"get leases": "needs get on leases",
				}[what]
				told := func(v monitor.Verdict) bool {
					return v.Evidence != nil && slices.ContainsFunc(v.Evidence.Gaps, func(g string) bool { return strings.Contains(g, gap) })
				}
				if gap != "" && what != "list pods" && !slices.ContainsFunc(s.verdicts, told) {
					t.Errorf("no evidence says that it %s", gap)
				}
			})
		})
	}
}

// TestNothingToListYet: without the right to list there is nothing to judge, and the log says after a while why.
func TestNothingToListYet(t *testing.T) {
	t.Parallel()
	for _, what := range []string{"list cronjobs", "list jobs"} {
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(2*time.Hour + 50*time.Minute)
			api := newAPIWorld()
			api.fault = refusing(what)
			s := newSite(t, api, Options{})
			cj := s.halfHourly("well")
			slot := s.now().Truncate(30 * time.Minute).Add(30 * time.Minute)
			s.works(cj, slot, "")
			s.until(slot.Add(20 * time.Minute))
			if got := s.lastWords(); len(got) != 0 || s.source.Synced() {
				t.Errorf("%s: %q, synced %v", what, got, s.source.Synced())
			}
			if len(s.lines("cluster_not_listed_yet")) != 1 || len(s.source.Trouble()) != 2 {
				t.Errorf("%s: trouble %q", what, s.source.Trouble())
			}
			s.refuse(nil)
			s.until(slot.Add(22 * time.Minute))
			if diff := cmp.Diff([]string{"well 03:00 succeeded"}, s.lastWords()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", what, diff)
			}
		})
	}
}

// TestOneNamespaceOfMany: where rights are given by namespace, one that cannot be listed hides no other, neither at the start nor
// later.
func TestOneNamespaceOfMany(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(2*time.Hour + 50*time.Minute)
		api := newAPIWorld()
		dark := "dark"
		api.fault = func(_, _, namespace string) int {
			if namespace == dark {
				return http.StatusForbidden
			}
			return 0
		}
		s := newSite(t, api, Options{Namespaces: Namespaces{Include: []string{"shop", "dark"}}})
		settle()
		there := s.halfHourly("there")
		hidden := s.halfHourly("hidden", func(cj *batchv1.CronJob) { cj.Namespace = "dark" })
		first := s.now().Truncate(30 * time.Minute).Add(30 * time.Minute)
		s.until(first.Add(10 * time.Minute))
		if diff := cmp.Diff([]string{"there 03:00 missed"}, s.lastWords()); diff != "" {
			t.Errorf("one namespace is refused from the start (-want +got):\n%s", diff)
		}
		s.set(func(*apiWorld) { dark = "" })
		s.until(first.Add(20 * time.Minute))
		if !s.source.Synced() || len(s.source.Trouble()) != 0 {
			t.Errorf("given: trouble %q", s.source.Trouble())
		}
		s.set(func(*apiWorld) { dark = "shop" })
		s.breakWatches(false)
		s.works(there, first.Add(30*time.Minute), "")
		s.until(first.Add(50 * time.Minute))
		if diff := cmp.Diff([]string{"hidden 03:30 missed", "there 03:00 missed"}, s.lastWords()); diff != "" {
			t.Errorf("the other one is refused later (-want +got):\n%s", diff)
		}
		s.set(func(*apiWorld) { dark = "" })
		s.until(first.Add(55 * time.Minute))
		if diff := cmp.Diff([]string{"hidden 03:30 missed", "there 03:00 missed", "there 03:30 succeeded"}, s.lastWords()); diff != "" {
			t.Errorf("all is given (-want +got):\n%s", diff)
		}
		_ = hidden
	})
}

func TestNeededFor(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/api/v1/pods?watch=true":                                           "watch on pods",
		"/apis/batch/v1/cronjobs?limit=500":                                 "list on cronjobs",
		"/apis/batch/v1/namespaces/shop/cronjobs/backup":                    "get on cronjobs in namespace shop",
		"/api/v1/namespaces/shop/pods/p/log?container=x":                    "get on pods/log in namespace shop",
		"/api/v1/namespaces/shop/events?fieldSelector=x":                    "list on events in namespace shop",
		"/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-c": "get on leases in namespace kube-system",
		"/api/v1/namespaces/shop":                                           "get on namespaces in namespace shop",
		"/api/v1/namespaces":                                                "list on namespaces",
		"/api/v1/namespaces?watch=true":                                     "watch on namespaces",
		"/version":                                                          "",
		"/apis/batch/v1":                                                    "",
		"/api/v1/namespaces/namespaces/pods?watch=1":                        "watch on pods in namespace namespaces",
		"/apis/apps/v1/namespaces/shop/deployments":                         "",
		"/": "",
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://x"+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if needed, ok := neededFor(r); ok {
			got = needed.String()
		}
		if got != want {
			t.Errorf("%s needs %q, want %q", path, got, want)
		}
	}
}
