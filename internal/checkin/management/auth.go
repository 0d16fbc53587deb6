package management

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/checkin/embedded"
)

// authenticate finds the project whose key is shown, and counts the call. refused is the answer where it ends here.
func (h *Handler) authenticate(w http.ResponseWriter, r *http.Request) (p embedded.Project, readOnly bool, refused *answer) {
	key, ok := keyOf(r)
	if ok {
		p, readOnly, ok = h.Service.ByAPIKey(key)
	}
	if !ok {
		if tooMany, guessing := errors.AsType[embedded.TooManyError](h.Service.Miss(r)); guessing {
			w.Header().Set("Retry-After", tooMany.RetryAfter())
			return p, false, new(refuse(http.StatusTooManyRequests, "%s", tooMany))
		}
		w.Header().Set("WWW-Authenticate", `Basic realm="Rollcall"`)
		return p, false, new(refuse(http.StatusUnauthorized, "HTTP Basic: Access denied."))
	}
	if !h.limits.take(w.Header(), holder{p.ID, readOnly}, time.Now()) {
		return p, false, new(refuse(http.StatusForbidden, "Rate limit exceeded: %d requests an hour", h.RequestsPerHour))
	}
	if id := r.PathValue("project"); id != "" && id != strconv.FormatInt(p.ID, 10) {
		return p, false, new(refuse(http.StatusNotFound, "Project not found"))
	}
	return p, readOnly, nil
}

// keyOf is the key that a request shows.
func keyOf(r *http.Request) (string, bool) {
	if user, password, ok := r.BasicAuth(); ok {
		return user, user != "" && password == ""
	}
	const scheme = "Bearer "
	header := r.Header.Get("Authorization")
	if len(header) > len(scheme) && strings.EqualFold(header[:len(scheme)], scheme) {
		return header[len(scheme):], true
	}
	return "", false
}
