package honeybadger_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/test/honeybadger"
)

// receiver notes the webhooks that it takes in.
type receiver struct {
	status int
	mu     sync.Mutex
	bodies []object
	auth   []string
	at     []time.Time
}

func (r *receiver) RoundTrip(req *http.Request) (*http.Response, error) {
	var body object
	if err := json.NewDecoder(req.Body).Decode(&body); err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.bodies, r.auth, r.at = append(r.bodies, body), append(r.auth, req.Header.Get("Authorization")), append(r.at, time.Now())
	if r.status == 0 {
		return nil, errors.New("connection refused")
	}
	w := httptest.NewRecorder()
	w.WriteHeader(r.status)
	return w.Result(), nil
}

// got waits until everything has settled.
func (r *receiver) got() []object {
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.bodies)
}

func (r *receiver) messages() []string {
	out := []string{}
	for _, b := range r.got() {
		out = append(out, fmt.Sprint(b["event"], " ", b["message"]))
	}
	return out
}

// account runs an account in the bubble of the test until it ends.
func account(t *testing.T, o honeybadger.Options) (*honeybadger.Server, *receiver) {
	t.Helper()
	return accountOf(t, o, http.StatusOK)
}

// accountOf is account with a receiver that answers with a status; 0 refuses the connection.
func accountOf(t *testing.T, o honeybadger.Options, status int) (*honeybadger.Server, *receiver) {
	t.Helper()
	r := &receiver{status: status}
	o.HTTPClient = &http.Client{Transport: r}
	o.Webhooks = []honeybadger.Webhook{{URL: "http://rollcall.test/webhooks/honeybadger", Bearer: "secret"}}
	s := honeybadger.New(o)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return s, r
}

func TestReporting(t *testing.T) {
	t.Parallel()
	s := honeybadger.New(honeybadger.Options{})
	id := mustCreate(t, s, `{"name":"x","slug":"nightly","report_period":"1 hour"}`)
	slug := "/v1/check_in/" + honeybadger.DefaultAPIKey + "/nightly"
	swap := func(s string) string { // the same id in other letters
		return strings.Map(func(r rune) rune {
			switch {
			case r >= 'a' && r <= 'z':
				return r - 32
			case r >= 'A' && r <= 'Z':
				return r + 32
			}
			return r
		}, s)
	}
	for _, c := range []struct {
		method, path, body string
		status             int
	}{
		{"GET", "/v1/check_in/" + id, "", 200}, {"HEAD", "/v1/check_in/" + id, "", 200}, {"POST", "/v1/check_in/" + id, "", 200},
		{"GET", slug, "", 200}, {"HEAD", slug, "", 200},
		{"POST", slug, `{"check_in":{"status":"error","duration":1234,"stdout":"a","stderr":"","exit_code":3,"extra":[1]}}`, 200},
		{"POST", slug, strings.Repeat(" ", 19_990) + `{}`, 200}, {"POST", slug, strings.Repeat(" ", 20_000) + `{}`, 413},
		{"POST", slug, `{"check_in":`, 400}, {"POST", slug, `[]`, 400}, {"POST", slug, `{"check_in":7}`, 400},
		{"GET", "/v1/check_in/" + swap(id), "", 404}, {"GET", "/v1/check_in/nightly", "", 404}, {"GET",
			"/v1/check_in/other/nightly", "", 404},
		{"GET", "/v1/check_in/" + honeybadger.DefaultAPIKey + "/none", "", 404}, {"PUT", slug, "", 405},
	} {
		if a := askAs(t, s, c.method, c.path, c.body, "", ""); a.status != c.status {
			t.Errorf("%s %s %.40q: %d, want %d", c.method, c.path, c.body, a.status, c.status)
		}
	}
	reports := s.Reports()
	if len(reports) != 7 || fmt.Sprint(reports[5].Payload["exit_code"], reports[5].Payload["extra"]) != "3 [1]" {
		t.Errorf("%+v", reports)
	}
	if c, _ := s.BySlug("nightly"); c.State != honeybadger.Reporting {
		t.Errorf("state %s: an error counts as a report", c.State)
	}
}

