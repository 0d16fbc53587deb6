package rest

import (
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"

	"rollcall.dev/rollcall/internal/rest/wire"
)

// Options configure the API.
type Options struct {
	Access     Access
	Deliveries Deliveries
	Incidents  Incidents
	Silences   Silences
	Audit      Audit
	Monitors   Monitors
	Remedies   Remedies
	Defects    Defects
	Teams      Teams
	Spec       []byte // the text of /api/openapi.yaml
	Logger     *slog.Logger
}

// Handler serves /api/v1/ and /api/openapi.yaml.
type Handler struct {
	Options

	mux    *http.ServeMux
	routes []route
}

// endpoint answers one kind of request. What it returns is answered for it: a Problem as such, anything else as an internal error.
type endpoint func(w http.ResponseWriter, r *http.Request, by Caller) error

// route is a method of a path, as http.ServeMux spells it.
type route struct {
	method, path string
	takes        right
	serve        endpoint
}

// right is what a route takes beside a token that is known.
type right int

const (
	read right = iota
	act
	operate
)

// New makes the API.
func New(o Options) *Handler {
	h := &Handler{Options: o, mux: http.NewServeMux()}
	h.routes = slices.Concat(h.deliveryRoutes(), h.incidentRoutes(), h.silenceRoutes(), h.auditRoutes(), h.monitorRoutes(),
		h.defectRoutes(), h.remedyRoutes())
	paths := map[string]map[string]route{}
	for _, r := range h.routes {
		if paths[r.path] == nil {
			paths[r.path] = map[string]route{}
		}
		paths[r.path][r.method] = r
	}
	for path, methods := range paths {
		h.mux.Handle(path, h.methods(methods))
	}
	h.mux.HandleFunc("GET /api/openapi.yaml", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/yaml")
		_, _ = w.Write(o.Spec)
	})
	h.mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		problem(http.StatusNotFound, fmt.Sprintf("There is no %q; /api/openapi.yaml says what there is.", r.URL.Path)).write(w)
	})
	return h
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.mux.ServeHTTP(w, r) }

// Routes lists what is served, each as "METHOD /path".
func (h *Handler) Routes() []string {
	all := make([]string, len(h.routes))
	for i, r := range h.routes {
		all[i] = r.method + " " + r.path
	}
	return all
}

// methods serves one path.
func (h *Handler) methods(known map[string]route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ro, ok := known[r.Method]
		if !ok {
			allowed := strings.Join(slices.Sorted(maps.Keys(known)), ", ")
			w.Header().Set("Allow", allowed)
			p := problem(http.StatusMethodNotAllowed, "")
			p.Errors = []wire.Mistake{{Field: "method", Value: r.Method, Allowed: allowed}}
			p.write(w)
			return
		}
		by, refusal := h.admit(w, r, ro.takes)
		if refusal != nil {
			refusal.write(w)
			return
		}
		if err := ro.serve(w, r, by); err != nil {
			h.failed(w, r, err)
		}
	})
}

// failed answers for an error.
func (h *Handler) failed(w http.ResponseWriter, r *http.Request, err error) {
	if p, ok := errors.AsType[*ProblemError](err); ok {
		p.write(w)
		return
	}
	if errors.Is(err, ErrNotFound) {
		problem(http.StatusNotFound, fmt.Sprintf("There is no %q. It may have been removed after the retention time.", r.URL.Path)).write(w)
		return
	}
	h.Logger.ErrorContext(r.Context(), "api_failed", "method", r.Method, "path", r.URL.Path, "error", err)
	w.Header().Set("Retry-After", "5")
	problem(http.StatusServiceUnavailable, "The store cannot do this right now; try again soon.").write(w)
}

// admit returns who asks, or why they are not let in.
func (h *Handler) admit(w http.ResponseWriter, r *http.Request, takes right) (Caller, *ProblemError) {
	const scheme = `Bearer realm="rollcall"`
	by, err := h.Access.Who(r)
	switch {
	case errors.Is(err, ErrClosed):
		return by, problem(http.StatusForbidden, "The API is closed: no token is configured. Add one to the configuration, such as "+
			"api: {tokens: [{name: oncall, token: 'env:ROLLCALL_TOKEN', role: act}]}.")
	case errors.Is(err, ErrMissing):
		w.Header().Set("WWW-Authenticate", scheme)
		return by, problem(http.StatusUnauthorized, "A token is needed, as Authorization: Bearer TOKEN.")
	case err != nil:
		w.Header().Set("WWW-Authenticate", scheme+`, error="invalid_token"`)
		return by, problem(http.StatusUnauthorized, "The token is not one of api.tokens.")
	case takes == operate && !by.Operate:
		return by, problem(http.StatusForbidden,
			fmt.Sprintf("The token %q may not have jobs run again or suspended: its role in api.tokens would have to be operate.", by.Name))
	case takes == act && !by.Act:
		return by, problem(http.StatusForbidden, fmt.Sprintf("The token %q may only read: its role in api.tokens would have to be act.", by.Name))
	}
	return by, nil
}
