package management

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/checkin/embedded"
	"rollcall.dev/rollcall/internal/monitor"
)

// Options configure a Handler. Service, Registry and Book are required.
type Options struct {
	Service  Service
	Registry Registry
	Book     Book
	// ExternalURL is where people and programs reach this API, with no /v2: the links from page to page begin with it. Empty: they begin
	// with what the request asked for.
	ExternalURL string
	// DetailsURL is the page that shows a Monitor; nil: there is none, and details_url is empty.
	DetailsURL func(monitor.ID) string
	// RequestsPerHour bounds the calls with one key. Zero means 36,000, a hundred times what Honeybadger allows.
	RequestsPerHour int
	// BodyTimeout bounds how long a body may take to arrive, StoreTimeout how long a change may take before 503 is answered.
	// Zero means 10 s each.
	BodyTimeout, StoreTimeout time.Duration
	Logger                    *slog.Logger
}

const defaultRequestsPerHour = 36_000

// Handler serves the paths beneath /v2/. It is safe for concurrent use. Create it with New.
type Handler struct {
	Options
	limits  limits
	started time.Time
	mux     *http.ServeMux
}

// New returns a Handler.
func New(o Options) *Handler {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.RequestsPerHour <= 0 {
		o.RequestsPerHour = defaultRequestsPerHour
	}
	if o.BodyTimeout == 0 {
		o.BodyTimeout = 10 * time.Second
	}
	if o.StoreTimeout == 0 {
		o.StoreTimeout = 10 * time.Second
	}
	if o.DetailsURL == nil {
		o.DetailsURL = func(monitor.ID) string { return "" }
	}
	o.ExternalURL = strings.TrimRight(o.ExternalURL, "/")
	h := &Handler{Options: o, limits: limits{most: o.RequestsPerHour}, started: time.Now(), mux: http.NewServeMux()}
	h.mux.HandleFunc("/v2/project_keys/{key}", h.methods(map[string]action{http.MethodGet: h.projectKey}))
	h.mux.HandleFunc("/v2/projects/{project}/check_ins", h.methods(map[string]action{
		http.MethodGet: h.list, http.MethodPost: h.create, http.MethodPut: h.sync,
	}))
	h.mux.HandleFunc("/v2/projects/{project}/check_ins/{id}", h.methods(map[string]action{
		http.MethodGet: h.get, http.MethodPut: h.update, http.MethodDelete: h.remove,
	}))
	h.mux.HandleFunc("/", h.methods(nil))
	return h
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.mux.ServeHTTP(w, r) }

// call is a request of somebody who showed a key.
type call struct {
	*http.Request
	project embedded.Project
	body    []byte
}

// action serves one method of a path. Its context ends with StoreTimeout and not before: what a client that hangs up began is done.
type action func(context.Context, call) answer

// methods serves a path for who has a key that is good for it.
func (h *Handler) methods(known map[string]action) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		h.serve(r.Context(), w, r, known).write(w)
	}
}

func (h *Handler) serve(ctx context.Context, w http.ResponseWriter, r *http.Request, known map[string]action) answer {
	project, readOnly, refused := h.authenticate(w, r)
	if refused != nil {
		return *refused
	}
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	act, ok := known[method]
	switch {
	case known == nil:
		return refuse(http.StatusNotFound, "There is nothing at this address")
	case !ok:
		w.Header().Set("Allow", allowed(known))
		return refuse(http.StatusMethodNotAllowed, "The method %s is not known here: use %s", r.Method, allowed(known))
	case readOnly && method != http.MethodGet:
		return refuse(http.StatusForbidden, "This key may only read")
	}
	c := call{Request: r, project: project}
	if c.body, refused = h.readBody(w, r); refused != nil {
		return *refused
	}
	ctx, cancel := h.bounded(ctx)
	defer cancel()
	return act(ctx, c)
}

// bounded is the context of one access to the store.
func (h *Handler) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), h.StoreTimeout)
}

// allowed lists the methods for the header Allow.
func allowed(known map[string]action) string {
	methods := slices.Collect(maps.Keys(known))
	if known[http.MethodGet] != nil {
		methods = append(methods, http.MethodHead)
	}
	slices.Sort(methods)
	return strings.Join(methods, ", ")
}
