package slackdesk

import (
	"context"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/notify/words"
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
		return c.handOver(i, a.Text, m.say), nil
	case formSilence:
		return c.silence(ctx, r, i, m, f)
	default:
		return nil, refusal(func(say words.Words) string { return say.Refusal.UnknownForm })
	}
	return nil, c.answer(ctx, a, m)
}

// silence mutes the Monitor of an Incident.
func (c *Clerk) silence(ctx context.Context, r request, i incident.Incident, m member, f form) (said, error) {
	if i.Kind.Shared() {
		return nil, refusal(func(say words.Words) string { return say.Refusal.SharedSilence })
	}
	length, ok := span(f.value(blockSpan))
	if !ok {
		return nil, nothing(func(say words.Words) string { return say.Typed.SilentFor(short(f.value(blockSpan))) })
	}
	return c.mute(ctx, r, m, job(i), incident.Silence{
		Match: incident.Matcher{Monitor: i.Monitor}, Reason: f.text(), UntilRecovery: f.value(blockRecovery) != "",
	}, length)
}
