package healthchecks

import (
	"context"
	"crypto/subtle"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/embedded"
)

const (
	allTags    = "*"
	twoStates  = "-2"       // ends the signature of a badge that does not tell late ones
	badgeTitle = "Rollcall" // of the badge of a whole project
)

// listBadges lists the addresses of the badges of a project: one for each tag, and one for all of its checks.
func (h *Handler) listBadges(w http.ResponseWriter, r *http.Request, to call) error {
	ctx, cancel := h.bounded(r)
	defer cancel()
	all, err := h.Registry.InProject(ctx, to.project.ID)
	if err != nil {
		return err
	}
	badges := map[string]map[string]string{allTags: h.badgesOf(to.project, allTags)}
	for _, c := range all {
		for _, tag := range c.Tags {
			if badges[tag] == nil {
				badges[tag] = h.badgesOf(to.project, tag)
			}
		}
	}
	answerJSON(w, http.StatusOK, map[string]any{"badges": badges})
	return nil
}

func (h *Handler) badgesOf(p embedded.Project, tag string) map[string]string {
	signed := h.BaseURL + "/badge/" + h.Service.BadgeKey(p.ID) + "/" + h.Service.BadgeSignature(p.ID, tag)
	rest := ""
	if tag != allTags {
		rest = "/" + url.PathEscape(tag)
	}
	return map[string]string{
		"svg": signed + twoStates + rest + ".svg", "svg3": signed + rest + ".svg",
		"json": signed + twoStates + rest + ".json", "json3": signed + rest + ".json",
		"shields": signed + twoStates + rest + ".shields", "shields3": signed + rest + ".shields",
	}
}

// tally is how the checks of a badge are doing.
type tally struct {
	Status string `json:"status"` // "up", "late" or "down"
	Total  int    `json:"total"`
	Grace  int    `json:"grace"`
	Down   int    `json:"down"`
}

// serveBadge shows a badge to whoever has its address.
func (h *Handler) serveBadge(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "max-age=0, no-cache, no-store, must-revalidate, private")
	cors(methods{http.MethodGet: func(w http.ResponseWriter, r *http.Request) {
		project, tag, kind, late, ok := h.badgeOf(r)
		if !ok {
			answerText(w, http.StatusNotFound, "not found")
			return
		}
		ctx, cancel := h.bounded(r)
		defer cancel()
		t, err := h.tally(ctx, project, tag, late)
		if err != nil {
			h.unavailable(w, "badge", err, answerText)
			return
		}
		if tag == allTags {
			tag = badgeTitle
		}
		answerBadge(w, kind, tag, t)
	}})(w, r)
}

// badgeOf reads an address: whose badge it is, of which tag, in which form, and whether it tells late ones.
func (h *Handler) badgeOf(r *http.Request) (project embedded.Project, tag, kind string, late, ok bool) {
	file := r.PathValue("file")
	dot := strings.LastIndexByte(file, '.')
	if dot < 0 {
		return project, "", "", false, false
	}
	name, kind := file[:dot], file[dot+1:]
	signature, tag := r.PathValue("signature"), name
	if signature == "" {
		signature, tag = name, allTags
	}
	signature, two := strings.CutSuffix(signature, twoStates)
	project, ok = h.Service.ByBadgeKey(r.PathValue("key"))
	valid := h.Service.BadgeSignature(project.ID, tag)
	ok = ok && valid != "" && subtle.ConstantTimeCompare([]byte(signature), []byte(valid)) == 1 &&
		slices.Contains([]string{"svg", "json", "shields"}, kind)
	return project, tag, kind, !two, ok
}

// tally counts the checks of a project that have a tag.
func (h *Handler) tally(ctx context.Context, project embedded.Project, tag string, late bool) (tally, error) {
	all, err := h.Registry.InProject(ctx, project.ID)
	if err != nil {
		return tally{}, err
	}
	all = slices.DeleteFunc(all, func(c checkin.CheckIn) bool { return tag != allTags && !slices.Contains(c.Tags, tag) })
	states, err := h.states(ctx, all...)
	if err != nil {
		return tally{}, err
	}
	t := tally{Status: "up", Total: len(all)}
	now := time.Now()
	for _, c := range all {
		switch checkin.Stand(c, states[c.Monitor()], now).Status {
		case checkin.Down:
			t.Down++
		case checkin.Late:
			t.Grace++
		case checkin.Up, checkin.Pending, checkin.Paused:
		}
	}
	switch {
	case t.Down > 0:
		t.Status = "down"
	case t.Grace > 0 && late:
		t.Status = "late"
	}
	return t, nil
}

// answerBadge shows a badge in one of its forms.
func answerBadge(w http.ResponseWriter, kind, label string, t tally) {
	switch kind {
	case "json":
		answerJSON(w, http.StatusOK, t)
	case "shields":
		color := map[string]string{"up": "success", "late": "important", "down": "critical"}[t.Status]
		answerJSON(w, http.StatusOK, map[string]any{"schemaVersion": 1, "label": label, "message": t.Status, "color": color})
	default:
		w.Header().Set("Content-Type", "image/svg+xml")
		_, _ = w.Write(drawing(label, t.Status)) // nobody is left to tell where this fails
	}
}
