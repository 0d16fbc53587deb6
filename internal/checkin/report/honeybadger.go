package report

import (
	"bytes"
	"encoding/json"
	"net/url"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
)

// maxJSON is what a report in JSON takes at most, in bytes: Honeybadger documents under 20 KB.
const maxJSON = 19_000

// What is posted, in the form {"check_in": …}.
type (
	envelope[T any] struct {
		CheckIn T `json:"check_in"`
	}
	// outcome is Honeybadger's own.
	outcome struct {
		Status   string `json:"status"`   // "success" or "error"
		Duration int64  `json:"duration"` // ms
		Stdout   string `json:"stdout"`
		Stderr   string `json:"stderr"`
		ExitCode int    `json:"exit_code"`
	}
	// begun and ended are ours: the same with the run's id and its times.
	begun struct {
		Status    string    `json:"status"` // "start"
		RunID     string    `json:"run_id"`
		StartedAt time.Time `json:"started_at"`
		SentAt    time.Time `json:"sent_at"`
	}
	ended struct {
		outcome
		RunID      string    `json:"run_id"`
		StartedAt  time.Time `json:"started_at"`
		FinishedAt time.Time `json:"finished_at"`
		SentAt     time.Time `json:"sent_at"`
		Signal     string    `json:"signal,omitempty"`
		MaxRSS     int64     `json:"max_rss,omitempty"` // bytes
	}
)

// honeybadger writes the end of a run as Honeybadger reads it. It has no word for a start.
func honeybadger(r Report, u *url.URL, _ time.Time, _ int) (message, bool, error) {
	if r.Ended == nil {
		return message{}, false, nil
	}
	body, err := fit(*r.Ended, func(o outcome) any { return envelope[outcome]{o} })
	return message{address: u.String(), contentType: "application/json", body: body}, true, err
}

// rollcall writes start and end with the run's id and its times.
func rollcall(r Report, u *url.URL, now time.Time, _ int) (message, bool, error) {
	m := message{address: u.String(), contentType: "application/json"}
	var err error
	now = now.UTC()
	if r.Ended == nil {
		m.body, err = json.Marshal(envelope[begun]{begun{Status: "start", RunID: r.RunID, StartedAt: r.StartedAt, SentAt: now}})
		return m, true, err
	}
	e := *r.Ended
	m.body, err = fit(e, func(o outcome) any {
		return envelope[ended]{ended{
			outcome: o, RunID: r.RunID, StartedAt: r.StartedAt, FinishedAt: e.FinishedAt, SentAt: now, Signal: e.Signal, MaxRSS: e.MaxRSS,
		}}
	})
	return m, true, err
}

// fit writes an end with as much of the end of its output as there is room for. JSON makes some letters longer, so it is tried.
func fit(e End, whole func(outcome) any) ([]byte, error) {
	o := outcome{Status: "success", Duration: e.Duration.Milliseconds(), ExitCode: e.ExitCode}
	if e.Failed() {
		o.Status = "error"
	}
	for room := maxJSON; ; room = room * 3 / 4 {
		o.Stdout, o.Stderr = checkin.Tail(e.Stdout, room), checkin.Tail(e.Stderr, room)
		var body bytes.Buffer
		enc := json.NewEncoder(&body)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(whole(o)); err != nil || body.Len() <= maxJSON || room == 0 {
			return body.Bytes(), err
		}
	}
}
