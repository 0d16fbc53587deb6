package honeybadger

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/checkintest"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// stage is a Provider that runs against an account, in fake time.
type stage struct {
	*Provider
	account  *account
	recorder checkintest.Recorder
}

// play runs f with a Provider that is running.
func play(t *testing.T, prepare func(*account), f func(t *testing.T, s *stage)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := &stage{account: &account{t: t}}
		if prepare != nil {
			prepare(s.account)
		}
		s.Provider = New(Options{Project: "7", Token: "token", Cluster: "prod", Recorder: &s.recorder, Transport: s.account})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- s.Run(ctx) }()
		synctest.Wait()
		f(t, s)
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
}

// after lets time pass and everything that it brings happen.
func after(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func job(name string) checkin.Ref {
	return checkin.Ref{
		Monitor: monitor.ID("kube/" + name), Cluster: "prod", Namespace: "billing", Name: name,
		Schedule: schedule.Cron("0 19 * * *", "Asia/Tokyo"), Grace: 10 * time.Minute,
	}
}

// ensure asks for a check-in and returns what it has at once.
func (s *stage) ensure(t *testing.T, ref checkin.Ref) string {
	t.Helper()
	url, err := s.EnsureFor(t.Context(), ref)
	if err != nil && !errors.Is(err, checkin.ErrPending) {
		t.Fatal(err)
	}
	synctest.Wait()
	return url
}

func TestCheckInFollowsItsCronJob(t *testing.T) {
	t.Parallel()
	play(t, nil, func(t *testing.T, s *stage) {
		if url := s.ensure(t, job("invoices")); url != "" {
			t.Errorf("address %q before there is a check-in", url)
		}
		url, ok := s.URLFor(job("invoices"))
		if !ok || url != "https://api.honeybadger.io/v1/check_in/id1" || s.ensure(t, job("invoices")) != url {
			t.Errorf("address %q, %v", url, ok)
		}
		got := fmt.Sprint(s.account.checkIns[0])
		want := "map[cron_schedule:0 19 * * * cron_timezone:Asia/Tokyo grace_period:10 minutes id:id1 " +
			"name:prod/billing/invoices (Rollcall) report_period:<nil> schedule_type:cron slug:" + Slug("prod", "billing", "invoices") + " state:pending]"
		if got != want {
			t.Errorf("created\n%s, want\n%s", got, want)
		}
		if asked := s.account.asked(); asked != "GET POST" {
			t.Errorf("asked %s", asked)
		}
		o := s.recorder.Recorded(monitor.Defined)
		if len(o) != 1 || o[0].Monitor != "honeybadger/7/id1" || o[0].Definition.WitnessOf != "kube/invoices" {
			t.Errorf("defined %+v", o)
		}

		changed := job("invoices")
		changed.Grace, changed.Schedule = time.Hour, schedule.Cron("@daily", "")
		s.ensure(t, changed)
		if c := s.account.checkIns[0]; c["grace_period"] != "1 hour" || c["cron_schedule"] != "0 0 * * *" || c["cron_timezone"] != "UTC" {
			t.Errorf("changed %v", c)
		}
		changed.Schedule = schedule.Cron("@every 90m", "")
		s.ensure(t, changed)
		if c := s.account.checkIns[0]; c["schedule_type"] != "simple" || c["report_period"] != "90 minutes" || c["id"] != "id2" {
			t.Errorf("of another type %v", c)
		}
		if asked := s.account.asked(); asked != "PUT DELETE POST" {
			t.Errorf("asked %s", asked)
		}

		if err := s.Forget(t.Context(), "kube/invoices"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if left := s.account.slugs(); len(left) != 0 {
			t.Errorf("left %v", left)
		}
		if o := s.recorder.Recorded(monitor.Removed); len(o) != 2 || o[1].Monitor != "honeybadger/7/id2" {
			t.Errorf("removed %+v", o)
		}
	})
}

func TestOthersAreLeftAlone(t *testing.T) {
	t.Parallel()
	others := []string{"nightly", "rollcall-prod-eu-backup", prefix("prod-eu") + "billing-x-00000000", "rollcall-prod"}
	ours := prefix("prod") + "billing-old-12345678"
	play(t, func(a *account) {
		for i, slug := range append(others, ours) {
			a.checkIns = append(a.checkIns, map[string]any{"id": "x" + strconv.Itoa(i), "slug": slug, "name": slug, "schedule_type": "simple"})
		}
		for i := range 60 { // three pages
			a.checkIns = append(a.checkIns, map[string]any{"id": "y" + strconv.Itoa(i), "slug": nil, "name": nil, "report_period": nil})
		}
	}, func(t *testing.T, s *stage) {
		if asked := s.account.asked(); asked != "GET GET GET" {
			t.Errorf("asked %s", asked)
		}
		s.ensure(t, job("a"))
		if asked := s.account.asked(); asked != "POST" {
			t.Errorf("before the list is complete: %s", asked)
		}
		if err := s.Retain(t.Context(), []monitor.ID{"kube/a"}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if asked := s.account.asked(); asked != "DELETE" {
			t.Errorf("then: %s", asked)
		}
		if n := len(s.account.checkIns); n != len(others)+60+1 {
			t.Errorf("%d check-ins left", n)
		}
	})
}

func TestRestartFindsWhatIsThere(t *testing.T) {
	t.Parallel()
	f := want("prod", job("a"))
	play(t, func(a *account) {
		a.checkIns = append(a.checkIns, map[string]any{
			"id": "old", "slug": f.Slug, "name": f.Name, "schedule_type": "cron", "cron_schedule": f.CronSchedule,
			"cron_timezone": f.CronTimezone, "grace_period": "600 seconds", "report_period": nil,
		})
	}, func(t *testing.T, s *stage) {
		if url := s.ensure(t, job("a")); url != "https://api.honeybadger.io/v1/check_in/old" {
			t.Errorf("address %q", url)
		}
		if asked := s.account.asked(); asked != "GET" {
			t.Errorf("asked %s", asked)
		}
	})
}

func TestLostAnswerIsLookedUp(t *testing.T) {
	t.Parallel()
	for _, code := range []int{0, 502} {
		lost := false
		play(t, func(a *account) {
			a.fault = func(r *http.Request, _ int) (int, http.Header, bool, bool) {
				hit := r.Method == http.MethodPost && !lost
				lost = lost || hit
				return code, nil, true, hit
			}
		}, func(t *testing.T, s *stage) {
			s.ensure(t, job("a"))
			after(time.Minute)
			if asked := s.account.asked(); asked != "GET POST GET" {
				t.Errorf("asked %s", asked)
			}
			if url, _ := s.URLFor(job("a")); !strings.HasSuffix(url, "/id1") || len(s.account.slugs()) != 1 {
				t.Errorf("address %q, there %v", url, s.account.slugs())
			}
		})
	}
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		code   int
		header http.Header
		wait   time.Duration
	}{
		"v2, Unix time":      {403, http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {"946688400"}}, time.Hour}, // the bubble begins at 946684800
		"v2, seconds":        {403, http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {"1800"}}, 30 * time.Minute},
		"v3, Retry-After":    {429, http.Header{"Retry-After": {"120"}}, 2 * time.Minute},
		"v3, a date":         {429, http.Header{"Retry-After": {"Sat, 01 Jan 2000 00:05:00 GMT"}}, 5 * time.Minute},
		"it does not say":    {429, nil, 10 * time.Minute},
		"absurd":             {429, http.Header{"Retry-After": {"99999999"}}, 2 * time.Hour},
		"403 is not a limit": {403, http.Header{"X-Ratelimit-Remaining": {"200"}}, 150 * time.Second},
		"bad token":          {401, nil, 150 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refuse := true
			play(t, func(a *account) {
				a.fault = func(*http.Request, int) (int, http.Header, bool, bool) { return c.code, c.header, false, refuse }
			}, func(t *testing.T, s *stage) {
				s.account.change(func() { refuse = false })
				s.ensure(t, job("a"))
				after(c.wait - time.Second)
				if asked := s.account.asked(); asked != "GET" {
					t.Errorf("asked %s before the limit is over", asked)
				}
				after(5*time.Minute + 10*time.Second)
				if asked := s.account.asked(); asked != "GET POST" {
					t.Errorf("asked %s afterwards", asked)
				}
			})
		})
	}
}

