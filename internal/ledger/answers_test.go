package ledger_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/store"
)

func ann() incident.Person { return incident.Person{ID: "slack/U1", Name: "@ann"} }

// only is the one incident of the Monitor that the tests are about.
func (h *house) only() incident.Incident {
	h.t.Helper()
	all, err := h.store.Incidents(h.t.Context(), store.IncidentFilter{Monitor: id}, "", 0)
	if err != nil || len(all) == 0 {
		h.t.Fatalf("%d incidents, %v", len(all), err)
	}
	return all[0]
}

func (h *house) answer(kind incident.AnswerKind, change func(*incident.Answer)) (incident.Incident, error) {
	h.t.Helper()
	i := h.only()
	a := incident.Answer{ID: fmt.Sprint(kind, "/", i.Version), Incident: i.ID, Kind: kind, By: ann(), At: time.Now(), Version: i.Version}
	if change != nil {
		change(&a)
	}
	return h.ledger.Answer(h.t.Context(), a)
}

func TestAnAnswerIsToldOnceAndAudited(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(defined(start))
		time.Sleep(13 * time.Minute)
		same := func(a *incident.Answer) { a.ID = "press" }
		for range 2 { // a double click
			i, err := h.answer(incident.Acknowledge, same)
			if err != nil || i.Status != incident.Acknowledged || i.AckedBy != ann() {
				t.Errorf("%+v, %v", i.Status, err)
			}
		}
		if _, err := h.answer(incident.Acknowledge, nil); !errors.Is(err, incident.ErrNoUse) {
			t.Errorf("acknowledged twice: %v", err)
		}
		if _, err := h.answer(incident.Comment, func(a *incident.Answer) { a.Incident = "nobody" }); !errors.Is(err, ledger.ErrNotFound) {
			t.Errorf("an unknown incident: %v", err)
		}
		log, err := h.store.AuditLog(t.Context(), h.only().ID, "", 0)
		if err != nil || len(log) != 1 || log[0].What != "acknowledge" || log[0].By != ann() {
			t.Errorf("audited %+v, %v", log, err)
		}
		if err := h.ledger.Deny(t.Context(), incident.Record{At: time.Now(), By: ann(), What: incident.Denied, Subject: "nobody"}); err != nil {
			t.Error(err)
		}
		log, err = h.store.AuditLog(t.Context(), "nobody", "", 0)
		if err != nil || len(log) != 1 || log[0].What != incident.Denied || log[0].ID == "" {
			t.Errorf("audited %+v, %v", log, err)
		}
		h.mustHaveTold(t, h.told(start), []string{"12m0s post opened missed ×1", "13m0s reply acknowledged missed ×1"})
	})
}

func TestAStaleAnswerIsRefused(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(defined(start))
		time.Sleep(13 * time.Minute)
		seen := h.only().Version
		h.record(ran(start.Add(20*time.Minute), monitor.OutcomeSucceeded))
		if _, err := h.answer(incident.Acknowledge, func(a *incident.Answer) { a.Version = seen }); !errors.Is(err, incident.ErrStale) {
			t.Errorf("acknowledged what has recovered meanwhile: %v", err)
		}
		if _, err := h.answer(incident.Acknowledge, nil); !errors.Is(err, incident.ErrNoUse) {
			t.Errorf("acknowledged what is over: %v", err)
		}
		h.mustHaveTold(t, h.told(start), []string{"12m0s post opened missed ×1", "13m0s reply resolved succeeded ×1"})
	})
}

func TestResolvedByHandAndReopened(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(defined(start))
		time.Sleep(13 * time.Minute)
		if i, err := h.answer(incident.Resolve, nil); err != nil || i.Status != incident.Resolved {
			t.Errorf("%v, %v", i.Status, err)
		}
		if i, err := h.answer(incident.Reopen, nil); err != nil || i.Status != incident.Open {
			t.Errorf("%v, %v", i.Status, err)
		}
		if i, err := h.answer(incident.Resolve, nil); err != nil || i.Status != incident.Resolved {
			t.Errorf("%v, %v", i.Status, err)
		}
		resolved := h.only()
		time.Sleep(10 * time.Minute) // the next slot opens another one
		_, err := h.answer(incident.Reopen, func(a *incident.Answer) { a.Incident, a.Version = resolved.ID, 0 })
		if !errors.Is(err, incident.ErrNoUse) {
			t.Errorf("reopened beside its successor: %v", err)
		}
		h.mustHaveTold(t, h.told(start), []string{
			"12m0s post opened missed ×1", "13m0s reply resolved missed ×1", "13m0s reply reopened missed ×1", "13m0s reply resolved missed ×1",
			"22m0s post opened missed ×1",
		})
	})
}

