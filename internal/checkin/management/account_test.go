package management_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/honeybadger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// inProcess answers what a client sends without a network, so that it works in a bubble.
type inProcess struct {
	handler http.Handler

	mu    sync.Mutex
	calls []string // the methods
}

// called are the calls since the last time.
func (p *inProcess) called() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	calls := p.calls
	p.calls = nil
	return calls
}

func (p *inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	p.mu.Lock()
	p.calls = append(p.calls, r.Method)
	p.mu.Unlock()
	in := r.Clone(r.Context())
	in.RequestURI, in.Host = r.URL.RequestURI(), r.URL.Host
	if in.Body == nil {
		in.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, in)
	return w.Result(), nil
}

// TestAccountOfAnotherRollcall: what keeps check-ins in a Honeybadger account keeps them here as well, and finds nothing to put right
// in what it reads back.
func TestAccountOfAnotherRollcall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		wire := &inProcess{handler: h.handler}
		p := honeybadger.New(honeybadger.Options{
			APIURL: "http://rollcall.test", Project: "1", Token: "write", Cluster: "prod", Recorder: &h.recorder,
			Transport: wire,
		})
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go func() { _ = p.Run(ctx) }()
		nightly := checkin.Ref{Monitor: "kube/1", Namespace: "billing", Name: "nightly", Schedule: schedule.Cron("0 19 * * *", "Asia/Tokyo"), Grace: 10 * time.Minute}
		steady := checkin.Ref{Monitor: "kube/2", Namespace: "billing", Name: "steady", Schedule: schedule.Cron("@every 90m", ""), Grace: 7 * 24 * time.Hour}
		for _, ref := range []checkin.Ref{nightly, steady} {
			_, _ = p.EnsureFor(ctx, ref) // it is not there yet
		}
		if err := p.Retain(ctx, []monitor.ID{"kube/1", "kube/2"}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		for _, ref := range []checkin.Ref{nightly, steady} {
			if address, ok := p.URLFor(ref); !ok {
				t.Errorf("%s has no address, %q", ref, address)
			}
		}
		if all, err := h.registry.InProject(ctx, 1); err != nil || len(all) != 3 {
			t.Errorf("there are %+v, %v", all, err)
		}
		if calls := wire.called(); count(calls, http.MethodPost) != 2 {
			t.Errorf("it called %v", calls)
		}
		time.Sleep(3 * time.Hour) // it reads them again
		synctest.Wait()
		if calls := wire.called(); len(calls) == 0 || count(calls, http.MethodGet) != len(calls) {
			t.Errorf("hours later it called %v", calls)
		}
		if err := p.Forget(ctx, "kube/1"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		calls := wire.called()
		if all, err := h.registry.InProject(ctx, 1); err != nil || len(all) != 2 || count(calls, http.MethodDelete) != 1 {
			t.Errorf("forgetting it called %v, and there are %+v, %v", calls, all, err)
		}
	})
}

func count(calls []string, method string) int {
	return len(slices.DeleteFunc(slices.Clone(calls), func(c string) bool { return c != method }))
}
