package honeybadger_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/checkintest"
	"rollcall.dev/rollcall/internal/checkin/honeybadger"
	"rollcall.dev/rollcall/internal/checkin/ping"
	"rollcall.dev/rollcall/internal/checkin/webhook"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
	standin "rollcall.dev/rollcall/test/honeybadger"
)

// inProcess leads to a handler.
type inProcess struct{ http.Handler }

func (h *inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result(), nil
}

// town is an account that is as strict as the documents, with a Provider and the notification server for it.
type town struct {
	account  *standin.Server
	provider *honeybadger.Provider
	recorder *checkintest.Recorder
	stop     func()
}

func found(t *testing.T, o standin.Options) *town {
	t.Helper()
	notifications := &inProcess{}
	o.HTTPClient = &http.Client{Transport: notifications}
	o.Webhooks = []standin.Webhook{{URL: "http://rollcall.test/webhooks/honeybadger", Bearer: "b3arer"}}
	town := &town{account: standin.New(o), recorder: &checkintest.Recorder{}}
	ctx, stopAccount := context.WithCancel(t.Context())
	accountEnded := make(chan error)
	go func() { accountEnded <- town.account.Run(ctx) }()
	stopProvider := town.start(t)
	notifications.Handler = webhook.New(webhook.Options{
		Recorder: town.recorder, Token: "b3arer", Witnesses: webhook.Any{witness{town}},
	})
	town.stop = func() {
		stopProvider()
		stopAccount()
		<-accountEnded
		town.account.Close()
	}
	return town
}

// witness asks whichever Provider is running.
type witness struct{ town *town }

func (w witness) Witness(ctx context.Context, project, id, slug string) (monitor.ID, bool, error) {
	return w.town.provider.Witness(ctx, project, id, slug)
}

// start runs a new Provider, as a new process does.
func (w *town) start(t *testing.T) (stop func()) {
	t.Helper()
	w.provider = honeybadger.New(honeybadger.Options{
		APIURL: "https://hb.test/", Project: fmt.Sprint(standin.DefaultProjectID), Token: standin.DefaultToken, Cluster: "prod",
		Recorder: w.recorder, Transport: w.account.Client().Transport,
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- w.provider.Run(ctx) }()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	}
}

func (w *town) ensure(t *testing.T, refs ...checkin.Ref) {
	t.Helper()
	for _, ref := range refs {
		_, _ = w.provider.EnsureFor(t.Context(), ref) // not there yet is no error here
	}
	synctest.Wait()
}

func cronJob(name string) checkin.Ref {
	return checkin.Ref{
		Monitor: monitor.ID("kube/" + name), Cluster: "prod", Namespace: "billing", Name: name,
		Schedule: schedule.Cron("0 19 * * *", "Asia/Tokyo"), Grace: 10 * time.Minute,
	}
}

func until(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// TestTheWholeWay goes from the CronJob to the report, the silence, the webhook and the recovery.
func TestTheWholeWay(t *testing.T) {
	t.Parallel()
	for name, quirks := range map[string]standin.Quirks{
		"as documented": {}, "older captures": {IntegerPeriods: true}, "newer readings": {CanonicalPeriods: true, HonestRecovery: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := found(t, standin.Options{Quirks: quirks})
				defer w.stop()
				w.ensure(t, cronJob("invoices"))
				url, ok := w.provider.URLFor(cronJob("invoices"))
				if !ok || !strings.HasPrefix(url, "https://hb.test/v1/check_in/") {
					t.Fatalf("address %q", url)
				}
				report := func() {
					if out := ping.Run(t.Context(), ping.Options{URL: url, Client: w.account.Client()}); !out.Delivered {
						t.Fatalf("reporting: %+v", out)
					}
					synctest.Wait()
				}
				report() // at 09:00 in Tokyo
				until(10*time.Hour + 10*time.Minute - time.Second)
				if told := w.recorder.Recorded(monitor.Reported); len(told) != 0 {
					t.Errorf("told within the grace: %+v", told)
				}
				until(2 * time.Second)
				told := w.recorder.Recorded(monitor.Reported)
				due := time.Date(2000, 1, 1, 10, 0, 0, 0, time.UTC)
				if len(told) != 1 || !told[0].Report.Missing || !told[0].Report.ExpectedAt.Equal(due) || !told[0].At.Equal(due.Add(10*time.Minute)) {
					t.Fatalf("told of the silence: %+v", told)
				}
				until(24 * time.Hour)
				report()
				told = w.recorder.Recorded(monitor.Reported)
				if len(told) != 3 || told[1].Report.MissedCount != 2 || told[2].Report.Missing || !told[2].At.Equal(told[2].SeenAt) {
					t.Fatalf("told of the rest: %+v", told)
				}
				for _, o := range w.recorder.Recorded(monitor.Defined) {
					if o.Monitor != told[0].Monitor || o.Definition.WitnessOf != "kube/invoices" || o.Definition.Grace != 10*time.Minute ||
						o.Definition.Schedule != cronJob("").Schedule {
						t.Errorf("defined %+v", o.Definition)
					}
				}
				for _, d := range w.account.Deliveries() {
					if d.Status != http.StatusOK {
						t.Errorf("webhook answered %d", d.Status)
					}
				}
			})
		})
	}
}

func TestStandInHoldsManyAndOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := found(t, standin.Options{})
		defer w.stop()
		post(t, w.account, `{"check_in":{"name":"mine","slug":"mine","report_period":"1 day"}}`)
		var live []monitor.ID
		for i := range 60 {
			ref := cronJob(fmt.Sprint("job", i))
			w.ensure(t, ref)
			live = append(live, ref.Monitor)
		}
		if n := len(w.account.CheckIns()); n != 61 {
			t.Fatalf("%d check-ins", n)
		}
		before := len(w.account.Requests())
		stop := w.start(t) // a new process, which learns of half of them
		for i := range 30 {
			w.ensure(t, cronJob(fmt.Sprint("job", i)))
		}
		if n := len(w.account.Requests()) - before; n != 3 {
			t.Errorf("%d requests to find everything as it is, want 3 pages", n)
		}
		if err := w.provider.Retain(t.Context(), live[:30]); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if _, mine := w.account.BySlug("mine"); len(w.account.CheckIns()) != 31 || !mine {
			t.Errorf("left %d, mine %v", len(w.account.CheckIns()), mine)
		}
		stop()
	})
}

func TestStandInMisbehaves(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]standin.Fault{
		"loses an answer":         {Kind: standin.FaultDrop, Method: "POST", After: true, Count: 1},
		"hangs":                   {Kind: standin.FaultHang, Count: 2},
		"hangs after it was done": {Kind: standin.FaultHang, Method: "POST", After: true, Count: 1},
		"fails with HTML":         {Kind: standin.FaultStatus, Status: 502, Count: 3},
		"fails after it was done": {Kind: standin.FaultStatus, Status: 500, Method: "POST", After: true, Count: 1},
		"limits":                  {Kind: standin.FaultRateLimit, For: time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := found(t, standin.Options{})
				defer w.stop()
				if err := w.account.Inject(f); err != nil {
					t.Fatal(err)
				}
				w.ensure(t, cronJob("a"), cronJob("b"))
				until(2 * time.Hour)
				for _, job := range []string{"a", "b"} {
					if _, ok := w.provider.URLFor(cronJob(job)); !ok {
						t.Errorf("%s has no check-in", job)
					}
				}
				if n := len(w.account.CheckIns()); n != 2 {
					t.Errorf("%d check-ins, want 2", n)
				}
				if n := len(w.account.Requests()); n > 20 {
					t.Errorf("%d requests", n)
				}
			})
		})
	}
}

// TestHourlyLimit wants more check-ins than the account lets anybody make in an hour.
func TestHourlyLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := found(t, standin.Options{RateLimit: 40})
		defer w.stop()
		for i := range 100 {
			w.ensure(t, cronJob(fmt.Sprint("job", i)))
		}
		until(4 * time.Hour)
		if n := len(w.account.CheckIns()); n != 100 {
			t.Errorf("%d check-ins after four hours", n)
		}
		refused := 0
		for _, r := range w.account.Requests() {
			if r.Status == http.StatusForbidden {
				refused++
			}
		}
		if refused != 0 {
			t.Errorf("%d requests over the limit", refused)
		}
	})
}

// post writes to the account as somebody else does.
func post(t *testing.T, account *standin.Server, body string) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, fmt.Sprintf("/v2/projects/%d/check_ins", standin.DefaultProjectID), strings.NewReader(body))
	r.SetBasicAuth(standin.DefaultToken, "")
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	account.ServeHTTP(w, r)
	if w.Code != http.StatusCreated {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
}
