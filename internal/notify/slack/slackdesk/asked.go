package slackdesk

import (
	"context"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/words"
)

// asked does what was typed behind /rollcall.
func (c *Clerk) asked(ctx context.Context, r request, m member, s slash) (said, error) {
	t, err := parseTyped(s.Text)
	if err != nil {
		return nil, err
	}
	switch t.verb {
	case verbStatus:
		return c.status(ctx, m, Filter{}, "")
	case verbMine:
		return c.mine(ctx, r, m)
	case verbSilence:
		silence := incident.Silence{Match: t.job, Reason: t.reason}
		if silence.Match.Owner, err = c.limit(ctx, r, m); err != nil {
			return nil, err
		}
		return c.mute(ctx, r, m, t.name, silence, t.length)
	case verbSilences:
		return c.silences(ctx, m)
	case verbUnsilence:
		return c.unsilence(ctx, m, t.id)
	case verbSuspend:
		return c.suspend(ctx, r, m, t)
	case verbResume:
		return c.resume(ctx, m, t)
	default:
		return help(r.say), nil
	}
}

func help(say words.Words) said {
	return lines(say.Typed.Help, say.Typed.HelpStatus, say.Typed.HelpMine, say.Typed.HelpSilence, say.Typed.HelpSilences,
		say.Typed.HelpUnsilence, say.Typed.HelpSuspend, say.Typed.HelpResume)
}
