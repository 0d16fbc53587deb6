package healthchecks

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/embedded"
)

const (
	// bodyLimit is how many bytes of a ping's body are kept.
	bodyLimit     = 10000
	bodyLimitText = "10000"
)

// errAmbiguous says that several checks of a project share a slug.
var errAmbiguous = errors.New("ambiguous slug")

// servePing takes in one ping. A client that hangs up after it has sent its ping has still reported.
func (h *Handler) servePing(w http.ResponseWriter, r *http.Request) {
	defer h.Service.Arrive()()
	arrived := time.Now() // not before the ledger may know of it: it would be accused of a silence that it has broken
	header := w.Header()
	header.Set("Access-Control-Allow-Origin", "*")
	header.Set("Ping-Body-Limit", bodyLimitText)
	header.Set("Cache-Control", "max-age=0, no-cache, no-store, must-revalidate, private")
	if !pingMethod(r.Method) {
		const allowed = "GET, HEAD, OPTIONS, POST, PUT"
		header.Set("Allow", allowed)
		header.Set("Access-Control-Allow-Methods", allowed)
		w.WriteHeader(map[bool]int{true: http.StatusNoContent, false: http.StatusMethodNotAllowed}[r.Method == http.MethodOptions])
		return
	}
	to, ok := parseAddress(strings.TrimPrefix(r.URL.EscapedPath(), "/ping/"))
	if !ok {
		answerText(w, http.StatusBadRequest, "invalid url format")
		return
	}
	query := r.URL.Query()
	rid, isUUID := canonical(query.Get("rid"))
	if query.Has("rid") && !isUUID {
		answerText(w, http.StatusBadRequest, "invalid uuid format")
		return
	}
	c, created, err := h.addressee(r.Context(), to, query.Get("create") == "1")
	if err != nil {
		h.refusePing(w, r, err)
		return
	}
	body := h.readText(w, r)
	ctx, cancel := h.bounded(r.Context())
	defer cancel()
	report := checkin.Report{
		Event: eventOf(c, r.Method, to, body), At: arrived, RunID: rid, ExitCode: to.exitCode, Output: body, Via: checkin.Via(r),
	}
	if err := h.take(ctx, c, report); err != nil {
		h.refusePing(w, r, err)
		return
	}
	if created {
		answerText(w, http.StatusCreated, "Created")
		return
	}
	answerText(w, http.StatusOK, "OK")
}

func pingMethod(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodPost || method == http.MethodPut
}

// addressee finds the check that a ping is for, or makes it where that is asked for.
func (h *Handler) addressee(ctx context.Context, to address, create bool) (c checkin.CheckIn, created bool, err error) {
	ctx, cancel := h.bounded(ctx)
	defer cancel()
	if to.id != "" {
		if c, err = h.Registry.Get(ctx, to.id); errors.Is(err, checkin.ErrNotFound) && to.id != to.asWritten {
			c, err = h.Registry.Get(ctx, to.asWritten)
		}
		return c, false, err
	}
	project, ok := h.Service.ByPingKey(to.key)
	if !ok {
		return c, false, checkin.ErrNotFound
	}
	c, err = h.findBySlug(ctx, project.ID, to.slug)
	if !errors.Is(err, checkin.ErrNotFound) || !create {
		return c, false, err
	}
	if !checkin.ValidSlug(to.slug) { // capital letters are found nowhere, and never were a slug
		return c, false, fault{http.StatusBadRequest, "invalid url format"}
	}
	c = newCheck(project.ID)
	c.Name, c.Slug = to.slug, to.slug
	c, err = h.Service.Create(ctx, c, false)
	if errors.Is(err, embedded.ErrSlugTaken) { // another ping made it meanwhile
		c, err = h.findBySlug(ctx, project.ID, to.slug)
		return c, false, err
	}
	return c, err == nil, err
}

// refusePing answers a ping that is not taken.
func (h *Handler) refusePing(w http.ResponseWriter, r *http.Request, err error) {
	var f fault
	switch {
	case errors.As(err, &f):
		answerText(w, f.code, f.text)
	case errors.Is(err, errAmbiguous):
		answerText(w, http.StatusConflict, errAmbiguous.Error())
	case errors.Is(err, checkin.ErrNotFound):
		h.miss(w, r, http.StatusNotFound, "not found", answerText)
	default:
		h.Service.Refused(err)
		h.unavailable(w, "ping", err, answerText)
	}
}

// readText is what a job sent along. What is too large is cut off, without the half of a rune that is left at its end.
func (h *Handler) readText(w http.ResponseWriter, r *http.Request) string {
	if r.Body == nil || r.Body == http.NoBody {
		return ""
	}
	body := h.Service.ReadBody(w, r, bodyLimit)
	for cut := 1; len(body) == bodyLimit && cut < utf8.UTFMax; cut++ {
		if tail := body[len(body)-cut:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				body = body[:len(body)-cut]
			}
			break
		}
	}
	return checkin.Clean(string(body))
}

// eventOf is what a ping says. What the check does not want to hear is ignored; else its keywords decide where they are looked for.
func eventOf(c checkin.CheckIn, method string, to address, body string) checkin.Event {
	own := c.Healthchecks
	switch {
	case own.PostOnly && method != http.MethodPost:
		return checkin.EventIgnored
	case c.Suspended && own.ManualResume:
		return checkin.EventIgnored
	case own.FilterHTTPBody, own.FilterBody && to.plain && body != "":
		event := c.Filters.Event(body)
		if event == checkin.EventIgnored && own.DefaultFail {
			event = checkin.EventFailure
		}
		return event
	default:
		return to.event
	}
}

// take stores a report. A failure ends a suspension too, unlike in other wires: the job runs again.
func (h *Handler) take(ctx context.Context, c checkin.CheckIn, r checkin.Report) error {
	if c.Wire == checkin.WireHealthchecks && c.Suspended && c.ResumesOnSuccess && r.Event == checkin.EventFailure {
		var err error
		if c, err = h.Service.Change(ctx, c.ID, unpause); err != nil {
			return err
		}
	}
	return h.Service.Take(ctx, c, r)
}

// newCheck is a check as it is where nothing is said of it.
func newCheck(project int64) checkin.CheckIn {
	return checkin.CheckIn{
		ID: uuid.NewString(), Project: project, Wire: checkin.WireHealthchecks, Schedule: defaultSchedule(),
		Grace: defaultGrace, Expect: checkin.Expect{MaxDuration: defaultGrace},
	}
}
