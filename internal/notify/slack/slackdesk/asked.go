package slackdesk

import (
	"context"

	"rollcall.dev/rollcall/internal/incident"
)

// asked does what was typed behind /rollcall.
func (c *Clerk) asked(ctx context.Context, r request, m member, s slash) (said, error) {
	t, err := parseTyped(s.Text)
	if err != nil {
		return nil, refusal("Nothing has changed: " + err.Error() + ".")
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
		return help(), nil
	}
}

func help() said {
	return lines("What Rollcall understands here:",
		"/rollcall status – what is open, the worst first",
		"/rollcall mine – what is open of my teams, or of this channel's",
		"/rollcall silence JOB DURATION REASON – such as: silence billing/invoice-close 4h the database is being moved. "+
			"JOB is NAMESPACE/NAME or NAME, with * and ?; DURATION is 30m, 4h, 2d or 1w, at most 30d",
		"/rollcall silences – what is silent, why, and until when",
		"/rollcall unsilence ID – end a silence",
		"/rollcall suspend NAMESPACE/JOB DURATION REASON – have no run of a CronJob of my team's begin for that time; it is resumed at the end",
		"/rollcall resume NAMESPACE/JOB – resume it before",
	)
}
