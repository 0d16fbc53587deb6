package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/auth"
	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/rest"
	"rollcall.dev/rollcall/internal/store"
)

// A dead letter is seen and sent again, with the real store behind the API.
func TestDeadLettersThroughTheAPI(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "x.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	var messages []notify.Message
	for i := range 3 {
		messages = append(messages, notify.Message{
			ID: fmt.Sprintf("d%d", i), Action: notify.Post, Destination: notify.Destination{Receiver: "slack", Address: "C1"},
			Notice: incident.Notice{Incident: fmt.Sprintf("i%d", i), Change: incident.Opened, Subject: incident.Subject{Name: "job"}},
		})
	}
	err = s.Update(t.Context(), func(tx ledger.Tx) error {
		return tx.Save(t.Context(), []ledger.Change{{State: monitor.State{ID: "m"}, Messages: messages}})
	})
	if err != nil {
		t.Fatal(err)
	}
	claimed, err := s.Claim(t.Context(), time.Now(), time.Minute, 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range claimed {
		r := deliver.Result{At: time.Now(), Dead: c.Attempt.ID != "d2", Sent: c.Attempt.ID == "d2", Error: "is_archived"}
		if err := s.Conclude(t.Context(), c, r); err != nil {
			t.Fatal(err)
		}
	}
	poked := 0
	h := rest.New(rest.Options{
		Access:     access{auth.NewTokens([]auth.Token{{Name: "oncall", Value: "secret", Role: auth.Act}})},
		Deliveries: outbox{store: s, queued: func() { poked++ }}, Logger: slog.New(slog.DiscardHandler),
	})
	ask := func(method, target string, status int) map[string]any {
		t.Helper()
		r := httptest.NewRequestWithContext(t.Context(), method, target, nil)
		r.Header.Set("Authorization", "Bearer secret")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		var answer map[string]any
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code != status {
			t.Fatalf("%s %s: %d %s, want %d", method, target, w.Code, w.Body, status)
		}
		return answer
	}

	listed := ask(http.MethodGet, "/api/v1/deliveries?status=dead", http.StatusOK)["deliveries"].([]any)
	if len(listed) != 2 {
		t.Fatalf("listed %v, want the two that are dead", listed)
	}
	again := ask(http.MethodPost, "/api/v1/deliveries/d1/resend", http.StatusOK)
	if again["status"] != "pending" || again["resent_by"] != "api/oncall" || again["attempts"] != 0.0 {
		t.Errorf("sent again: %v", again)
	}
	for _, one := range []map[string]any{listed[0].(map[string]any), again} {
		fits(t, "Delivery", one)
	}
	ask(http.MethodPost, "/api/v1/deliveries/d1/resend", http.StatusConflict)
	ask(http.MethodPost, "/api/v1/deliveries/d2/resend", http.StatusConflict)
	ask(http.MethodPost, "/api/v1/deliveries/d2/resend?force=true", http.StatusOK)
	ask(http.MethodPost, "/api/v1/deliveries/d9/resend", http.StatusNotFound)
	ask(http.MethodGet, "/api/v1/deliveries/d9", http.StatusNotFound)
	if all := ask(http.MethodPost, "/api/v1/deliveries/resend?status=dead&receiver=slack", http.StatusOK); fmt.Sprint(all["resent"]) != "[d0]" {
		t.Errorf("sent again: %v", all)
	}
	if poked == 0 {
		t.Error("the deliverer was not told that there is something to deliver")
	}
	claimed, err = s.Claim(t.Context(), time.Now(), time.Minute, 10)
	if err != nil || len(claimed) != 3 {
		t.Errorf("%d wait to be sent, want 3; %v", len(claimed), err)
	}
}

func TestWhoMayUseTheAPI(t *testing.T) {
	t.Parallel()
	a := access{auth.NewTokens(tokens(parse(t, `api: {tokens: [{name: a, token: 0123456789abcdef}, {name: b, token: 0123456789abcdeg, role: act},
  {name: c, token: 0123456789abcdeh, role: operate, teams: [triage]}]}`)))}
	none := access{auth.NewTokens(tokens(parse(t, "")))}
	for _, tc := range []struct {
		access access
		token  string
		who    rest.Caller
		err    error
	}{
		{a, "0123456789abcdef", rest.Caller{Name: "a"}, nil},
		{a, "0123456789abcdeg", rest.Caller{Name: "b", Act: true}, nil},
		{a, "0123456789abcdeh", rest.Caller{Name: "c", Act: true, Operate: true, Teams: []string{"triage"}}, nil},
		{a, "x", rest.Caller{}, rest.ErrUnknown},
		{a, "", rest.Caller{}, rest.ErrMissing},
		{none, "0123456789abcdef", rest.Caller{}, rest.ErrClosed},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Header.Set("Authorization", "Bearer "+tc.token)
		if who, err := tc.access.Who(r); !reflect.DeepEqual(who, tc.who) || !errors.Is(err, tc.err) {
			t.Errorf("%q: %+v, %v; want %+v, %v", tc.token, who, err, tc.who, tc.err)
		}
	}
}