// TestMissingAndBack is the life of a simple check-in, to the second.
func TestMissingAndBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, r := account(t, honeybadger.Options{ProjectName: "Voyager"})
		id := mustCreate(t, s, `{"name":"Probe","slug":"probe","report_period":"5 minutes","grace_period":"1 minute"}`)
		start := time.Now()
		time.Sleep(24 * time.Hour)
		if len(r.got()) != 0 {
			t.Fatalf("pending alerts: %v", r.messages())
		}
		ask(t, s, "GET", "/v1/check_in/"+id, "")
		reported := time.Now()
		time.Sleep(6*time.Minute - time.Second)
		if len(r.got()) != 0 {
			t.Fatalf("within the grace: %v", r.messages())
		}
		time.Sleep(time.Second)
		if got := strings.Join(r.messages(), "|"); got != "check_in_missing [Voyager] MISSING: Probe hasn't checked in for 6 minutes" {
			t.Fatalf("after the grace: %q", got)
		}
		if r.auth[0] != "Bearer secret" || !r.at[0].Equal(reported.Add(6*time.Minute)) {
			t.Errorf("%s at %v", r.auth[0], r.at[0].Sub(start))
		}
		c := r.got()[0]["check_in"].(object)
		want := object{"state": "missing", "schedule_type": "simple", "reported_at": "2000-01-02T00:00:00.000000Z",
			"expected_at":  "2000-01-02T00:05:00.000000Z",
			"missed_count": float64(1), "grace_period": "1 minute", "id": id, "name": "Probe", "slug": "probe",
			"report_period": "5 minutes",
			"url":           "http://hb.test/v1/check_in/" + id, "details_url": "http://hb.test/projects/67747/check_ins"}
		if fmt.Sprint(c) != fmt.Sprint(want) {
			t.Errorf("got  %v\nwant %v", c, want)
		}
		p := r.got()[0]["project"].(object)
		if p["id"] != float64(67747) || p["token"] != honeybadger.DefaultAPIKey || len(p["users"].([]any)) != 1 || p["owner"] == nil ||
			len(p["environments"].([]any)) != 1 {
			t.Errorf("project: %v", p)
		}
		time.Sleep(10 * time.Minute) // two more periods
		if len(r.got()) != 3 || r.got()[2]["check_in"].(object)["missed_count"] != float64(3) {
			t.Fatalf("one webhook a period: %v", r.messages())
		}
		ask(t, s, "POST", "/v1/check_in/"+id, "")
		last := r.got()[3]
		if last["event"] != "check_in_reporting" || last["message"] != "[Voyager] REPORTING: Probe is reporting again" ||
			last["check_in"].(object)["state"] != "missing" {
			t.Errorf("recovery: %v", last)
		}
		if c, _ := s.BySlug("probe"); c.State != honeybadger.Reporting || c.MissedCount != 0 ||
			!c.ExpectedAt.Equal(time.Now().Add(5*time.Minute)) {
			t.Errorf("after the recovery: %+v", c)
		}
	})
}

func TestCronZones(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // it is 2000-01-01 00:00 UTC, 09:00 in Tokyo
		s, r := account(t, honeybadger.Options{})
		id := mustCreate(t, s,
			`{"name":"Nightly","slug":"n","schedule_type":"cron","cron_schedule":"30 10 * * *","cron_timezone":"Tokyo"}`)
		never := mustCreate(t, s, `{"name":"Never","slug":"never","schedule_type":"cron","cron_schedule":"0 0 30 2 *"}`)
		ask(t, s, "GET", "/v1/check_in/"+id, "")
		ask(t, s, "GET", "/v1/check_in/"+never, "")
		c, _ := s.BySlug("n")
		if want := time.Date(2000, 1, 1, 1, 30, 0, 0, time.UTC); !c.ExpectedAt.Equal(want) {
			t.Errorf("expected at %v, want %v", c.ExpectedAt, want)
		}
		time.Sleep(time.Hour + 30*time.Minute)
		if len(r.got()) != 1 || r.got()[0]["check_in"].(object)["cron_timezone"] != "Tokyo" ||
			r.got()[0]["check_in"].(object)["grace_period"] != "00:00:00" {
			t.Fatalf("%v", r.got())
		}
		time.Sleep(24 * time.Hour)
		if len(r.got()) != 2 {
			t.Errorf("%v", r.messages())
		}
	})
}

