package rest_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/remedy"
	"rollcall.dev/rollcall/internal/rest"
	"rollcall.dev/rollcall/internal/rest/wire"
	"rollcall.dev/rollcall/internal/schedule"
)

// desk has an incident i1, a burst i2 and a silence s1, and notes what it was asked.
type desk struct {
	asked  []any
	broken error
	// refuses is why nothing is done to a job; denied are those who were told no.
	refuses remedy.Reason
	denied  []incident.Record
}

func six() time.Time { return time.Date(2026, 11, 30, 6, 0, 0, 0, time.UTC) }

func failing() incident.Incident {
	code := int32(137)
	i := incident.Incident{
		ID: "i1", Monitor: "kube/1", Kind: incident.Failing, Status: incident.Acknowledged, OpenedAt: six(), UpdatedAt: six().Add(time.Minute),
		Cause: diagnose.Cause{Code: "OOMKilled", Summary: "killed", Signal: "<b>", ExitCode: &code, LogTail: "tail"}, Count: 2, Version: 4,
		AckedBy: incident.Person{ID: "slack/U1", Name: "@ann"}, AckedAt: six().Add(time.Minute),
		Members: []incident.Member{{Key: "k", Slot: six(), RunName: "r", Judgement: monitor.Failed, Code: "OOMKilled", At: six()}},
		Timeline: []incident.Entry{
			{ID: "press", At: six(), By: incident.Person{ID: "slack/U1"}, What: incident.Commented, Text: "on it"},
		},
	}
	i.Notice = incident.Notice{
		Subject:  incident.Subject{Source: monitor.SourceKubernetes, Cluster: "prod", Namespace: "billing", Name: "invoices"},
		Severity: incident.High, Link: "https://x/i1",
		Owner: ownership.Answer{
			Team: ownership.Team{ID: "payments"}, Source: "annotation a8r.io/owner", Rung: ownership.OfJob, Key: "a8r.io/owner",
		},
	}
	return i
}

func (d *desk) Incidents(_ context.Context, f rest.IncidentFilter) ([]incident.Incident, string, error) {
	d.asked = append(d.asked, f)
	return []incident.Incident{failing()}, map[bool]string{true: "i1"}[f.Limit == 1], d.broken
}

func (d *desk) Incident(_ context.Context, id string) (incident.Incident, error) {
	i := failing()
	switch i.ID = id; id {
	case "i1":
	case "i2":
		i.Kind, i.Sharing = incident.Burst, &incident.Sharing{Jobs: 40}
	case "i3":
		ann := incident.Person{ID: "slack/U1", Name: "@ann"}
		i.Notice.Subject = incident.Subject{Source: monitor.SourceKubernetes, Namespace: "billing", Name: "invoices", DependsOn: []string{"db"}}
		i.Notice.Judgement, i.Notice.RunName, i.Notice.Parent, i.Notice.Compared = monitor.Stuck, "r", "backup", true
		i.Notice.Changed = []incident.Difference{{What: incident.ImageAspect, Name: "main", Before: "a:1", After: "a:2"}}
		i.Notice.Precedent = &incident.Precedent{
			Incident: "i0", OpenedAt: six(), ResolvedAt: six().Add(time.Hour), Count: 1, Cause: "killed", SameCause: true, AckedBy: ann,
			EndedBy: &incident.Entry{At: six(), By: ann, What: incident.Recovery, Text: "more memory"},
			Said:    []incident.Entry{{At: six(), By: ann, What: incident.Commented, Text: "hm"}}, Link: "https://x/i0",
		}
	default:
		return incident.Incident{}, rest.ErrNotFound
	}
	return i, d.broken
}

func (d *desk) Tally(context.Context, string) (wire.Tally, error) {
	return wire.Tally{Sent: 2, Dead: 1}, d.broken
}

func (d *desk) Answer(_ context.Context, a incident.Answer) (incident.Incident, error) {
	d.asked = append(d.asked, a)
	switch a.Text {
	case "stale":
		return incident.Incident{}, fmt.Errorf("%w: it recovered at noon", incident.ErrStale)
	case "no use":
		return incident.Incident{}, fmt.Errorf("%w: it is over", incident.ErrNoUse)
	case "bad":
		return incident.Incident{}, fmt.Errorf("%w: until: too late", incident.ErrMalformed)
	}
	if a.Incident != "i1" {
		return incident.Incident{}, rest.ErrNotFound
	}
	return failing(), d.broken
}

func silence(id string) incident.Silence {
	return incident.Silence{
		ID: id, Match: incident.Matcher{Namespace: "billing-*", Labels: map[string]string{"a": "b"}}, By: actor(), Reason: "moving",
		CreatedAt: six(), Until: six().Add(time.Hour), Muted: 3, Incidents: []string{"i1"},
	}
}

func (d *desk) Silences(_ context.Context, f rest.SilenceFilter) ([]incident.Silence, error) {
	d.asked = append(d.asked, f)
	return []incident.Silence{silence("s1")}, d.broken
}

func (d *desk) Silence(_ context.Context, id string) (incident.Silence, error) {
	switch id {
	case "s1", "over":
		return silence(id), d.broken
	case "held":
		return suspension(), d.broken
	}
	return incident.Silence{}, rest.ErrNotFound
}

