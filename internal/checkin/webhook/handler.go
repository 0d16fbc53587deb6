package webhook

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/monitor"
)

// Witnesses knows which Monitor a check-in confirms.
type Witnesses interface {
	// Witness returns the Monitor that answers for the check-in anyway; false where the check-in speaks for itself.
	Witness(ctx context.Context, project, id, slug string) (monitor.ID, bool, error)
}

// Any asks each in turn; the first that knows the check-in answers.
type Any []Witnesses

// Witness implements Witnesses.
func (a Any) Witness(ctx context.Context, project, id, slug string) (monitor.ID, bool, error) {
	for _, w := range a {
		if m, ok, err := w.Witness(ctx, project, id, slug); ok || err != nil {
			return m, ok, err //nolint:wrapcheck // each says itself what it is
		}
	}
	return "", false, nil
}

// Options configure a Handler. Recorder is required.
type Options struct {
	Recorder checkin.Recorder
	// Token must come with each request as Authorization: Bearer. Empty: everybody is let in who reaches the address.
	Token     string
	Witnesses Witnesses // nil: every check-in speaks for itself
	// BodyTimeout bounds how long a body may take to arrive, StoreTimeout how long storing may take. Zero means 10 s each.
	BodyTimeout, StoreTimeout time.Duration
	Logger                    *slog.Logger
}

const (
	maxBody = 256 << 10 // a payload carries the whole project: people, sites, environments
	// retryAfter is in seconds. Honeybadger documents no retries; ours obeys it.
	retryAfter = "10"
)

// Handler serves one path, wherever it is mounted. It is safe for concurrent use. Create it with New.
type Handler struct {
	Options
	token [sha256.Size]byte
}

// New returns a Handler.
func New(o Options) *Handler {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Witnesses == nil {
		o.Witnesses = Any{}
	}
	if o.BodyTimeout == 0 {
		o.BodyTimeout = 10 * time.Second
	}
	if o.StoreTimeout == 0 {
		o.StoreTimeout = 10 * time.Second
	}
	return &Handler{Options: o, token: sha256.Sum256([]byte(o.Token))}
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now := time.Now()
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		checkin.AnswerError(w, http.StatusMethodNotAllowed, "use POST")
		return
	}
	if code, text := h.authorize(r); code != 0 {
		w.Header().Set("WWW-Authenticate", "Bearer")
		checkin.AnswerError(w, code, text)
		return
	}
	body, code, text := h.read(w, r)
	if code != 0 {
		checkin.AnswerError(w, code, text)
		return
	}
	e, err := decode(body)
	if err != nil {
		h.Logger.Warn("webhook_not_understood", "error", err, "body_bytes", len(body))
		checkin.AnswerError(w, http.StatusBadRequest, err.Error())
		return
	}
	if len(e.unread) > 0 {
		h.Logger.Warn("webhook_partly_understood", "event", e.Event, "fields", strings.Join(e.unread, ", "))
	}
	// Who sent it may hang up; what arrived is taken in.
	if err := h.takeIn(context.WithoutCancel(r.Context()), e, now); err != nil {
		h.Logger.Error("webhook_not_stored", "error", err)
		w.Header().Set("Retry-After", retryAfter)
		checkin.AnswerError(w, http.StatusServiceUnavailable, "could not be stored, try again")
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, "OK\n") // it is stored whether or not the answer arrives
}

// authorize returns the refusal, or zero.
func (h *Handler) authorize(r *http.Request) (code int, text string) {
	if h.Token == "" {
		return 0, ""
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return http.StatusUnauthorized, "Authorization: Bearer with the token of this webhook is required"
	}
	given := sha256.Sum256([]byte(strings.TrimSpace(token)))
	if subtle.ConstantTimeCompare(given[:], h.token[:]) != 1 {
		return http.StatusForbidden, "this is not the token of this webhook"
	}
	return 0, ""
}

func (h *Handler) read(w http.ResponseWriter, r *http.Request) (body []byte, code int, text string) {
	// Not every ResponseWriter has deadlines; those of net/http do, and those of tests need none.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(h.BodyTimeout))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	_, tooLarge := errors.AsType[*http.MaxBytesError](err)
	switch {
	case err == nil:
		return body, 0, ""
	case tooLarge:
		return nil, http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is larger than %d bytes", maxBody)
	case errors.Is(err, os.ErrDeadlineExceeded):
		w.Header().Set("Connection", "close")
		return nil, http.StatusRequestTimeout, "the body did not arrive in time"
	default:
		w.Header().Set("Connection", "close")
		return nil, http.StatusBadRequest, "the body broke off"
	}
}

// takeIn stores what the webhook says.
func (h *Handler) takeIn(ctx context.Context, e event, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, h.StoreTimeout)
	defer cancel()
	witnessOf, _, err := h.Witnesses.Witness(ctx, string(e.Project.ID), string(e.CheckIn.ID), string(e.CheckIn.Slug))
	if err != nil {
		return fmt.Errorf("finding what the check-in confirms: %w", err)
	}
	if err := h.Recorder.Record(ctx, e.observations(witnessOf, now)...); err != nil {
		return fmt.Errorf("recording: %w", err)
	}
	return nil
}