func TestLastRequestOfTheHour(t *testing.T) {
	t.Parallel()
	play(t, func(a *account) {
		a.fault = func(r *http.Request, n int) (int, http.Header, bool, bool) { return 0, nil, false, false }
	}, func(t *testing.T, s *stage) {
		s.client.limit.note(http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {"600"}}, time.Now())
		s.account.asked()
		s.ensure(t, job("a"))
		after(599 * time.Second)
		if asked := s.account.asked(); asked != "" {
			t.Errorf("asked %s with nothing left", asked)
		}
		after(10 * time.Second)
		if asked := s.account.asked(); asked != "POST" {
			t.Errorf("asked %s afterwards", asked)
		}
	})
}

func TestServerAway(t *testing.T) {
	t.Parallel()
	away := true
	play(t, func(a *account) {
		a.fault = func(*http.Request, int) (int, http.Header, bool, bool) { return 503, nil, false, away }
	}, func(t *testing.T, s *stage) {
		s.ensure(t, job("a"))
		after(3 * time.Hour)
		if n := len(strings.Fields(s.account.asked())); n < 18 || n > 50 {
			t.Errorf("%d requests in three hours", n)
		}
		s.account.change(func() { away = false })
		after(10 * time.Minute)
		if _, ok := s.URLFor(job("a")); !ok {
			t.Error("no check-in after the service came back")
		}
	})
}

func TestOneRefusalDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	play(t, func(a *account) {
		a.checkIns = append(a.checkIns, map[string]any{"id": "x", "slug": "theirs", "name": want("prod", job("a")).Name})
	}, func(t *testing.T, s *stage) {
		s.ensure(t, job("a"))
		s.ensure(t, job("b"))
		if _, ok := s.URLFor(job("b")); !ok {
			t.Error("b has no check-in")
		}
		if asked := s.account.asked(); asked != "GET POST POST" {
			t.Errorf("asked %s", asked)
		}
		s.account.change(func() { s.account.checkIns[0]["name"] = "renamed" })
		after(time.Hour + time.Second)
		if asked := s.account.asked(); asked != "GET POST" {
			t.Errorf("an hour later asked %s", asked)
		}
		if _, ok := s.URLFor(job("a")); !ok {
			t.Error("a has no check-in")
		}
	})
}

func TestDriftIsRepairedButNotForEver(t *testing.T) {
	t.Parallel()
	play(t, nil, func(t *testing.T, s *stage) {
		s.ensure(t, job("a"))
		s.account.change(func() { s.account.checkIns[0]["cron_schedule"] = "1 2 3 4 5" })
		s.account.asked()
		after(time.Hour + time.Second)
		if asked := s.account.asked(); asked != "GET PUT" || s.account.checkIns[0]["cron_schedule"] != "0 19 * * *" {
			t.Errorf("asked %s: %v", asked, s.account.checkIns[0])
		}
		after(time.Hour)
		s.account.asked()
		s.account.change(func() {
			s.account.fault = func(r *http.Request, _ int) (int, http.Header, bool, bool) { // a service that takes it and does nothing
				return 204, nil, false, r.Method == http.MethodPut
			}
			s.account.checkIns[0]["cron_timezone"] = "Tokyo"
		})
		after(24 * time.Hour)
		if n := strings.Count(s.account.asked(), "PUT"); n != maxWrites {
			t.Errorf("written %d times in vain", n)
		}
	})
}

