package rest

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/rest/wire"
)

func (h *Handler) silenceRoutes() []route {
	return []route{
		{http.MethodGet, "/api/v1/silences", read, h.listSilences},
		{http.MethodPost, "/api/v1/silences", act, h.beginSilence},
		{http.MethodGet, "/api/v1/silences/{id}", read, h.getSilence},
		{http.MethodDelete, "/api/v1/silences/{id}", act, h.endSilence},
	}
}

// silenceList is a page of them.
type silenceList struct {
	Silences []wire.Silence `json:"silences"`
	Next     string         `json:"next,omitempty"`
}

func (h *Handler) listSilences(w http.ResponseWriter, r *http.Request, _ Caller) error {
	q := query(r.URL.RawQuery)
	f := SilenceFilter{Ended: q.flag("ended"), Before: q.text("before"), Limit: int(q.number("limit", maxLimit, defaultLimit))}
	if err := q.done(); err != nil {
		return err
	}
	found, err := h.Silences.Silences(r.Context(), f)
	if err != nil {
		return err
	}
	page := silenceList{Silences: make([]wire.Silence, 0, len(found))}
	for _, s := range found {
		page.Silences = append(page.Silences, silenceOf(s, time.Now()))
	}
	if len(found) == f.Limit {
		page.Next = found[len(found)-1].ID
	}
	answer(w, page)
	return nil
}

func (h *Handler) getSilence(w http.ResponseWriter, r *http.Request, _ Caller) error {
	if err := query(r.URL.RawQuery).done(); err != nil {
		return err
	}
	s, err := h.Silences.Silence(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	answer(w, silenceOf(s, time.Now()))
	return nil
}

func (h *Handler) beginSilence(w http.ResponseWriter, r *http.Request, by Caller) error {
	if err := query(r.URL.RawQuery).done(); err != nil {
		return err
	}
	id, err := once(r, by)
	if err != nil {
		return err
	}
	asked, err := body[wire.NewSilence](w, r,
		"match (monitor, cluster, namespace, name, labels, owner, cause), reason, until, for, until_recovery")
	if err != nil {
		return err
	}
	now := time.Now()
	until, wrong := ending(asked.Until, asked.For, now)
	if c := asked.Match.Cause; c != "" && !known(diagnose.Code(c)) {
		wrong = append(wrong, wire.Mistake{Field: "match.cause", Value: c, Allowed: "a code of the catalogue in docs/verdicts.md, such as OOMKilled"})
	}
	if len(wrong) > 0 {
		return unfit(wrong...)
	}
	s, err := h.Silences.Begin(r.Context(), incident.Silence{
		ID: id, Match: matcherOf(asked.Match), By: by.Person(), Reason: asked.Reason, CreatedAt: now, Until: until,
		UntilRecovery: asked.UntilRecovery,
	})
	if errors.Is(err, incident.ErrSilence) {
		return refusedSilence(err)
	}
	if err != nil {
		return err
	}
	h.Logger.InfoContext(r.Context(), "silence_begun", "silence", s.ID, "match", s.Match.String(), "until", s.Until, "by", s.By.ID)
	w.Header().Set("Location", silencePath(s.ID))
	writeJSON(w, http.StatusCreated, "application/json", silenceOf(s, time.Now()))
	return nil
}

func known(code diagnose.Code) bool {
	return slices.ContainsFunc(diagnose.Catalogue(), func(e diagnose.Entry) bool { return e.Code == code })
}

// refusedSilence is the Problem of a Silence that is no good. The error is "silence: FIELD: words".
func refusedSilence(err error) *ProblemError {
	return problem(http.StatusUnprocessableEntity, sentence(errors.New(strings.TrimPrefix(err.Error(), incident.ErrSilence.Error()+": "))))
}

// endSilence ends one, and answers with it.
func (h *Handler) endSilence(w http.ResponseWriter, r *http.Request, by Caller) error {
	if err := query(r.URL.RawQuery).done(); err != nil {
		return err
	}
	held, err := h.Silences.Silence(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if held.Suspends != nil { // whoever may end a silence may not resume a job
		return problem(http.StatusConflict, fmt.Sprintf("It has a job suspended: POST /api/v1/monitors/%s/resume ends it, which asks whose job it is.",
			url.PathEscape(string(held.Suspends.Monitor))))
	}
	s, err := h.Silences.End(r.Context(), r.PathValue("id"), by.Person())
	if errors.Is(err, incident.ErrNoUse) {
		return problem(http.StatusConflict, sentence(err))
	}
	if err != nil {
		return err
	}
	h.Logger.InfoContext(r.Context(), "silence_ended", "silence", s.ID, "by", by.Person().ID)
	answer(w, silenceOf(s, time.Now()))
	return nil
}