func TestNotificationsStopAfterSixty(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, r := account(t, honeybadger.Options{})
		id := mustCreate(t, s, `{"slug":"x","report_period":"1 minute"}`)
		ask(t, s, "GET", "/v1/check_in/"+id, "")
		time.Sleep(100 * time.Minute)
		got := r.got()
		if c, _ := s.BySlug("x"); len(got) != 60 || c.MissedCount != 100 {
			t.Errorf("%d webhooks, %d missed", len(got), c.MissedCount)
		}
		if !strings.Contains(r.messages()[0], id+" hasn't checked in for 1 minute") {
			t.Errorf("without a name: %s", r.messages()[0])
		}
	})
}

func TestNotificationsStopAfterSixMonths(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, r := account(t, honeybadger.Options{})
		id := mustCreate(t, s, `{"name":"x","slug":"x","report_period":"1 month"}`)
		ask(t, s, "GET", "/v1/check_in/"+id, "")
		time.Sleep(365 * 24 * time.Hour)
		got := r.got()
		if c, _ := s.BySlug("x"); len(got) != 6 || c.MissedCount != 11 {
			t.Errorf("%d webhooks, %d missed", len(got), c.MissedCount)
		}
	})
}

func TestSweepByHand(t *testing.T) {
	t.Parallel()
	s := honeybadger.New(honeybadger.Options{})
	id := mustCreate(t, s, `{"slug":"x","report_period":"1 week"}`)
	ask(t, s, "GET", "/v1/check_in/"+id, "")
	s.Sweep(t.Context(), time.Now().Add(15*24*time.Hour))
	if c, _ := s.BySlug("x"); c.State != honeybadger.Missing || c.MissedCount != 2 {
		t.Errorf("%+v", c)
	}
}

func TestUpdateMovesTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, r := account(t, honeybadger.Options{})
		id := mustCreate(t, s, `{"name":"x","report_period":"1 hour"}`)
		ask(t, s, "GET", "/v1/check_in/"+id, "")
		ask(t, s, "PUT", checkIns+"/"+id, `{"check_in":{"report_period":"1 day"}}`)
		time.Sleep(23 * time.Hour)
		if len(r.got()) != 0 {
			t.Errorf("%v", r.messages())
		}
		ask(t, s, "DELETE", checkIns+"/"+id, "")
		time.Sleep(48 * time.Hour)
		if len(r.got()) != 0 {
			t.Errorf("of a deleted one: %v", r.messages())
		}
	})
}

// TestWebhooksAreSentOnce: no retry is documented.
func TestWebhooksAreSentOnce(t *testing.T) {
	t.Parallel()
	for _, status := range []int{0, 500, 429, 204} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, r := accountOf(t, honeybadger.Options{}, status)
				id := mustCreate(t, s, `{"name":"x","report_period":"1 day"}`)
				ask(t, s, "GET", "/v1/check_in/"+id, "")
				time.Sleep(47 * time.Hour)
				got, d := r.got(), s.Deliveries()
				if len(got) != 1 || len(d) != 1 || d[0].Status != status || (d[0].Err != nil) != (status == 0) {
					t.Errorf("%d sent: %+v", len(got), d)
				}
			})
		})
	}
}

