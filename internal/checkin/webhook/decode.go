package webhook

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
)

// The events.
const (
	eventMissing   = "check_in_missing"
	eventReporting = "check_in_reporting"
)

// event is a payload of version 2 or 3, as far as it matters here. Version 3 has payload_version, links, actor and credential
// beside it, and report_url for url.
type event struct {
	Event   text    `json:"event"`
	Message text    `json:"message"`
	Project project `json:"project"`
	CheckIn checkIn `json:"check_in"`

	unread []string // fields that say something that cannot be read
}

type project struct {
	ID   text `json:"id"`
	Name text `json:"name"`
}

type checkIn struct {
	ID           text    `json:"id"`
	Name         text    `json:"name"`
	Slug         text    `json:"slug"`
	State        text    `json:"state"`
	ScheduleType text    `json:"schedule_type"`
	ReportedAt   instant `json:"reported_at"`
	ExpectedAt   instant `json:"expected_at"`
	MissedCount  count   `json:"missed_count"`
	ReportPeriod length  `json:"report_period"`
	GracePeriod  length  `json:"grace_period"`
	CronSchedule text    `json:"cron_schedule"`
	CronTimezone text    `json:"cron_timezone"`
	DetailsURL   text    `json:"details_url"`
}

const maxID = 128 // of a project or a check-in, in bytes

// decode reads a payload. Its error says, for who set the webhook up, what is wrong with it.
func decode(body []byte) (event, error) {
	var e event
	if err := json.Unmarshal(body, &e); err != nil {
		return event{}, describe(err)
	}
	switch e.Event {
	case eventMissing, eventReporting:
	case "":
		return event{}, errors.New("event: missing; a check-in payload has check_in_missing or check_in_reporting there")
	default:
		return event{}, fmt.Errorf("event %q is not about a check-in; only check_in_missing and check_in_reporting are taken here",
			checkin.Head(string(e.Event), maxID))
	}
	if err := checkID("project.id", e.Project.ID); err != nil {
		return event{}, err
	}
	if err := checkID("check_in.id", e.CheckIn.ID); err != nil {
		return event{}, err
	}
	for field, failed := range map[string]bool{
		"reported_at": e.CheckIn.ReportedAt.failed, "expected_at": e.CheckIn.ExpectedAt.failed,
		"missed_count": e.CheckIn.MissedCount.failed, "report_period": e.CheckIn.ReportPeriod.failed,
		"grace_period": e.CheckIn.GracePeriod.failed,
	} {
		if failed {
			e.unread = append(e.unread, "check_in."+field)
		}
	}
	return e, nil
}

// checkID accepts what can be a part of a Monitor's id.
func checkID(field string, id text) error {
	if id == "" {
		return fmt.Errorf("%s: missing", field)
	}
	if len(id) > maxID || strings.ContainsFunc(string(id), func(r rune) bool { return !idRune(r) }) {
		return fmt.Errorf("%s %q: use up to %d letters, digits, hyphens, dots and underscores", field, checkin.Head(string(id), maxID), maxID)
	}
	return nil
}

func idRune(r rune) bool {
	return (r >= 'a' && r <= 'z') || (r >= 'A' && r <= 'Z') || (r >= '0' && r <= '9') || r == '-' || r == '_' || r == '.'
}

// describe puts an error of the decoder in terms of the payload.
func describe(err error) error {
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		field := e.Field
		if field == "" {
			field = "the payload"
		}
		return fmt.Errorf("%s is a JSON %s; an object with event, project and check_in is expected", field, e.Value)
	}
	return fmt.Errorf("not JSON: %w", err)
}

// past is an instant, if it is not in the future: a time that is yet to come says nothing of what happened.
func past(at, now time.Time) time.Time {
	if at.After(now) {
		return time.Time{}
	}
	return at
}
