package slackdesk

import (
	"context"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/render"
)

// text is what was written, as it may be shown.
func (f form) text() string { return render.Text(f.value(blockText)) }

// filled takes in a form. Who sends it, and about what, is looked up again.
func (c *Clerk) filled(ctx context.Context, r request, m member, f form) (said, error) {
	if f.kind == formRerun {
		return c.order(ctx, r, m, f)
	}
	i, err := c.find(ctx, m, f.ref.Incident)
	if err != nil {
		return nil, err
	}
	a := incident.Answer{ID: r.id, Incident: i.ID, By: m.Person, At: time.Now(), Version: f.ref.Version, Text: f.text()}
	switch f.kind {
	case formNotActionable:
		a.Kind = incident.NotActionable
	case formComment:
		a.Kind = incident.Comment
	case formWrongOwner:
		a.Kind = incident.WrongOwner
		if err := c.answer(ctx, a, m); err != nil {
			return nil, err
		}
		return c.handOver(i, a.Text), nil
	case formSilence:
		return c.silence(ctx, r, i, m, f)
	default:
		return nil, refusal("Nothing has changed: this form is not known to Rollcall.")
	}
	return nil, c.answer(ctx, a, m)
}

// silence mutes the Monitor of an Incident.
func (c *Clerk) silence(ctx context.Context, r request, i incident.Incident, m member, f form) (said, error) {
	if i.Kind.Shared() {
		return nil, refusal("Nothing has changed: what concerns a whole cluster is not silenced by a button. Use /rollcall silence for its jobs.")
	}
	length, err := span(f.value(blockSpan))
	if err != nil {
		return nil, refusal("Nothing has changed: " + err.Error() + ".")
	}
	return c.mute(ctx, r, m, job(i), incident.Silence{
		Match: incident.Matcher{Monitor: i.Monitor}, Reason: f.text(), UntilRecovery: f.value(blockRecovery) != "",
	}, length)
}
