package healthchecks

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"rollcall.dev/rollcall/internal/incident"
)

// flip is a change of status as the API shows it.
type flip struct {
	Timestamp string `json:"timestamp"`
	Up        int    `json:"up"` // 1: up, 0: down

	at time.Time
}

// listFlips lists when a check went down and came back, the newest first.
func (h *Handler) listFlips(w http.ResponseWriter, r *http.Request, to call) error {
	from, until, ok := span(r.URL.Query(), time.Now())
	if !ok {
		return fault{code: http.StatusBadRequest}
	}
	ctx, cancel := h.bounded(r.Context())
	defer cancel()
	c, err := h.lookUp(ctx, to, r.PathValue("id"))
	if err != nil {
		return err
	}
	all, err := h.Book.Incidents(ctx, c.Monitor(), from)
	if err != nil {
		return err
	}
	flips := slices.DeleteFunc(flipsOf(all), func(f flip) bool {
		return f.at.Before(from) || !until.IsZero() && !f.at.Before(until)
	})
	answerJSON(w, http.StatusOK, map[string][]flip{"flips": flips})
	return nil
}

// span is the time that is asked for; a zero end is none. It is false where that cannot be read.
func span(query url.Values, now time.Time) (from, until time.Time, ok bool) {
	const (
		lastInstant = 10_000_000_000 // in the year 2286
		longest     = 31_536_000
	)
	number := func(name string, most int64) (int64, bool) {
		text := query.Get(name)
		if text == "" {
			return -1, true
		}
		n, err := strconv.ParseInt(text, 10, 64)
		return n, err == nil && n >= 0 && n <= most
	}
	start, startOK := number("start", lastInstant)
	end, endOK := number("end", lastInstant)
	last, lastOK := number("seconds", longest)
	if start >= 0 {
		from = time.Unix(start, 0)
	}
	if since := now.Add(-time.Duration(last) * time.Second); last >= 0 && since.After(from) {
		from = since
	}
	if end >= 0 {
		until = time.Unix(end, 0)
	}
	return from, until, startOK && endOK && lastOK
}

// flipsOf are the changes of status that incidents are. A check is down while at least one of them is open.
func flipsOf(all []incident.Incident) []flip {
	type edge struct {
		at   time.Time
		open int // 1, or -1 where one ends
	}
	var edges []edge
	for _, i := range all {
		edges = append(edges, edge{i.OpenedAt, 1})
		if i.Status == incident.Resolved {
			edges = append(edges, edge{i.ResolvedAt, -1})
		}
	}
	slices.SortStableFunc(edges, func(a, b edge) int { // where one ends as another opens, the check stays down
		if c := a.at.Compare(b.at); c != 0 {
			return c
		}
		return b.open - a.open
	})
	flips := []flip{}
	open := 0
	for _, e := range edges {
		was := open
		if open += e.open; (was == 0) != (open == 0) {
			f := flip{Timestamp: isoformat(e.at, time.Second), at: e.at}
			if open == 0 {
				f.Up = 1
			}
			flips = append(flips, f)
		}
	}
	slices.Reverse(flips)
	return flips
}
