package app

import (
	"context"
	"net/http"
	"strings"
	"time"
)

// readyTimeout bounds what a readiness probe may ask of the store.
const readyTimeout = 3 * time.Second

// healthz says that the process serves requests.
func healthz(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok") }

// readyz says that the process can do its work: it takes in facts and keeps them. What keeps it from seeing all that it should is said
// too, and is no reason to send it no requests: reports of check-ins would be lost then, and the page that says why.
func readyz(ping func(context.Context) error, trouble func() []string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
		defer cancel()
		if err := ping(ctx); err != nil {
			plain(w, http.StatusServiceUnavailable, "the store does not answer")
			return
		}
		plain(w, http.StatusOK, strings.Join(append([]string{"ok"}, trouble()...), "\n"))
	}
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n"))
}
