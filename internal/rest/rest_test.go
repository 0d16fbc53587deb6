package rest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/rest"
)

// keys lets in who calls themselves "reader" or "actor".
type keys struct{ closed bool }

func (k keys) Who(r *http.Request) (rest.Caller, error) {
	switch name := r.Header.Get("Authorization"); {
	case k.closed:
		return rest.Caller{}, rest.ErrClosed
	case name == "":
		return rest.Caller{}, rest.ErrMissing
	case name == "reader" || name == "actor":
		return rest.Caller{Name: name, Act: name == "actor"}, nil
	case name == "operator":
		return rest.Caller{Name: name, Act: true, Operate: true}, nil
	case name == "payments" || name == "ledger": // for one team
		return rest.Caller{Name: name, Act: true, Operate: true, Teams: []string{name}}, nil
	}
	return rest.Caller{}, rest.ErrUnknown
}

// box is an outbox of two deliveries that notes what it was asked.
type box struct {
	asked  []any
	broken error
}

func (b *box) Deliveries(_ context.Context, f rest.DeliveryFilter) ([]rest.Delivery, error) {
	b.asked = append(b.asked, f)
	return []rest.Delivery{delivery("d2", 7), delivery("d1", 3)}[:min(f.Limit, 2)], b.broken
}

func (b *box) Delivery(_ context.Context, id string) (rest.Delivery, error) {
	if id != "d1" {
		return rest.Delivery{}, rest.ErrNotFound
	}
	return delivery(id, 3), b.broken
}

func (b *box) Resend(_ context.Context, id string, by incident.Person, force bool) error {
	b.asked = append(b.asked, id, by, force)
	switch {
	case id == "d2":
		return &rest.RefusedError{Reason: "it waits to be sent anyway"}
	case id != "d1":
		return rest.ErrNotFound
	}
	return b.broken
}

func (b *box) ResendDead(_ context.Context, receiver string, by incident.Person) ([]rest.Resent, bool, error) {
	b.asked = append(b.asked, receiver, by)
	return []rest.Resent{{ID: "d1"}, {ID: "d2", Err: &rest.RefusedError{Reason: "stale"}}}, true, b.broken
}

func actor() incident.Person { return incident.Person{ID: "api/actor", Name: "actor"} }

func delivery(id string, seq int64) rest.Delivery {
	at := time.Date(2026, 11, 30, 6, 0, 0, 0, time.UTC)
	return rest.Delivery{
		Message: notify.Message{ID: id, Destination: notify.Destination{Receiver: "slack", Address: "C1"}, Action: notify.Post, Notice: incident.Notice{
			Incident: "i1", Change: incident.Opened, Subject: incident.Subject{Namespace: "billing", Name: "invoices"},
		}},
		Seq: seq, Status: "dead", QueuedAt: at, Attempts: 3, LastError: "<b>is_archived</b>", ConcludedAt: at.Add(time.Minute),
	}
}

// ask makes a request and returns the answer.
func ask(t *testing.T, o rest.Options, who, method, target string) (*httptest.ResponseRecorder, string) {
	t.Helper()
	var log bytes.Buffer
	o.Logger = slog.New(slog.NewTextHandler(&log, nil))
	r := httptest.NewRequestWithContext(t.Context(), method, target, nil)
	if who != "" {
		r.Header.Set("Authorization", who)
	}
	w := httptest.NewRecorder()
	rest.New(o).ServeHTTP(w, r)
	return w, log.String()
}

const shape = `{"id":"d1","status":"dead","incident":"i1","job":"billing/invoices","change":"opened","receiver":"slack","address":"C1",` +
	`"action":"post","queued_at":"2026-11-30T06:00:00Z","in_flight":false,"uncertain":false,"attempts":3,` +
	`"last_error":"\u003cb\u003eis_archived\u003c/b\u003e","concluded_at":"2026-11-30T06:01:00Z"}`

