package healthchecks

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/monitor"
)

// maxPings is how many of the newest pings are shown.
const maxPings = 100

// pingShape is a ping as the API shows it.
type pingShape struct {
	Type       string   `json:"type"`
	Date       string   `json:"date"`
	N          int64    `json:"n"`
	Scheme     string   `json:"scheme"`
	RemoteAddr *string  `json:"remote_addr"`
	Method     string   `json:"method"`
	UA         string   `json:"ua"`
	RID        *string  `json:"rid"`
	Duration   *float64 `json:"duration,omitempty"` // seconds
	BodyURL    *string  `json:"body_url"`
}

// listPings lists the newest pings, the newest first.
func (h *Handler) listPings(w http.ResponseWriter, r *http.Request, to call) error {
	ctx, cancel := h.bounded(r.Context())
	defer cancel()
	c, err := h.find(ctx, to, r.PathValue("id"))
	if err != nil {
		return err
	}
	all, newest, err := h.pings(ctx, c)
	if err != nil {
		return err
	}
	durations := durationsOf(all)
	base := h.BaseURL + "/api/v" + strconv.Itoa(to.v) + "/checks/" + c.ID + "/pings/"
	shapes := make([]pingShape, 0, len(all))
	for i, o := range all {
		p := h.pingShape(o, newest-int64(i))
		if durations[i] > 0 {
			p.Duration = new(durations[i].Seconds())
		}
		if bodyOf(o) != "" {
			p.BodyURL = new(base + strconv.FormatInt(p.N, 10) + "/body")
		}
		shapes = append(shapes, p)
	}
	answerJSON(w, http.StatusOK, map[string][]pingShape{"pings": shapes})
	return nil
}

// pings are the newest pings of a check, the newest first, and the number of the newest. They are counted from 1.
func (h *Handler) pings(ctx context.Context, c checkin.CheckIn) (all []monitor.Observation, newest int64, err error) {
	if all, err = h.Book.Reports(ctx, c.Monitor(), maxPings); err != nil {
		return nil, 0, err
	}
	states, err := h.states(ctx, c)
	return all, max(states[c.Monitor()].Reports, int64(len(all))), err
}

// getPingBody is what the job sent along with a ping.
func (h *Handler) getPingBody(w http.ResponseWriter, r *http.Request, to call) error {
	n, err := strconv.ParseInt(r.PathValue("n"), 10, 64)
	if err != nil {
		return checkin.ErrNotFound
	}
	ctx, cancel := h.bounded(r.Context())
	defer cancel()
	c, err := h.find(ctx, to, r.PathValue("id"))
	if err != nil {
		return err
	}
	all, newest, err := h.pings(ctx, c)
	if err != nil {
		return err
	}
	if n > newest || newest-n >= int64(len(all)) || bodyOf(all[newest-n]) == "" {
		return checkin.ErrNotFound
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff") // it is what a job printed
	_, _ = io.WriteString(w, bodyOf(all[newest-n]))     // nobody is left to tell where this fails
	return nil
}

func bodyOf(o monitor.Observation) string {
	if o.Evidence == nil || o.Evidence.Report == nil {
		return ""
	}
	return o.Evidence.Report.Output
}

func (h *Handler) pingShape(o monitor.Observation, n int64) pingShape {
	p := pingShape{Type: typeOf(o), Date: isoformat(o.At, time.Microsecond), N: n, Scheme: "http"}
	if scheme, _, ok := strings.Cut(h.BaseURL, "://"); ok {
		p.Scheme = scheme
	}
	if o.Run == nil {
		return p
	}
	method, rest, _ := strings.Cut(o.Run.Via, " ")
	address, agent, _ := strings.Cut(rest, " ")
	p.Method, p.UA = method, agent
	if address != "" {
		p.RemoteAddr = &address
	}
	if !o.Run.Unnamed {
		p.RID = new(string(o.Run.ID))
	}
	return p
}

// typeOf is what kind of ping a report was.
func typeOf(o monitor.Observation) string {
	switch {
	case o.Kind == monitor.Logged && o.Evidence != nil && o.Evidence.Report != nil && o.Evidence.Report.Ignored:
		return "ign"
	case o.Kind == monitor.Logged:
		return "log"
	case o.Run != nil && o.Run.Outcome == monitor.OutcomeSucceeded:
		return "success"
	case o.Run != nil && o.Run.Outcome == monitor.OutcomeFailed:
		return "fail"
	default:
		return "start"
	}
}

// durationsOf says how long the runs took that the reports ended; zero where that is not known. It is what the job said, or else counted
// from the start with the same run id. Reports without one pair with the newest start without one.
func durationsOf(newestFirst []monitor.Observation) []time.Duration {
	durations := make([]time.Duration, len(newestFirst))
	started := map[monitor.RunID]time.Time{}
	for i := len(newestFirst) - 1; i >= 0; i-- {
		o := newestFirst[i]
		if o.Run == nil || o.Kind == monitor.Logged {
			continue
		}
		id := o.Run.ID
		if o.Run.Unnamed {
			id = ""
		}
		if o.Run.Outcome == monitor.Unfinished {
			started[id] = o.At
			continue
		}
		if durations[i] = o.Run.FinishedAt.Sub(o.Run.StartedAt); durations[i] <= 0 && !started[id].IsZero() {
			durations[i] = o.At.Sub(started[id])
		}
		delete(started, id)
	}
	return durations
}
