package rest_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/rest"
	"rollcall.dev/rollcall/internal/rest/wire"
)

// findings are what a check has found.
type findings []ownership.Finding

func (f findings) Defects(context.Context) ([]ownership.Finding, error) {
	if f == nil {
		return nil, errors.New("postgres://secret is gone")
	}
	return f, nil
}

func found() findings {
	at := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	finding := func(kind ownership.DefectKind, subject, monitor, team string) ownership.Finding {
		return ownership.Finding{
			Defect:    ownership.Defect{Kind: kind, Subject: subject, Monitor: monitor, Team: team, Detail: "so it is", Since: at},
			FirstSeen: at, LastSeen: at.Add(time.Hour),
		}
	}
	return findings{
		finding(ownership.NoRunbook, "shop/b", "kube/b", "web"), finding(ownership.ReviewOverdue, "team web", "", "web"),
		finding(ownership.NoRunbook, "shop/a", "kube/a", "web"), finding(ownership.NoOwner, "shop/c", "kube/c", "triage"),
	}
}

func TestDefects(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		query, want string // the ids, the most urgent first, and what is next
	}{
		"all":                {"", "no_owner kube/c, review_overdue team web, no_runbook kube/a, no_runbook kube/b"},
		"of a team":          {"?team=web", "review_overdue team web, no_runbook kube/a, no_runbook kube/b"},
		"of a kind":          {"?kind=no_runbook", "no_runbook kube/a, no_runbook kube/b"},
		"of nobody":          {"?team=x", ""},
		"a page":             {"?limit=2", "no_owner kube/c, review_overdue team web; next review_overdue team web"},
		"the next":           {"?limit=2&after=" + url.QueryEscape("review_overdue team web"), "no_runbook kube/a, no_runbook kube/b"},
		"after one now gone": {"?after=" + url.QueryEscape("no_runbook kube/aa"), "no_runbook kube/b"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, _ := ask(t, rest.Options{Access: keys{}, Defects: found()}, "reader", http.MethodGet, "/api/v1/defects"+tc.query)
			var page struct {
				Defects []wire.Defect
				Next    string
			}
			if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil || w.Code != http.StatusOK || page.Defects == nil {
				t.Fatalf("%d %s: %v", w.Code, w.Body, err)
			}
			var ids []string
			for _, d := range page.Defects {
				ids = append(ids, d.ID)
			}
			got := strings.Join(ids, ", ")
			if page.Next != "" {
				got += "; next " + page.Next
			}
			if got != tc.want {
				t.Errorf("%s, want %s", got, tc.want)
			}
		})
	}
}

// TestADefectInFull: nothing of what was found is lost, and a list of mistakes names them all.
func TestADefectInFull(t *testing.T) {
	t.Parallel()
	known := found()
	before := slices.Clone(known)
	o := rest.Options{Access: keys{}, Defects: known}
	w, _ := ask(t, o, "reader", http.MethodGet, "/api/v1/defects?kind=no_owner")
	const want = `{"defects":[{"id":"no_owner kube/c","kind":"no_owner","subject":"shop/c","monitor":"kube/c","team":"triage",` +
		`"detail":"so it is","since":"2026-11-30T09:00:00Z","last_seen":"2026-11-30T10:00:00Z"}]}`
	if got := strings.TrimSpace(w.Body.String()); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if !slices.Equal(before, known) {
		t.Error("what was asked has been changed")
	}
	w, _ = ask(t, o, "reader", http.MethodGet, "/api/v1/defects?kind=ugly&limit=0&colour=red")
	for _, words := range []string{`"field":"kind","value":"ugly","allowed":"no_owner, unknown_team,`, `"field":"limit"`, "the parameters team, kind, after, limit"} {
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), words) {
			t.Errorf("%d %s does not say %s", w.Code, w.Body, words)
		}
	}
	o.Defects = findings(nil)
	if w, _ = ask(t, o, "reader", http.MethodGet, "/api/v1/defects"); w.Code < 500 || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w, _ = ask(t, o, "", http.MethodGet, "/api/v1/defects"); w.Code != http.StatusUnauthorized {
		t.Errorf("%d for nobody", w.Code)
	}
}
