package inject

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	admissionv1 "k8s.io/api/admission/v1"
)

const (
	// admissionTimeout bounds our part of the time that the API server waits for an answer (webhookTimeout).
	admissionTimeout = 1500 * time.Millisecond
	// maxReview bounds a review: the API server takes no object above 3 MiB (its limit for request bodies), and a review holds
	// it once.
	maxReview = 8 << 20
)

// Handler answers admission reviews on every path. It admits every Job, and adds the container to those that ask for it.
type Handler struct {
	Image    string // of the container
	CheckIns CheckIns
	CronJobs CronJobs
	Logger   *slog.Logger
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		http.Error(w, "want POST", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxReview))
	if err != nil {
		http.Error(w, "the review could not be read", http.StatusBadRequest)
		return
	}
	request, err := decodeReview(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), admissionTimeout)
	defer cancel()
	patch, err := h.patch(ctx, request)
	if err != nil && !errors.Is(err, errNotOurs) {
		h.Logger.Warn("checkin_not_added", "namespace", request.Namespace, "job", request.Name, "error", err)
	}
	text, err := json.Marshal(answer(request.UID, patch))
	if err != nil {
		http.Error(w, "the answer could not be written", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(text) // an API server that is gone has no use for it
}

// patch returns what is to be added to the Job of a request. With an error it is admitted as it came.
func (h *Handler) patch(ctx context.Context, request *admissionv1.AdmissionRequest) ([]byte, error) {
	c, err := decodeCreation(request)
	if err != nil {
		return nil, err
	}
	target, err := h.CronJobs.Lookup(ctx, c.job.Namespace, c.owner.Name, c.owner.UID)
	if err != nil {
		return nil, err
	}
	if !target.Wanted {
		return nil, errNotOurs
	}
	url, err := within(ctx, func() (string, error) { return h.CheckIns.URLFor(ctx, target.Monitor, target.Definition) })
	if err != nil {
		return nil, err
	}
	return patchFor(&c.job, container(h.Image, url))
}

// within returns what f returns, or the end of ctx if that comes first: not everyone who is asked looks at ctx.
func within[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := f()
		done <- result{value, err}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
}