func TestAnswers(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		who, request string
		status       int
		body         string // the whole of a good answer, a part of a problem
	}{
		"one":                {"reader", "GET /api/v1/deliveries/d1", 200, shape},
		"a list":             {"reader", "GET /api/v1/deliveries?limit=5", 200, `{"deliveries":[` + strings.Replace(shape, "d1", "d2", 1) + "," + shape + "]}"},
		"a page":             {"reader", "GET /api/v1/deliveries?limit=1", 200, `{"deliveries":[` + strings.Replace(shape, "d1", "d2", 1) + `],"next":"7"}`},
		"sent again":         {"actor", "POST /api/v1/deliveries/d1/resend", 200, shape},
		"dead letters":       {"actor", "POST /api/v1/deliveries/resend?status=dead&receiver=slack", 200, `{"resent":["d1"],"refused":[{"id":"d2","reason":"stale"}],"more":true}`},
		"none of that name":  {"reader", "GET /api/v1/deliveries/dx", 404, `There is no \"/api/v1/deliveries/dx\"`},
		"not again":          {"actor", "POST /api/v1/deliveries/d2/resend", 409, "It is not sent again: it waits to be sent anyway."},
		"nothing to resend":  {"actor", "POST /api/v1/deliveries/dx/resend", 404, "There is no"},
		"only dead":          {"actor", "POST /api/v1/deliveries/resend", 400, `{"field":"status","value":"","allowed":"dead: only`},
		"another status":     {"actor", "POST /api/v1/deliveries/resend?status=sent", 400, `{"field":"status","value":"sent","allowed":"dead"}`},
		"mistakes":           {"reader", "GET /api/v1/deliveries?status=lost&limit=0&before=x&color=red", 400, `"errors":[{"field":"before","value":"x","allowed":"a whole number from 1 to 4611686018427387904"},{"field":"color","value":"red","allowed":"the parameters status, incident, receiver, before, limit"},{"field":"limit","value":"0","allowed":"a whole number from 1 to 1000"},{"field":"status","value":"lost","allowed":"pending, sent, skipped, dead"}]`},
		"twice":              {"reader", "GET /api/v1/deliveries?status=dead&status=sent", 400, `{"field":"status","value":"dead, sent","allowed":"one value"}`},
		"no query":           {"reader", "GET /api/v1/deliveries?%zz", 400, `{"field":"query","value":"%zz"`},
		"no parameters":      {"reader", "GET /api/v1/deliveries/d1?x=1", 400, `{"field":"x","value":"1","allowed":"no parameters"}`},
		"force":              {"actor", "POST /api/v1/deliveries/d1/resend?force=yes", 400, `{"field":"force","value":"yes","allowed":"true, false"}`},
		"another method":     {"actor", "DELETE /api/v1/deliveries/d1", 405, `{"field":"method","value":"DELETE","allowed":"GET"}`},
		"another path":       {"actor", "GET /api/v1/unicorns", 404, "openapi.yaml"},
		"nobody":             {"", "GET /api/v1/deliveries", 401, "A token is needed"},
		"a stranger":         {"stranger", "GET /api/v1/deliveries", 401, "The token is not one of api.tokens."},
		"a reader that acts": {"reader", "POST /api/v1/deliveries/d1/resend", 403, `The token \"reader\" may only read`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			method, target, _ := strings.Cut(tc.request, " ")
			w, log := ask(t, rest.Options{Access: keys{}, Deliveries: &box{}}, tc.who, method, target)
			body := strings.TrimSpace(w.Body.String())
			if w.Code != tc.status || !strings.Contains(body, tc.body) || w.Code == 200 && body != tc.body {
				t.Errorf("%d %s\nwant %d %s", w.Code, body, tc.status, tc.body)
			}
			kind := "application/json"
			if w.Code != 200 {
				kind = "application/problem+json"
				var p rest.ProblemError
				if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Status != w.Code || p.Title != http.StatusText(w.Code) || p.Type != "about:blank" {
					t.Errorf("no problem: %v, %+v", err, p)
				}
			}
			if got := w.Header().Get("Content-Type"); got != kind {
				t.Errorf("content type %q, want %q", got, kind)
			}
			if challenge := w.Header().Get("WWW-Authenticate"); (challenge != "") != (w.Code == 401) || strings.Contains(challenge, "invalid_token") != (tc.who == "stranger") {
				t.Errorf("challenge %q", challenge)
			}
			if acted := w.Code == 200 && method == http.MethodPost; strings.Contains(log, "by=api/actor") != acted {
				t.Errorf("logged %q", log)
			}
		})
	}
}

