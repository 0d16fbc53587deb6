package rest

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/remedy"
	"rollcall.dev/rollcall/internal/rest/wire"
)

func (h *Handler) remedyRoutes() []route {
	return []route{
		{http.MethodGet, "/api/v1/incidents/{id}/rerun", operate, h.offerRerun},
		{http.MethodPost, "/api/v1/incidents/{id}/rerun", operate, h.rerunIncident},
		{http.MethodPost, "/api/v1/monitors/{id}/suspend", operate, h.suspendMonitor},
		{http.MethodPost, "/api/v1/monitors/{id}/resume", operate, h.resumeMonitor},
	}
}

// offerRerun answers with what would be run.
func (h *Handler) offerRerun(w http.ResponseWriter, r *http.Request, by Caller) error {
	if err := query(r.URL.RawQuery).done(); err != nil {
		return err
	}
	i, err := h.operable(r, by)
	if err != nil {
		return err
	}
	o, err := h.Remedies.Offer(r.Context(), i.ID)
	if err != nil {
		return notDone(err)
	}
	answer(w, offerOf(o))
	return nil
}

// rerunIncident runs the job of an Incident again, as it was offered.
func (h *Handler) rerunIncident(w http.ResponseWriter, r *http.Request, by Caller) error {
	if err := query(r.URL.RawQuery).done(); err != nil {
		return err
	}
	id, err := once(r, by)
	if err != nil {
		return err
	}
	asked, err := body[wire.NewRerun](w, r, "attempt, spec, offered_at, checked, reason")
	if err != nil {
		return err
	}
	if wrong := checkRerun(asked); len(wrong) > 0 {
		return unfit(wrong...)
	}
	i, err := h.operable(r, by)
	if err != nil {
		return err
	}
	run, err := h.Remedies.Run(r.Context(), remedy.Order{
		ID: id, Incident: i.ID, Attempt: asked.Attempt, Spec: asked.Spec, Offered: asked.OfferedAt, By: by.Person(), At: time.Now(),
		Checked: asked.Checked, Reason: asked.Reason,
	})
	switch {
	case remedy.Refused(err) != "" || errors.Is(err, ErrNotFound):
		return notDone(err)
	case err != nil:
		h.Logger.ErrorContext(r.Context(), "it is not known whether a job is run again", "incident", i.ID, "by", by.Person().ID, "error", err)
		w.Header().Set("Retry-After", "5")
		return problem(http.StatusServiceUnavailable,
			"It is not known whether the job is run again. The same request with the same Idempotency-Key runs it once.")
	case run.State == incident.RerunRefused: // by the cluster, when it was asked for first
		return problem(http.StatusConflict, run.Problem)
	}
	h.Logger.InfoContext(r.Context(), "job_rerun", "incident", i.ID, "job", run.Job, "by", by.Person().ID)
	writeJSON(w, http.StatusCreated, "application/json", rerunOf(run))
	return nil
}

// checkRerun says what is wrong with a confirmation by itself.
func checkRerun(n wire.NewRerun) []wire.Mistake {
	var wrong []wire.Mistake
	if n.Attempt < 1 {
		wrong = append(wrong, wire.Mistake{Field: "attempt", Value: strconv.Itoa(n.Attempt), Allowed: "the attempt of the offer"})
	}
	if n.Spec == "" {
		wrong = append(wrong, wire.Mistake{Field: "spec", Allowed: "the spec of the offer"})
	}
	if n.OfferedAt.IsZero() {
		wrong = append(wrong, wire.Mistake{Field: "offered_at", Allowed: "the offered_at of the offer (RFC 3339)"})
	}
	if length := len([]rune(n.Reason)); length > incident.MaxRerunReason {
		wrong = append(wrong, wire.Mistake{
			Field: "reason", Value: fmt.Sprintf("%d characters", length), Allowed: fmt.Sprintf("up to %d", incident.MaxRerunReason),
		})
	}
	return wrong
}

