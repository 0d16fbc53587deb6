package judge

import (
	"slices"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/test/sim/journal"
)

// skew is how far two clocks may be apart.
const skew = time.Minute

// leases checks that a message is in one hand at a time.
func (c *court) leases() {
	claims := map[string][]journal.Claim{}
	for _, k := range c.Pages.Claims {
		if held := claims[k.Delivery]; len(held) > 0 {
			before := held[len(held)-1]
			if k.At.Before(before.Until.Add(-skew)) && !c.released(before, k.At) {
				c.find("lease", "%s claims %s at %s, which %s has until %s", k.Process, short(k.Delivery), clock(k.At), before.Process, clock(before.Until))
			}
		}
		claims[k.Delivery] = append(claims[k.Delivery], k)
	}
	c.fenced(claims)
	for _, s := range c.Pages.Sends {
		if s.Attempt.ID == "" {
			continue
		}
		var holder journal.Claim
		for _, k := range claims[s.Attempt.ID] {
			if !k.At.After(s.At) {
				holder = k
			}
		}
		done := slices.ContainsFunc(c.Pages.Conclusions, func(k journal.Conclusion) bool {
			return k.Delivery == s.Attempt.ID && k.Result.RetryAt.IsZero() && k.At.Before(s.At)
		})
		switch {
		case done:
			c.find("lease", "%s sends %s at %s, which was concluded", s.Process, short(s.Attempt.ID), clock(s.At))
		case holder.Process != s.Process:
			c.find("lease", "%s sends %s at %s, which %s has", s.Process, short(s.Attempt.ID), clock(s.At), holder.Process)
		case s.At.After(holder.Until.Add(skew)):
			c.find("lease", "%s sends %s at %s, which it had until %s", s.Process, short(s.Attempt.ID), clock(s.At), clock(holder.Until))
		}
	}
}

// fenced checks that nobody ends an attempt that somebody else has begun meanwhile.
func (c *court) fenced(claims map[string][]journal.Claim) {
	for _, k := range c.Pages.Conclusions {
		var holder journal.Claim
		for _, claim := range claims[k.Delivery] {
			if !claim.At.After(k.At) {
				holder = claim
			}
		}
		if holder.Process != k.Process {
			c.find("lease", "%s concludes %s at %s, which %s has", k.Process, short(k.Delivery), clock(k.At), holder.Process)
		}
	}
}

// released reports whether a lease had ended before its time: the attempt was concluded, or its process was followed by another one
// that is alone.
func (c *court) released(k journal.Claim, at time.Time) bool {
	concluded := slices.ContainsFunc(c.Pages.Conclusions, func(e journal.Conclusion) bool {
		return e.Delivery == k.Delivery && !e.At.Before(k.At) && !e.At.After(at)
	})
	return concluded || c.History.Leaders == 1
}

// settled checks that nothing is left in the outbox, and why what was not sent was not.
func (c *court) settled() {
	for i, row := range c.order {
		id := short(row.Message.ID)
		newer := slices.ContainsFunc(c.order[i+1:], func(r Row) bool {
			return r.Message.Action == notify.Update && threadOf(r.Message) == threadOf(row.Message)
		})
		switch {
		case row.Status == "pending" || row.InFlight:
			c.find("outbox", "%s for %s is still %s, in flight %t: %s", id, row.Message.Destination, row.Status, row.InFlight, row.LastError)
		case row.Status == "skipped" && row.Message.Action != notify.Update:
			c.find("outbox", "%s, a %s for %s, was skipped: %s", id, row.Message.Action, row.Message.Destination, row.LastError)
		case row.Status == "skipped" && strings.Contains(row.LastError, "superseded") && !newer:
			c.find("outbox", "%s was skipped for a newer one that is not there", id)
		case row.Status == "dead" && row.LastError == "":
			c.find("outbox", "%s is dead, and nobody says why", id)
		}
	}
}

// rounds counts what the processes did.
func (c *court) rounds() {
	concluded := map[journal.Call]int{} // a message that is held, as a receiver asks, is work too
	for _, k := range c.Pages.Conclusions {
		at := k.At.Unix() / 60
		concluded[journal.Call{Process: k.Process, Kind: journal.Claims, Minute: at}] += 3
		concluded[journal.Call{Process: k.Process, Kind: journal.Naps, Minute: at}] += 3
	}
	for call, n := range c.Pages.Calls {
		limit := map[string]int{journal.Rounds: 200, journal.Claims: 200, journal.Naps: 200}[call.Kind]
		if limit > 0 && n > limit+concluded[call] {
			c.find("rounds", "%s made %d calls (%s) in the minute from %s", call.Process, n, call.Kind, clock(time.Unix(call.Minute*60, 0)))
		}
	}
	if !c.Final {
		return
	}
	for id, s := range c.Shelf.States {
		if !s.NextCheck.IsZero() && s.NextCheck.Before(c.Shelf.At.Add(-time.Minute)) {
			c.find("rounds", "%s was to be looked at at %s, and it is %s", id, clock(s.NextCheck), clock(c.Shelf.At))
		}
	}
}