func TestQuirks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, r := account(t, honeybadger.Options{Quirks: honeybadger.Quirks{IntegerPeriods: true, HonestRecovery: true,
			IgnoresEmptyBulk: true}})
		id := mustCreate(t, s, `{"name":"x","report_period":"5 minutes"}`)
		ask(t, s, "GET", "/v1/check_in/"+id, "")
		time.Sleep(5 * time.Minute)
		ask(t, s, "GET", "/v1/check_in/"+id, "")
		missing, back := r.got()[0]["check_in"].(object), r.got()[1]["check_in"].(object)
		if missing["report_period"] != float64(300) || missing["grace_period"] != float64(0) || back["state"] != "reporting" {
			t.Errorf("%v %v", missing, back)
		}
		if a := ask(t, s, "PUT", checkIns, `{"check_ins":[]}`); a.status != 200 || len(s.CheckIns()) != 1 {
			t.Errorf("%s", a.raw)
		}
	})
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault  honeybadger.Fault
		status int // 0: a connection error
		kept   int
	}{
		"503":                  {honeybadger.Fault{Kind: honeybadger.FaultStatus}, 503, 0},
		"500 after the commit": {honeybadger.Fault{Kind: honeybadger.FaultStatus, Status: 500, After: true}, 500, 1},
		"rate limit":           {honeybadger.Fault{Kind: honeybadger.FaultRateLimit}, 403, 0},
		"drop":                 {honeybadger.Fault{Kind: honeybadger.FaultDrop}, 0, 0},
		"lost response":        {honeybadger.Fault{Kind: honeybadger.FaultDrop, After: true}, 0, 1},
		"hang":                 {honeybadger.Fault{Kind: honeybadger.FaultHang}, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := honeybadger.New(honeybadger.Options{})
				c.fault.Method, c.fault.Path, c.fault.Count = "POST", "/v2/", 1
				if err := s.Inject(c.fault); err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://hb.test"+checkIns,
					strings.NewReader(`{"check_in":{"report_period":"1 day"}}`))
				if err != nil {
					t.Fatal(err)
				}
				req.SetBasicAuth(honeybadger.DefaultToken, "")
				req.Header.Set("Content-Type", "application/json")
				res, err := s.Client().Do(req)
				status := 0
				if err == nil {
					status = res.StatusCode
					res.Body.Close()
				} else if !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("%v", err)
				}
				if status != c.status || len(s.CheckIns()) != c.kept {
					t.Errorf("%d and %d kept, want %d and %d", status, len(s.CheckIns()), c.status, c.kept)
				}
				mustCreate(t, s, `{"report_period":"1 day"}`) // the fault is over
				if r := s.Requests(); len(r) != 2 || r[0].Status != c.status || r[0].Fault != c.fault.Kind || r[1].Status != 201 {
					t.Errorf("%+v", s.Requests())
				}
			})
		})
	}
	s := honeybadger.New(honeybadger.Options{})
	if err := s.Inject(honeybadger.Fault{Kind: "explode"}); err == nil {
		t.Error("an unknown kind was taken")
	}
}

func TestWaitFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, _ := account(t, honeybadger.Options{})
		go func() {
			time.Sleep(time.Minute)
			mustCreate(t, s, `{"slug":"late","report_period":"1 day"}`)
		}()
		there := func(s *honeybadger.Server) bool { _, ok := s.BySlug("late"); return ok }
		if err := s.WaitFor(t.Context(), there); err != nil {
			t.Error(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := s.WaitFor(ctx, func(s *honeybadger.Server) bool { return len(s.Reports()) > 0 }); !errors.Is(err,
			context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
	})
}

func FuzzRequests(f *testing.F) {
	f.Add("POST", "/v2/projects/67747/check_ins", `{"check_in":{"name":"x","report_period":"1 month","slug":"a"}}`)
	f.Add("PUT", "/v2/projects/67747/check_ins", `{"check_ins":[{"slug":"a","schedule_type":"cron","cron_schedule":"0 0 30 2 *"}]}`)
	f.Add("POST", "/v1/check_in/hbp_standin/seed", `{"check_in":{"status":"error"}}`)
	f.Add("GET", "/v2/projects/67747/check_ins?page=2", "")
	f.Fuzz(func(t *testing.T, method, path, body string) {
		if !slices.Contains([]string{"GET", "HEAD", "POST", "PUT", "DELETE"}, method) || !strings.HasPrefix(path, "/v") {
			t.Skip("not a request")
		}
		r, err := http.NewRequestWithContext(t.Context(), method, "http://hb.test"+path, strings.NewReader(body))
		if err != nil {
			t.Skip("not a request")
		}
		r.SetBasicAuth(honeybadger.DefaultToken, "")
		r.Header.Set("Content-Type", "application/json")
		s := honeybadger.New(honeybadger.Options{})
		mustCreate(t, s, `{"slug":"seed","report_period":"1 day"}`)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Errorf("status %d", w.Code)
		}
		s.Sweep(t.Context(), time.Now().Add(30*24*time.Hour))
		if a := ask(t, s, "GET", checkIns, ""); a.status != 200 {
			t.Errorf("afterwards: %d", a.status)
		}
	})
}