// suspendMonitor has a job suspended until an instant.
func (h *Handler) suspendMonitor(w http.ResponseWriter, r *http.Request, by Caller) error {
	if err := query(r.URL.RawQuery).done(); err != nil {
		return err
	}
	id, err := once(r, by)
	if err != nil {
		return err
	}
	asked, err := body[wire.NewSuspension](w, r, "until, for, reason")
	if err != nil {
		return err
	}
	now := time.Now()
	until, wrong := ending(asked.Until, asked.For, now)
	if len(wrong) > 0 {
		return unfit(wrong...)
	}
	m := monitor.ID(r.PathValue("id"))
	if err := h.owned(r, by, m, string(m)); err != nil {
		return err
	}
	s, err := h.Remedies.Suspend(r.Context(), remedy.Suspend{ID: id, Monitor: m, By: by.Person(), At: now, Until: until, Reason: asked.Reason})
	if err != nil {
		return notDone(err)
	}
	h.Logger.InfoContext(r.Context(), "job_suspended", "monitor", m, "silence", s.ID, "until", s.Until, "by", by.Person().ID)
	w.Header().Set("Location", silencePath(s.ID))
	writeJSON(w, http.StatusCreated, "application/json", silenceOf(s, time.Now()))
	return nil
}

// resumeMonitor ends that before its time.
func (h *Handler) resumeMonitor(w http.ResponseWriter, r *http.Request, by Caller) error {
	if err := query(r.URL.RawQuery).done(); err != nil {
		return err
	}
	m := monitor.ID(r.PathValue("id"))
	if err := h.owned(r, by, m, string(m)); err != nil {
		return err
	}
	s, err := h.Remedies.Resume(r.Context(), m, by.Person(), time.Now())
	if err != nil {
		return notDone(err)
	}
	h.Logger.InfoContext(r.Context(), "job_resumed", "monitor", m, "silence", s.ID, "by", by.Person().ID)
	answer(w, silenceOf(s, time.Now()))
	return nil
}

// operable is the Incident of a request, where its job is one that the Caller may have something done to.
func (h *Handler) operable(r *http.Request, by Caller) (incident.Incident, error) {
	i, err := h.Incidents.Incident(r.Context(), r.PathValue("id"))
	if err != nil {
		return i, err
	}
	if i.Kind.Shared() {
		return i, refusedTo(remedy.NoJob, http.StatusConflict, "This incident is not of one CronJob: there is nothing that Rollcall could run again.")
	}
	err = h.owned(r, by, i.Monitor, i.ID)
	if errors.Is(err, ErrNotFound) {
		return i, refusedTo(remedy.Gone, http.StatusConflict, "The job of this incident is no longer watched.")
	}
	return i, err
}

// foreignTeam is the Reason where a job belongs to a team that the token is not for.
const foreignTeam remedy.Reason = "foreign_team"

// owned says why a Caller may have nothing done to a job: it belongs to none of the teams that the token is for, as things are now. That
// stands in the audit log.
func (h *Handler) owned(r *http.Request, by Caller, id monitor.ID, subject string) error {
	owner, err := h.Remedies.Owner(r.Context(), id)
	if err != nil || len(by.Teams) == 0 || slices.Contains(by.Teams, owner) {
		return err
	}
	words := fmt.Sprintf("The job belongs to the team %q, and the token %q is for others: see teams in api.tokens.", owner, by.Name)
	err = h.Audit.Deny(r.Context(), incident.Record{
		At: time.Now(), By: by.Person(), What: incident.Denied, Subject: subject, Text: r.Method + " " + r.URL.Path + ": " + words,
	})
	if err != nil {
		h.Logger.ErrorContext(r.Context(), "the audit log lacks that a token was refused", "by", by.Person().ID, "path", r.URL.Path, "error", err)
	}
	return refusedTo(foreignTeam, http.StatusForbidden, words)
}

// notDone is an error of the Remedies as a Problem; any other one stays as it is.
func notDone(err error) error {
	if errors.Is(err, incident.ErrSilence) {
		return refusedSilence(err)
	}
	switch reason := remedy.Refused(err); reason {
	case "":
		return err
	case remedy.Off, remedy.NeverAgain, remedy.NotAllowed:
		return refusedTo(reason, http.StatusForbidden, err.Error())
	case remedy.Unchecked:
		return refusedTo(reason, http.StatusUnprocessableEntity, err.Error())
	default:
		return refusedTo(reason, http.StatusConflict, err.Error())
	}
}

func refusedTo(reason remedy.Reason, status int, words string) *ProblemError {
	p := problem(status, words)
	p.Reason = string(reason)
	return p
}