func TestWhatIsAskedOfTheOutbox(t *testing.T) {
	t.Parallel()
	b := &box{}
	o := rest.Options{Access: keys{}, Deliveries: b}
	ask(t, o, "reader", http.MethodGet, "/api/v1/deliveries")
	ask(t, o, "reader", http.MethodGet, "/api/v1/deliveries?status=dead&incident=i%201&receiver=webhook/audit&before=9&limit=1000")
	ask(t, o, "actor", http.MethodPost, "/api/v1/deliveries/d1/resend?force=true")
	ask(t, o, "actor", http.MethodPost, "/api/v1/deliveries/resend?status=dead")
	want := []any{
		rest.DeliveryFilter{Limit: 100},
		rest.DeliveryFilter{Status: "dead", Incident: "i 1", Receiver: "webhook/audit", Before: 9, Limit: 1000},
		"d1", actor(), true,
		"", actor(),
	}
	if len(b.asked) != len(want) {
		t.Fatalf("asked %v, want %v", b.asked, want)
	}
	for i := range want {
		if b.asked[i] != want[i] {
			t.Errorf("asked %v, want %v", b.asked[i], want[i])
		}
	}
}

func TestClosedWithoutTokens(t *testing.T) {
	t.Parallel()
	w, _ := ask(t, rest.Options{Access: keys{closed: true}, Deliveries: &box{}}, "actor", http.MethodGet, "/api/v1/deliveries")
	if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "api: {tokens: [") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// What the store says is for the log: a client learns only that it is to try again.
func TestABrokenStore(t *testing.T) {
	t.Parallel()
	o := rest.Options{Access: keys{}, Deliveries: &box{broken: errors.New("postgres://secret is gone")}}
	for _, request := range []string{
		"GET /api/v1/deliveries", "GET /api/v1/deliveries/d1", "POST /api/v1/deliveries/d1/resend", "POST /api/v1/deliveries/resend?status=dead",
	} {
		method, target, _ := strings.Cut(request, " ")
		w, log := ask(t, o, "actor", method, target)
		if w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "secret") || w.Header().Get("Retry-After") == "" {
			t.Errorf("%s: %d %s", request, w.Code, w.Body)
		}
		if !strings.Contains(log, "api_failed") || !strings.Contains(log, "is gone") {
			t.Errorf("%s: logged %q", request, log)
		}
	}
}

func TestTheContractIsServedToEverybody(t *testing.T) {
	t.Parallel()
	w, _ := ask(t, rest.Options{Access: keys{closed: true}, Spec: []byte("openapi: 3.1.0")}, "", http.MethodGet, "/api/openapi.yaml")
	if w.Code != http.StatusOK || w.Body.String() != "openapi: 3.1.0" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// Whatever the query, the answer is a page or a problem, and asks for no more than is allowed.
func FuzzQuery(f *testing.F) {
	f.Add("status=dead&limit=10")
	f.Add("limit=99999999999999999999&before=-1&&;%zz")
	f.Fuzz(func(t *testing.T, raw string) {
		b := &box{}
		h := rest.New(rest.Options{Access: keys{}, Deliveries: b, Logger: slog.New(slog.DiscardHandler)})
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/deliveries", nil)
		r.URL.RawQuery = raw
		r.Header.Set("Authorization", "reader")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if !json.Valid(w.Body.Bytes()) || w.Code != http.StatusOK && w.Code != http.StatusBadRequest {
			t.Errorf("%q: %d %s", raw, w.Code, w.Body)
		}
		for _, asked := range b.asked {
			if f := asked.(rest.DeliveryFilter); f.Limit < 1 || f.Limit > 1000 || f.Before < 0 {
				t.Errorf("%q: asked %+v", raw, f)
			}
		}
	})
}
