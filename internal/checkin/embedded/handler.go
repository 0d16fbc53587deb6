package embedded

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
)

const (
	// maxBody bounds what is read of a body. Honeybadger documents 20 KB and its CLI sends up to 16 KB of output, which JSON
	// escapes can multiply. What exceeds this is cut off, not refused: its clients treat every answer but 200 as an error.
	maxBody = 64 << 10
	// retryAfter is what a reporter is told to wait when a report cannot be stored, in seconds.
	retryAfter = "5"
)

const (
	reportPath = "/v1/check_in/"
	methods    = "GET, HEAD, POST"
)

// Handler serves the paths beneath /v1/check_in/: an id, or the key of a project and a slug. It reads the path itself: this is where the
// crowd comes.
func (s *Service) Handler() http.Handler { return http.HandlerFunc(s.serve) }

// address is what a path names.
type address struct{ id, key, slug string }

// parseAddress reads a path as it was sent, so that an escaped slash parts nothing.
func parseAddress(r *http.Request) (a address, ok bool) {
	rest, ok := strings.CutPrefix(r.URL.EscapedPath(), reportPath)
	if !ok {
		return address{}, false
	}
	first, second, two := strings.Cut(rest, "/")
	first, err := url.PathUnescape(first)
	if err != nil || first == "" {
		return address{}, false
	}
	if !two {
		return address{id: first}, true
	}
	second, err = url.PathUnescape(second)
	return address{key: first, slug: second}, err == nil && second != ""
}

// find looks up what an address names.
func (s *Service) find(ctx context.Context, a address) (*known, *registered, error) {
	if a.key == "" {
		return s.memory.lookUp(ctx, a.id)
	}
	project, ok := s.ByPingKey(a.key)
	if !ok {
		return nil, nil, checkin.ErrNotFound
	}
	return s.memory.lookUpSlug(ctx, project.ID, a.slug)
}

// serve takes in one report. A client that hangs up after it has sent its report has still reported.
func (s *Service) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodPost {
		w.Header().Set("Allow", methods)
		checkin.AnswerError(w, http.StatusMethodNotAllowed, "use "+methods)
		return
	}
	arrival := s.inFlight.begin()
	defer s.inFlight.end(arrival)
	now := arrival.at
	w.Header().Set("Cache-Control", "no-store")
	ctx := s.patience.within(s.StoreTimeout, now)
	var known *known
	var as *registered
	err := checkin.ErrNotFound
	if a, ok := parseAddress(r); ok {
		known, as, err = s.find(ctx, a) //nolint:contextcheck // who hangs up has still reported
	}
	if err != nil {
		s.refuse(w, r, "looking up", err)
		return
	}
	report := checkin.Report{Event: checkin.EventSuccess}
	if r.Method == http.MethodPost {
		p := decodePayload(s.ReadBody(w, r, maxBody))
		read := time.Now()
		report = p.report(read)
		ctx = s.patience.within(s.StoreTimeout, read)
	}
	report.Via = checkin.Via(r)
	if err := s.take(ctx, known, as, report, now); err != nil { //nolint:contextcheck // who hangs up has still reported
		s.refuse(w, r, "storing", err)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusOK)
	_, _ = io.WriteString(w, "OK\n") // the report is stored whether or not the answer arrives
}

// maxRest bounds how much of a body is read beyond what is kept of it.
const maxRest = 16 << 20

// ReadBody reads a body and returns its beginning, up to limit bytes. It gives up on a slow one after BodyTimeout and on a huge one after
// maxRest bytes more, and returns what came: a client that is answered with an error might fail its job over it. So might one that the
// connection is closed on while it sends, which is why the rest is read at all.
func (s *Service) ReadBody(w http.ResponseWriter, r *http.Request, limit int64) []byte {
	// Not every ResponseWriter has deadlines; those of net/http do, and those of tests need none.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(s.BodyTimeout))
	body, err := io.ReadAll(io.LimitReader(r.Body, limit))
	if err == nil && int64(len(body)) == limit {
		if _, err = io.CopyN(io.Discard, r.Body, maxRest); err == nil {
			err = errHuge
		} else if errors.Is(err, io.EOF) {
			err = nil
		}
	}
	if err != nil {
		s.Logger.Debug("checkin_body_cut_off", "read_bytes", len(body), "error", err)
		w.Header().Set("Connection", "close") // what is left of the body must not be taken for the next request
	}
	return body
}

var errHuge = errors.New("there is more of it than is read")

// refuse answers a report that is not taken. The check-in may be found missing as late as when the report is stored.
func (s *Service) refuse(w http.ResponseWriter, r *http.Request, step string, err error) {
	if !isNotFound(err) {
		s.unavailable(w, step, err)
		return
	}
	if err := s.Miss(r); err != nil {
		s.unavailable(w, step, err)
		return
	}
	checkin.AnswerError(w, http.StatusNotFound, "there is no such check-in")
}

// unavailable answers that a report cannot be taken now.
func (s *Service) unavailable(w http.ResponseWriter, step string, err error) {
	if tooMany, ok := errors.AsType[TooManyError](err); ok {
		w.Header().Set("Retry-After", tooMany.RetryAfter())
		checkin.AnswerError(w, http.StatusTooManyRequests, tooMany.Error())
		return
	}
	s.Refused(err)
	s.Logger.Error("checkin_not_taken", "step", step, "error", err)
	w.Header().Set("Retry-After", retryAfter)
	checkin.AnswerError(w, http.StatusServiceUnavailable, "the report could not be stored, try again")
}

func isNotFound(err error) bool { return errors.Is(err, checkin.ErrNotFound) }
