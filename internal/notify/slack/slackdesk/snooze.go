package slackdesk

import (
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/slack/blockkit"
	"rollcall.dev/rollcall/internal/notify/words"
	"rollcall.dev/rollcall/internal/ownership"
)

// until is when a snooze ends.
func (c *Clerk) until(choice string, i incident.Incident, now time.Time, m member) (time.Time, error) {
	switch choice {
	case blockkit.SnoozeHour:
		return now.Add(time.Hour), nil
	case blockkit.SnoozeHalfDay:
		return now.Add(4 * time.Hour), nil
	case blockkit.SnoozeNextDay:
		return within(c.hoursOf(i.Notice.Owner.Team, m).NextDay(now), now, func(say words.Words, on time.Time) string {
			return say.Refusal.DayTooFar(m.at(now).At(on))
		})
	case blockkit.SnoozeNextRun:
		next := i.Notice.NextSlot
		switch {
		case next.IsZero():
			return next, refusal(func(say words.Words) string { return say.Refusal.NoNextRun })
		case !next.After(now):
			return next, refusal(func(say words.Words) string { return say.Refusal.NextRunDue(m.at(now).Full(next)) })
		}
		return within(next, now, func(say words.Words, on time.Time) string { return say.Refusal.RunTooFar(m.at(now).At(on)) })
	default:
		return time.Time{}, refusal(func(say words.Words) string { return say.Refusal.UnknownChoice(short(choice)) })
	}
}

// within is the end of a snooze that may be so long; far says that it may not.
func within(end, now time.Time, far func(words.Words, time.Time) string) (time.Time, error) {
	if end.Sub(now) > incident.MaxSnooze {
		return end, refusal(func(say words.Words) string { return far(say, end) })
	}
	return end, nil
}

// hoursOf are those of the team that owns a job; of one that the configuration does not have, the usual ones where it was.
func (c *Clerk) hoursOf(owner ownership.Team, m member) ownership.Hours {
	if known := slices.IndexFunc(c.config.Teams, func(t Team) bool { return t.ID == owner.ID }); known >= 0 {
		return c.config.Teams[known].Hours
	}
	if owner.Timezone == "" {
		return ownership.Hours{Zone: m.zone}
	}
	return ownership.Hours{Zone: zoneOf(owner.Timezone)}
}
