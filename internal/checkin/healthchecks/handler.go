package healthchecks

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/embedded"
)

// retryAfter is what a client is told to wait when the store cannot be asked, in seconds.
const retryAfter = "5"

// Options configure a Handler. Service, Registry and Book are required.
type Options struct {
	Service  Service
	Registry checkin.Registry
	Book     checkin.Book
	// BaseURL is where clients reach this server: "https://rollcall.example.com". The addresses in answers begin with it.
	BaseURL string
	// Channels are the receivers that hear of the checks.
	Channels []Channel
	// StoreTimeout bounds how long the store may take before 503 is answered. Zero means 10 s.
	StoreTimeout time.Duration
	Logger       *slog.Logger
}

// Handler serves the wire. It is safe for concurrent use. Create it with New, and mount it at all of Paths.
type Handler struct {
	Options
	mux *http.ServeMux
	// upserting is held while a check that is to be the only one of its kind is looked for and made.
	upserting sync.Mutex
	boards    boards
}

// New returns a Handler.
func New(o Options) *Handler {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.StoreTimeout == 0 {
		o.StoreTimeout = 10 * time.Second
	}
	o.BaseURL = strings.TrimRight(o.BaseURL, "/")
	h := &Handler{Options: o, mux: http.NewServeMux()}
	h.mux.HandleFunc("/ping/", h.servePing)
	badge := cors(methods{http.MethodGet: h.serveBadge})
	h.mux.HandleFunc("/badge/{key}/{file}", badge)
	h.mux.HandleFunc("/badge/{key}/{signature}/{file}", badge)
	for v := 1; v <= 3; v++ {
		h.routeAPI(v)
	}
	return h
}

// Paths are the patterns of http.ServeMux at which a Handler is mounted. They leave the rest of /api/v1/ to others.
func Paths() []string {
	return []string{
		"/ping/", "/badge/", "/api/v2/", "/api/v3/",
		"/api/v1/checks", "/api/v1/checks/", "/api/v1/channels", "/api/v1/channels/",
		"/api/v1/badges", "/api/v1/badges/", "/api/v1/status", "/api/v1/status/",
	}
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.mux.ServeHTTP(w, r) }

// routeAPI registers the paths of one version of the management API. Each collection is served with a slash at its end, and without:
// there clients without are redirected.
func (h *Handler) routeAPI(v int) {
	route := func(path string, m methods) {
		pattern := "/api/v" + strconv.Itoa(v) + "/" + path
		h.mux.HandleFunc(pattern, cors(m))
		if bare, ok := strings.CutSuffix(pattern, "/{$}"); ok {
			h.mux.HandleFunc(bare, cors(m))
		}
	}
	read := func(f endpoint) http.HandlerFunc { return h.authorize(v, true, f) }
	write := func(f endpoint) http.HandlerFunc { return h.authorize(v, false, f) }
	route("checks/{$}", methods{http.MethodGet: read(h.listChecks), http.MethodPost: write(h.createCheck)})
	route("checks/{id}", methods{
		http.MethodGet: read(h.getCheck), http.MethodPost: write(h.updateCheck), http.MethodDelete: write(h.deleteCheck),
	})
	route("checks/{id}/pause", methods{http.MethodPost: write(h.pauseCheck)})
	route("checks/{id}/resume", methods{http.MethodPost: write(h.resumeCheck)})
	route("checks/{id}/pings/{$}", methods{http.MethodGet: write(h.listPings)})
	route("checks/{id}/pings/{n}/body", methods{http.MethodGet: write(h.getPingBody)})
	route("checks/{id}/flips/{$}", methods{http.MethodGet: read(h.listFlips)})
	route("channels/{$}", methods{http.MethodGet: write(h.listChannels)})
	route("badges/{$}", methods{http.MethodGet: read(h.listBadges)})
	route("status/{$}", methods{http.MethodGet: h.status})
}

// status says whether the store can be asked.
func (h *Handler) status(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := h.bounded(r.Context())
	defer cancel()
	if _, err := h.Registry.Get(ctx, "-"); err != nil && !errors.Is(err, checkin.ErrNotFound) {
		h.unavailable(w, "status", err, answerText)
		return
	}
	answerText(w, http.StatusOK, "OK")
}

// bounded is the context of what is done for a request. A client that hangs up has still asked for it.
func (h *Handler) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), h.StoreTimeout)
}

// miss answers a request for what is not there, or with a key that is nobody's; an address that guesses is told to wait.
func (h *Handler) miss(w http.ResponseWriter, r *http.Request, code int, text string, answer func(http.ResponseWriter, int, string)) {
	if err := h.Service.Miss(r); err != nil {
		h.unavailable(w, "looking up", err, answer)
		return
	}
	answer(w, code, text)
}

// unavailable answers that a request cannot be served now.
func (h *Handler) unavailable(w http.ResponseWriter, step string, err error, answer func(http.ResponseWriter, int, string)) {
	if tooMany, ok := errors.AsType[embedded.TooManyError](err); ok {
		w.Header().Set("Retry-After", tooMany.RetryAfter())
		answer(w, http.StatusTooManyRequests, tooMany.Error())
		return
	}
	h.Logger.Error("healthchecks_not_served", "step", step, "error", err)
	w.Header().Set("Retry-After", retryAfter)
	answer(w, http.StatusServiceUnavailable, "the store cannot be asked, try again")
}

// answerText answers with a short text, as the pinging API does.
func answerText(w http.ResponseWriter, code int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(code)
	_, _ = io.WriteString(w, text) //nolint:gosec // it is plain text, and says so; nobody is left to tell where this fails
}
