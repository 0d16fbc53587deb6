package slackdesk

import (
	"fmt"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/slack/blockkit"
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
		return within(c.hoursOf(i.Notice.Owner.Team, m).NextDay(now), "the next working day of the team", now, m)
	case blockkit.SnoozeNextRun:
		next := i.Notice.NextSlot
		switch {
		case next.IsZero():
			return next, refusal("Nothing has changed: no next run is known.")
		case !next.After(now):
			return next, refusal("Nothing has changed: the next run is due already, since " + clock(now, m.zone).Full(next) + ".")
		}
		return within(next, "the next run", now, m)
	default:
		return time.Time{}, refusal(fmt.Sprintf("Nothing has changed: %q is no choice of this menu.", short(choice)))
	}
}

// within is the end of a snooze that may be so long; event is what happens then.
func within(end time.Time, event string, now time.Time, m member) (time.Time, error) {
	if end.Sub(now) > incident.MaxSnooze {
		return end, refusal(fmt.Sprintf("Nothing has changed: %s comes in more than 30 days, on %s.", event, clock(now, m.zone).At(end)))
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