func TestDeletedByHandIsMadeAgain(t *testing.T) {
	t.Parallel()
	play(t, nil, func(t *testing.T, s *stage) {
		s.ensure(t, job("a"))
		s.account.change(func() { s.account.checkIns = nil })
		changed := job("a")
		changed.Grace = time.Hour
		s.ensure(t, changed)
		after(5 * time.Second)
		if url, _ := s.URLFor(job("a")); !strings.HasSuffix(url, "/id2") {
			t.Errorf("address %q", url)
		}
		s.account.change(func() { s.account.checkIns = nil })
		_ = s.Forget(t.Context(), "kube/a")
		synctest.Wait()
		if asked := s.account.asked(); !strings.HasSuffix(asked, "DELETE") {
			t.Errorf("asked %s", asked)
		}
		after(time.Minute)
		if asked := s.account.asked(); asked != "" {
			t.Errorf("still asked %s", asked)
		}
	})
}

func TestRecreatedCronJobKeepsItsCheckIn(t *testing.T) {
	t.Parallel()
	play(t, nil, func(t *testing.T, s *stage) {
		s.ensure(t, job("a"))
		again := job("a")
		again.Monitor = "kube/a2"
		s.ensure(t, again)
		_ = s.Forget(t.Context(), "kube/a") // the news of the old one's end comes late
		synctest.Wait()
		if asked := s.account.asked(); asked != "GET POST" {
			t.Errorf("asked %s", asked)
		}
		if m, ok, _ := s.Witness(t.Context(), "7", "id1", ""); m != "kube/a2" || !ok {
			t.Errorf("witness of %q, %v", m, ok)
		}
		o := s.recorder.Recorded(monitor.Defined)
		if o[len(o)-1].Definition.WitnessOf != "kube/a2" {
			t.Errorf("defined %+v", o)
		}
	})
}

func TestWitness(t *testing.T) {
	t.Parallel()
	play(t, nil, func(t *testing.T, s *stage) {
		s.ensure(t, job("a"))
		slug := Slug("prod", "billing", "a")
		for _, c := range []struct {
			project, id, slug string
			ours              bool
		}{{"7", "id1", "", true}, {"", "id1", "", true}, {"7", "?", slug, true}, {"8", "id1", slug, false}, {"7", "?", "?", false}, {"7", "", "", false}} {
			if m, ok, err := s.Witness(t.Context(), c.project, c.id, c.slug); ok != c.ours || (m == "kube/a") != c.ours || err != nil {
				t.Errorf("%+v: %q, %v, %v", c, m, ok, err)
			}
		}
	})
	play(t, func(a *account) {
		a.fault = func(r *http.Request, _ int) (int, http.Header, bool, bool) {
			return 503, nil, false, r.Method == http.MethodDelete
		}
	}, func(t *testing.T, s *stage) {
		s.ensure(t, job("a"))
		_ = s.Forget(t.Context(), "kube/a")
		synctest.Wait()
		if m, ok, _ := s.Witness(t.Context(), "7", "id1", ""); m != "kube/a" || !ok {
			t.Errorf("while its deletion fails: %q, %v", m, ok)
		}
	})
}

func TestManyAreTakenInOrder(t *testing.T) {
	t.Parallel()
	play(t, nil, func(t *testing.T, s *stage) {
		var slugs []string
		for i := range 60 {
			j := job("job" + strconv.Itoa(i))
			s.ensure(t, j)
			slugs = append(slugs, Slug("prod", j.Namespace, j.Name))
		}
		slices.Sort(slugs)
		if got := s.account.slugs(); !slices.Equal(got, slugs) {
			t.Errorf("there %v", got)
		}
		s.account.asked()
		after(time.Hour + time.Second)
		if asked := s.account.asked(); asked != "GET GET GET" {
			t.Errorf("asked %s", asked)
		}
	})
}
