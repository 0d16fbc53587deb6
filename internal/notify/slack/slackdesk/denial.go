package slackdesk

import (
	"context"
	"errors"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/notify/words"
)

// denial is a refusal for who somebody is. It stands in the audit log, in English, as what is allowed does.
type denial func(say words.Words) string

// Error implements error.
func (d denial) Error() string { return refusal(d).Error() }
func (d denial) Unwrap() error { return refusal(d) }

// audited is the error as it was; a denial is in the audit log by then. Whoever comes too late, or wrote what nobody understands, was
// allowed to, and did nothing.
func (c *Clerk) audited(ctx context.Context, r request, m member, err error) error {
	no, ok := errors.AsType[denial](err)
	if !ok {
		return err
	}
	tried, subject := r.tried()
	if failed := c.desk.Deny(ctx, incident.Record{
		At: time.Now(), By: m.Person, What: incident.Denied, Subject: subject, Text: render.Head(render.Line(tried), maxSaid) + ": " + no.Error(),
	}); failed != nil {
		c.log.ErrorContext(ctx, "the audit log lacks that somebody in slack was refused", "user", r.who.user, "what", r.what(), "error", failed)
	}
	return err
}

// tried is what somebody wanted, and the id of the Incident that it was about; both as Slack says.
func (r request) tried() (act, subject string) {
	switch {
	case r.press != nil:
		return r.press.action, r.press.ref.Incident
	case r.form != nil:
		return r.form.kind, r.form.ref.Incident
	default:
		return "/rollcall " + r.typed.Text, ""
	}
}
