package report

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
)

// DefaultBodyLimit is how many bytes of a body healthchecks keeps unless its Ping-Body-Limit says otherwise.
const DefaultBodyLimit = 10_000

// lateAfter is how long after a run's end its report says that it is late.
const lateAfter = time.Minute

// healthchecks writes a report as a ping: …/start, …/{exit code}, …/fail, with rid for the run, and the output as the body.
// https://healthchecks.io/docs/http_api/
func healthchecks(r Report, u *url.URL, now time.Time, limit int) (message, bool, error) {
	target := *u
	query := target.Query()
	query.Set("rid", r.RunID)
	target.RawQuery = query.Encode()
	e := r.Ended
	switch {
	case e == nil:
		return message{address: target.JoinPath("start").String()}, true, nil
	case e.Unstarted, e.Signal != "", e.ExitCode < 0, e.ExitCode > 255:
		target = *target.JoinPath("fail")
	default:
		target = *target.JoinPath(strconv.Itoa(e.ExitCode))
	}
	head := ""
	if now.Sub(e.FinishedAt) > lateAfter {
		head = fmt.Sprintf("[rollcall exec: told late; ran from %s to %s]\n", r.StartedAt.Format(time.RFC3339), e.FinishedAt.Format(time.RFC3339))
	}
	if e.Signal != "" {
		head += fmt.Sprintf("[rollcall exec: ended by %s, exit code %d]\n", e.Signal, e.ExitCode)
	}
	body := checkin.Head(head, limit)
	return message{
		address: target.String(), contentType: "text/plain; charset=utf-8",
		body: []byte(body + checkin.Tail(both(*e), limit-len(body))),
	}, true, nil
}

// both is the output in one text: errors stand last, where a cut spares them.
func both(e End) string {
	switch {
	case e.Stderr == "":
		return e.Stdout
	case e.Stdout == "":
		return e.Stderr
	default:
		return e.Stdout + "\n--- stderr ---\n" + e.Stderr
	}
}