func TestWhileSnoozedRepeatsAreCountedAndNotTold(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(defined(start))
		time.Sleep(13 * time.Minute)
		until := func(d time.Duration) func(*incident.Answer) {
			return func(a *incident.Answer) { a.Until = time.Now().Add(d) }
		}
		if _, err := h.answer(incident.Snooze, until(-time.Minute)); !errors.Is(err, incident.ErrMalformed) {
			t.Errorf("snoozed into the past: %v", err)
		}
		if _, err := h.answer(incident.Snooze, until(incident.MaxSnooze+time.Minute)); !errors.Is(err, incident.ErrMalformed) {
			t.Errorf("snoozed for ever: %v", err)
		}
		if _, err := h.answer(incident.Snooze, until(25*time.Minute)); err != nil {
			t.Error(err)
		}
		h = h.reopen(0) // a restart forgets nothing of it
		time.Sleep(30 * time.Minute)
		h.mustHaveTold(t, h.told(start), []string{
			"12m0s post opened missed ×1", "13m0s reply snoozed missed ×1", "38m0s reply woken missed ×3", "42m0s reply repeated missed ×4",
		})
	})
}

func TestMalformedAnswers(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(defined(start))
		time.Sleep(13 * time.Minute)
		for name, spoil := range map[string]func(*incident.Answer){
			"nobody":     func(a *incident.Answer) { a.By = incident.Person{} },
			"no id":      func(a *incident.Answer) { a.ID = "" },
			"no comment": func(a *incident.Answer) { a.Kind, a.Text = incident.Comment, " " },
			"no kind":    func(a *incident.Answer) { a.Kind = "shrug" },
		} {
			if _, err := h.answer(incident.Acknowledge, spoil); !errors.Is(err, incident.ErrMalformed) {
				t.Errorf("%s: %v", name, err)
			}
		}
		h.mustHaveTold(t, h.told(start), []string{"12m0s post opened missed ×1"})
	})
}

func TestTheTimelineNamesWhoAndWhen(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(defined(start))
		time.Sleep(13 * time.Minute)
		_, errs := h.answer(incident.Comment, func(a *incident.Answer) { a.Text = "looking" })
		_, err := h.answer(incident.NotActionable, func(a *incident.Answer) { a.Text = "the job is old" })
		if errs = errors.Join(errs, err); errs != nil {
			t.Error(errs)
		}
		time.Sleep(20 * time.Minute)
		h.record(ran(start.Add(30*time.Minute), monitor.OutcomeSucceeded))
		type line struct {
			At             time.Duration
			By, What, Text string
			Times          int
		}
		var lines []line
		i := h.only()
		for _, e := range i.Timeline {
			text := e.Text
			if e.By.ID == incident.Self {
				text = ""
			}
			lines = append(lines, line{e.At.Sub(start).Round(time.Second), e.By.Name, string(e.What), text, e.Times})
		}
		want := []line{
			{12 * time.Minute, "Rollcall", "opened", "", 0}, {13 * time.Minute, "@ann", "commented", "looking", 0},
			{13 * time.Minute, "@ann", "not_actionable", "the job is old", 0}, {22 * time.Minute, "Rollcall", "repeated", "", 2},
			{33 * time.Minute, "Rollcall", "resolved", "", 0},
		}
		want[3].At, want[3].Times = 32*time.Minute, 2
		if diff := cmp.Diff(want, lines); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if i.Feedback != incident.NotActionable || i.AckedBy != ann() {
			t.Errorf("feedback %q, acknowledged by %v", i.Feedback, i.AckedBy)
		}
		h.stop()
	})
}
