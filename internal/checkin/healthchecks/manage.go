package healthchecks

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/monitor"
)

// listChecks lists the checks of a project, those with all of the tags and with the slug where they are asked for.
func (h *Handler) listChecks(w http.ResponseWriter, r *http.Request, to call) error {
	ctx, cancel := h.bounded(r.Context())
	defer cancel()
	all, err := h.Registry.InProject(ctx, to.project.ID)
	if err != nil {
		return err
	}
	query := r.URL.Query()
	all = slices.DeleteFunc(all, func(c checkin.CheckIn) bool {
		return query.Get("slug") != "" && slugOf(c) != query.Get("slug") ||
			slices.ContainsFunc(query["tag"], func(tag string) bool { return !slices.Contains(c.Tags, tag) })
	})
	states, err := h.states(ctx, all...)
	if err != nil {
		return err
	}
	now := time.Now()
	shapes := make([]shape, 0, len(all))
	for _, c := range all {
		shapes = append(shapes, h.shape(to, c, states[c.Monitor()], now))
	}
	answerJSON(w, http.StatusOK, map[string][]shape{"checks": shapes})
	return nil
}

func (h *Handler) states(ctx context.Context, all ...checkin.CheckIn) (map[monitor.ID]monitor.State, error) {
	ids := make([]monitor.ID, 0, len(all))
	for _, c := range all {
		ids = append(ids, c.Monitor())
	}
	return h.Book.States(ctx, ids...)
}

// createCheck makes a check, or changes the one that is to be the only one of its kind.
func (h *Handler) createCheck(w http.ResponseWriter, r *http.Request, to call) error {
	s, err := h.decode(to)
	if err != nil {
		return err
	}
	ctx, cancel := h.bounded(r.Context())
	defer cancel()
	if len(s.unique) > 0 {
		h.upserting.Lock()
		defer h.upserting.Unlock()
		all, err := h.Registry.InProject(ctx, to.project.ID)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(all, s.matches); i >= 0 {
			return h.changed(ctx, w, to, all[i], func(c *checkin.CheckIn) error { s.apply(c, to.v); return nil })
		}
	}
	c := newCheck(to.project.ID)
	s.apply(&c, to.v)
	if c, err = h.create(ctx, c); err != nil {
		return err
	}
	return h.answerCheck(ctx, w, http.StatusCreated, to, c)
}

// decode reads what a call says of a check.
func (h *Handler) decode(to call) (spec, error) {
	s, err := decodeSpec(to.json)
	if err == nil {
		err = h.checkChannels(s.channels)
	}
	return s, err
}

func (h *Handler) getCheck(w http.ResponseWriter, r *http.Request, to call) error {
	ctx, cancel := h.bounded(r.Context())
	defer cancel()
	c, err := h.lookUp(ctx, to, r.PathValue("id"))
	if err != nil {
		return err
	}
	return h.answerCheck(ctx, w, http.StatusOK, to, c)
}

func (h *Handler) updateCheck(w http.ResponseWriter, r *http.Request, to call) error {
	ctx, cancel := h.bounded(r.Context())
	defer cancel()
	c, err := h.find(ctx, to, r.PathValue("id"))
	if err != nil {
		return err
	}
	s, err := h.decode(to)
	if err != nil {
		return err
	}
	return h.changed(ctx, w, to, c, func(c *checkin.CheckIn) error { s.apply(c, to.v); return nil })
}

func (h *Handler) deleteCheck(w http.ResponseWriter, r *http.Request, to call) error {
	ctx, cancel := h.bounded(r.Context())
	defer cancel()
	c, err := h.find(ctx, to, r.PathValue("id"))
	if err != nil {
		return err
	}
	states, err := h.states(ctx, c)
	if err != nil {
		return err
	}
	if err := h.Service.Remove(ctx, c.ID); err != nil {
		return err
	}
	answerJSON(w, http.StatusOK, h.shape(to, c, states[c.Monitor()], time.Now()))
	return nil
}

// pauseCheck suspends a check. Beyond what healthchecks.io knows, the body may say until when: {"until": "2026-12-24T18:00:00Z"}.
func (h *Handler) pauseCheck(w http.ResponseWriter, r *http.Request, to call) error {
	until, err := pauseEnds(to.json, time.Now())
	if err != nil {
		return err
	}
	return h.changeNamed(w, r, to, func(c *checkin.CheckIn) error {
		c.Suspended, c.ResumesAt = true, until
		c.ResumesOnSuccess = !c.Healthchecks.ManualResume
		return nil
	})
}

// pauseEnds is until when a check is to be paused; zero where that is not said.
func pauseEnds(doc document, now time.Time) (time.Time, error) {
	if _, said := doc["until"]; !said {
		return time.Time{}, nil
	}
	until, err := time.Parse(time.RFC3339, doc.text("until"))
	if err != nil || !until.After(now) {
		return time.Time{}, fault{http.StatusBadRequest, "json validation error: until is not an instant to come, such as 2026-12-24T18:00:00Z"}
	}
	return until.UTC(), nil
}

func (h *Handler) resumeCheck(w http.ResponseWriter, r *http.Request, to call) error {
	err := h.changeNamed(w, r, to, func(c *checkin.CheckIn) error {
		if !c.Suspended {
			return errNotPaused
		}
		return unpause(c)
	})
	if errors.Is(err, errNotPaused) {
		answerText(w, http.StatusConflict, errNotPaused.Error())
		return nil
	}
	return err
}

var errNotPaused = errors.New("check is not paused")

// unpause ends a suspension.
func unpause(c *checkin.CheckIn) error {
	c.Suspended, c.ResumesAt, c.ResumesOnSuccess = false, time.Time{}, false
	return nil
}

// changeNamed edits the check that the path names.
func (h *Handler) changeNamed(w http.ResponseWriter, r *http.Request, to call, edit func(*checkin.CheckIn) error) error {
	ctx, cancel := h.bounded(r.Context())
	defer cancel()
	c, err := h.find(ctx, to, r.PathValue("id"))
	if err != nil {
		return err
	}
	return h.changed(ctx, w, to, c, edit)
}

// changed edits a check, and answers with what it is then.
func (h *Handler) changed(
	ctx context.Context, w http.ResponseWriter, to call, was checkin.CheckIn, edit func(*checkin.CheckIn) error,
) error {
	c, err := h.change(ctx, was, edit)
	if err != nil {
		return err
	}
	return h.answerCheck(ctx, w, http.StatusOK, to, c)
}

func (h *Handler) answerCheck(ctx context.Context, w http.ResponseWriter, code int, to call, c checkin.CheckIn) error {
	states, err := h.states(ctx, c)
	if err != nil {
		return err
	}
	answerJSON(w, code, h.shape(to, c, states[c.Monitor()], time.Now()))
	return nil
}
