package rest

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/rest/wire"
)

// answerIncident takes in what somebody says, and answers with the Incident as it stands then.
func (h *Handler) answerIncident(w http.ResponseWriter, r *http.Request, by Caller) error {
	if err := query(r.URL.RawQuery).done(); err != nil {
		return err
	}
	id, err := once(r, by)
	if err != nil {
		return err
	}
	asked, err := body[wire.Answer](w, r, "kind, text, until, for, version")
	if err != nil {
		return err
	}
	a := incident.Answer{
		ID: id, Incident: r.PathValue("id"), Kind: incident.AnswerKind(asked.Kind), By: by.Person(), At: time.Now(), Version: asked.Version,
		Text: asked.Text,
	}
	var wrong []wire.Mistake
	if a.Until, wrong = checkAnswer(asked, a.At); len(wrong) > 0 {
		return unfit(wrong...)
	}
	i, err := h.Incidents.Answer(r.Context(), a)
	switch {
	case errors.Is(err, incident.ErrStale), errors.Is(err, incident.ErrNoUse):
		return problem(http.StatusConflict, sentence(err))
	case errors.Is(err, incident.ErrMalformed):
		return problem(http.StatusUnprocessableEntity, sentence(err))
	case err != nil:
		return err
	}
	h.Logger.InfoContext(r.Context(), "incident_answered", "incident", i.ID, "kind", a.Kind, "by", a.By.ID)
	whole := wholeOf(i, nil)
	if a.Kind == incident.WrongOwner {
		whole.Correction = h.correctionOf(i, a.Text)
	}
	answer(w, whole)
	return nil
}

// checkAnswer returns the end of a snooze, and what is wrong.
func checkAnswer(a wire.Answer, now time.Time) (until time.Time, wrong []wire.Mistake) {
	kinds := incident.AnswerKinds()
	if !slices.Contains(kinds, incident.AnswerKind(a.Kind)) {
		names := make([]string, len(kinds))
		for i, k := range kinds {
			names[i] = string(k)
		}
		wrong = append(wrong, wire.Mistake{Field: "kind", Value: a.Kind, Allowed: strings.Join(names, ", ")})
	}
	text := len([]rune(strings.TrimSpace(a.Text)))
	switch {
	case text > incident.MaxText:
		wrong = append(wrong, wire.Mistake{
			Field: "text", Value: fmt.Sprintf("%d characters", text), Allowed: fmt.Sprintf("up to %d", incident.MaxText),
		})
	case text == 0 && a.Kind == string(incident.Comment):
		wrong = append(wrong, wire.Mistake{Field: "text", Value: a.Text, Allowed: "a comment"})
	}
	if a.Version < 0 {
		wrong = append(wrong, wire.Mistake{
			Field: "version", Value: strconv.FormatInt(a.Version, 10), Allowed: "the version that was seen, or 0: whichever there is",
		})
	}
	switch {
	case a.Kind == string(incident.Snooze):
		end, mistakes := ending(a.Until, a.For, now)
		return end, append(wrong, mistakes...)
	case a.Until != "":
		wrong = append(wrong, wire.Mistake{Field: "until", Value: a.Until, Allowed: "nothing but with kind snooze"})
	case a.For != "":
		wrong = append(wrong, wire.Mistake{Field: "for", Value: a.For, Allowed: "nothing but with kind snooze"})
	}
	return until, wrong
}