func (d *desk) Begin(_ context.Context, s incident.Silence) (incident.Silence, error) {
	d.asked = append(d.asked, s)
	if err := s.Check(); err != nil {
		return s, err
	}
	return silence("s/2"), d.broken
}

func (d *desk) End(_ context.Context, id string, by incident.Person) (incident.Silence, error) {
	switch id {
	case "s1":
		return silence(id).End(by, six().Add(time.Minute)), d.broken
	case "over":
		return incident.Silence{}, fmt.Errorf("%w: it has ended already", incident.ErrNoUse)
	}
	return incident.Silence{}, rest.ErrNotFound
}

func (d *desk) AuditLog(_ context.Context, subject, before string, limit int) ([]incident.Record, error) {
	d.asked = append(d.asked, subject, before, limit)
	return []incident.Record{{ID: "a1", At: six(), By: actor(), What: "resend", Subject: "i1", Text: "delivery d1"}}, d.broken
}

func (d *desk) Monitors(_ context.Context, f rest.MonitorFilter) ([]rest.Monitor, error) {
	d.asked = append(d.asked, f)
	state := monitor.State{ID: "kube/1", LastSuccess: six(), Definition: monitor.Definition{
		Source: monitor.SourceKubernetes, Cluster: "prod", Namespace: "billing", Name: "invoices",
		Schedule: schedule.Spec{Kind: schedule.KindCron, Expr: "0 6 * * *", Zone: "Europe/Berlin"},
	}}
	well := rest.Monitor{State: state, Owner: "payments", Last: &monitor.Verdict{Judgement: monitor.Succeeded, At: six()}, NextSlot: six().Add(time.Hour)}
	all := []rest.Monitor{well}
	if f.Limit > 1 {
		trouble, suspended := well, well
		trouble.Open, suspended.Definition.Suspended = 1, true
		waiting := rest.Monitor{State: monitor.State{ID: "checkin/2", Definition: monitor.Definition{Source: monitor.SourceCheckIn, Name: "nightly"}}}
		all = append(all, trouble, suspended, waiting)
	}
	return all, d.broken
}

func (d *desk) Named(text string) (string, bool) { return "ledger", text == "The Ledger" }

// options are those of an API with the desk.
func (d *desk) options() rest.Options {
	return rest.Options{Access: keys{}, Incidents: d, Silences: d, Audit: d, Monitors: d, Remedies: d, Teams: d}
}

// say makes a request with a body, and headers in pairs.
func say(t *testing.T, o rest.Options, who, request, body string, headers ...string) (w *httptest.ResponseRecorder, log string) {
	t.Helper()
	var lines strings.Builder
	o.Logger = slog.New(slog.NewTextHandler(&lines, nil))
	method, target, _ := strings.Cut(request, " ")
	r := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	r.Header.Set("Authorization", who)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w = httptest.NewRecorder()
	rest.New(o).ServeHTTP(w, r)
	return w, lines.String()
}

// exchange is a request and what is answered: all of a good answer, a part of a problem.
type exchange struct {
	who, request, body string
	status             int
	want               string
}

func (e exchange) check(t *testing.T) {
	t.Helper()
	w, log := say(t, (&desk{}).options(), e.who, e.request, e.body)
	body := strings.TrimSpace(w.Body.String())
	good := w.Code/100 == 2
	if w.Code != e.status || !strings.Contains(body, e.want) || good && body != e.want {
		t.Errorf("%d %s\nwant %d %s", w.Code, body, e.status, e.want)
	}
	if kind := w.Header().Get("Content-Type"); (kind == "application/json") != good {
		t.Errorf("content type %q", kind)
	}
	if acted := good && !strings.HasPrefix(e.request, http.MethodGet); strings.Contains(log, "by=api/"+e.who) != acted {
		t.Errorf("logged %q", log)
	}
}

// What the store says is for the log.
func TestABrokenDesk(t *testing.T) {
	t.Parallel()
	for _, request := range []string{
		"GET /api/v1/incidents", "GET /api/v1/incidents/i1", "GET /api/v1/incidents/i2/members", `POST /api/v1/incidents/i1/answers {"kind":"resolve"}`,
		"GET /api/v1/silences", "GET /api/v1/silences/s1", `POST /api/v1/silences {"match":{"name":"x"},"reason":"x","for":"1h"}`,
		"DELETE /api/v1/silences/s1", "GET /api/v1/audit", "GET /api/v1/monitors",
		"GET /api/v1/incidents/i1/rerun", "POST /api/v1/monitors/kube%2F1/resume", `POST /api/v1/monitors/kube%2F1/suspend {"for":"1h","reason":"x"}`,
	} {
		t.Run(request, func(t *testing.T) {
			t.Parallel()
			d := &desk{broken: errors.New("postgres://secret is gone")}
			at := strings.Index(request+" {", " {")
			w, log := say(t, d.options(), "operator", request[:at], strings.TrimSpace(request[at:]))
			if w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "secret") || !strings.Contains(log, "is gone") {
				t.Errorf("%d %s, logged %q", w.Code, w.Body, log)
			}
		})
	}
}
