package honeybadger

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Delivery is one webhook that was sent, or was tried to be.
type Delivery struct {
	URL    string
	Event  string // check_in_missing or check_in_reporting
	Body   []byte
	At     time.Time // when it was sent
	Status int       // 0: no answer
	Err    error     // of the connection
}

type outgoing struct {
	hook  Webhook
	event string
	body  []byte
}

func (s *Server) missed(x *CheckIn, at time.Time) {
	s.emit("check_in_missing", fmt.Sprintf("[%s] MISSING: %s hasn't checked in for %s", s.opts.ProjectName, x.label(),
		ago(at.Sub(x.ReportedAt))), x)
}

// recovered tells that reports come again. Their sample shows the check-in as it was before: "missing", with the old times.
func (s *Server) recovered(was, is *CheckIn) {
	shown := was
	if s.opts.Quirks.HonestRecovery {
		shown = is
	}
	s.emit("check_in_reporting", fmt.Sprintf("[%s] REPORTING: %s is reporting again", s.opts.ProjectName, is.label()), shown)
}

// emit queues an event of the v2 shape for every webhook. The lock is held.
func (s *Server) emit(event, message string, x *CheckIn) {
	checkIn := s.wire(x)
	periods := map[string]Period{"grace_period": x.GracePeriod}
	if x.ScheduleType == "simple" {
		periods["report_period"] = x.ReportPeriod
	}
	for key, p := range periods {
		switch {
		case s.opts.Quirks.IntegerPeriods:
			checkIn[key] = p.seconds()
		case p.zero():
			checkIn[key] = "00:00:00" // as their sample has it
		}
	}
	checkIn["details_url"] = s.address() + "/projects/" + strconv.Itoa(s.opts.ProjectID) + "/check_ins"
	body, err := json.Marshal(map[string]any{"event": event, "message": message, "project": s.project(), "check_in": checkIn})
	if err != nil {
		return // strings, numbers and nulls always encode
	}
	for _, hook := range s.opts.Webhooks {
		s.outgoing = append(s.outgoing, outgoing{hook, event, body})
	}
}

// project is the object that their webhooks carry; most of it has nothing to do with check-ins.
func (s *Server) project() map[string]any {
	id, born := s.opts.ProjectID, stamp(s.born)
	owner := map[string]any{"id": 1, "email": "owner@example.com", "name": "Example Works"}
	return map[string]any{
		"id": id, "name": s.opts.ProjectName, "created_at": born, "disable_public_links": false, "pivotal_project_id": nil,
		"asana_workspace_id": nil, "token": s.opts.APIKey, "github_project": nil,
		"environments": []any{map[string]any{"id": 94721, "project_id": id, "name": "production", "notifications": true,
			"created_at": born,
			"updated_at": born}},
		"owner": owner, "last_notice_at": nil, "earliest_notice_at": born, "unresolved_fault_count": 0, "fault_count": 0, "active": true,
		"users": []any{map[string]any{"id": 1, "email": "owner@example.com", "name": "Olga Owner"}}, "sites": []any{}, "team_id": nil,
	}
}

// flush sends what is queued, in order, each once: no retry is documented.
func (s *Server) flush(ctx context.Context) {
	for {
		s.mu.Lock()
		if len(s.outgoing) == 0 || ctx.Err() != nil {
			s.mu.Unlock()
			return
		}
		out := s.outgoing[0]
		s.outgoing = s.outgoing[1:]
		s.mu.Unlock()
		d := Delivery{URL: out.hook.URL, Event: out.event, Body: out.body, At: time.Now()}
		d.Status, d.Err = s.send(ctx, out)
		s.mu.Lock()
		s.deliveries = append(s.deliveries, d)
		s.notify()
		s.mu.Unlock()
	}
}

func (s *Server) send(ctx context.Context, out outgoing) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, out.hook.URL, bytes.NewReader(out.body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Honeybadger Webhook (stand-in)")
	if out.hook.Bearer != "" {
		req.Header.Set("Authorization", "Bearer "+out.hook.Bearer)
	}
	res, err := s.opts.HTTPClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = res.Body.Close() }()                       // nothing depends on it
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, maxBody)) // so that the connection can be used again
	return res.StatusCode, nil
}
