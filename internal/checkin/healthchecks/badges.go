package healthchecks

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"rollcall.dev/rollcall/internal/checkin/embedded"
)

const (
	allTags    = "*"
	twoStates  = "-2"       // ends the signature of a badge that does not tell late ones
	badgeTitle = "Rollcall" // of the badge of a whole project
)

// listBadges lists the addresses of the badges of a project: one for each tag, and one for all of its checks.
func (h *Handler) listBadges(w http.ResponseWriter, r *http.Request, to call) error {
	ctx, cancel := h.bounded(r.Context())
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

// badge is one that is asked for.
type badge struct {
	project embedded.Project
	tag     string
	form    string // "svg", "json" or "shields"
	late    bool   // tells late checks from those that are up
}

// serveBadge shows a badge to whoever has its address.
func (h *Handler) serveBadge(w http.ResponseWriter, r *http.Request) {
	b, ok := h.badgeAt(r)
	if !ok {
		answerText(w, http.StatusNotFound, "not found")
		return
	}
	w.Header().Set("Cache-Control", "max-age=0, no-cache, no-store, must-revalidate, private")
	ctx, cancel := h.bounded(r.Context())
	defer cancel()
	t, err := h.tally(ctx, b)
	if err != nil {
		h.unavailable(w, "badge", err, answerText)
		return
	}
	label := b.tag
	if label == allTags {
		label = badgeTitle
	}
	answerBadge(w, b.form, label, t)
}

// badgeAt reads an address, and checks its signature.
func (h *Handler) badgeAt(r *http.Request) (badge, bool) {
	file := r.PathValue("file")
	dot := strings.LastIndexByte(file, '.')
	if dot < 0 {
		return badge{}, false
	}
	b := badge{form: file[dot+1:], tag: file[:dot]}
	signature := r.PathValue("signature")
	if signature == "" {
		signature, b.tag = b.tag, allTags
	}
	signature, two := strings.CutSuffix(signature, twoStates)
	b.late = !two
	var ok bool
	b.project, ok = h.Service.ByBadgeKey(r.PathValue("key"))
	valid := h.Service.BadgeSignature(b.project.ID, b.tag)
	return b, ok && valid != "" && subtle.ConstantTimeCompare([]byte(signature), []byte(valid)) == 1 &&
		slices.Contains([]string{"svg", "json", "shields"}, b.form)
}

// answerBadge shows a badge in one of its forms.
func answerBadge(w http.ResponseWriter, form, label string, t tally) {
	switch form {
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
