package history

import (
	"math/rand/v2"
	"time"
)

// trouble is a kind of Event: in how many percent of the histories it occurs, at most how often, and how it is drawn.
type trouble struct {
	percent, most int
	draw          func(r *rand.Rand, h History) Event
}

func troubles() []trouble {
	return []trouble{
		{50, 4, death(Crash)},
		{25, 2, death(Stop)},
		{60, 8, func(r *rand.Rand, h History) Event {
			e := death(CrashAt)(r, h)
			e.Step = Steps()[r.IntN(len(Steps()))]
			return e
		}},
		{30, 4, spell(StoreBusy, 10*time.Minute, 0, "")},
		{25, 2, spell(StoreFull, 30*time.Minute, 0, "")},
		{40, 4, spell(StoreLost, 20*time.Minute, 0, "")},
		{20, 2, spell(StoreGone, 10*time.Minute, 0, "")},
		{25, 3, spell(StoreSlow, 20*time.Minute, 8*time.Second, "")},
		{25, 3, spell(Frozen, 20*time.Minute, 5*time.Minute, "")},
		{20, 2, func(r *rand.Rand, h History) Event {
			e := spell(Skewed, 2*time.Hour, 30*time.Second, "")(r, h)
			if r.IntN(2) == 0 {
				e.Amount = -e.Amount
			}
			return e
		}},
		{30, 3, spell(Blind, 40*time.Minute, 0, "")},
		{50, 3, spell(Unruly, 2*time.Hour, 10*time.Minute, "")},
		{20, 2, spell(Scheduler, 45*time.Minute, 0, "")},
		{30, 2, spell(Down, 4*time.Hour, 0, either)},
		{20, 2, spell(Refused, time.Hour, 0, either)},
		{35, 3, spell(Limited, 20*time.Minute, 50*time.Second, either)},
		{10, 1, spell(Revoked, 3*time.Hour, 0, Slack)},
		{15, 1, spell(Archived, 3*time.Hour, 0, Slack)},
		{35, 3, spell(LosesAsk, 30*time.Minute, 0, either)},
		{45, 4, spell(LosesTell, 30*time.Minute, 0, either)},
		{25, 2, spell(Hangs, 20*time.Minute, 0, either)},
		{15, 2, spell(Late, 20*time.Minute, 2*time.Minute, either)},
		{25, 2, spell(Confused, 20*time.Minute, 0, either)},
	}
}

// either is one of the receivers, or all.
const either = "either"

// death is the end of a process.
func death(f Fault) func(*rand.Rand, History) Event {
	return func(r *rand.Rand, h History) Event {
		e := Event{Fault: f, Process: 1 + r.IntN(h.Leaders), At: between(r, 0, h.For)}
		e.For = between(r, time.Second, time.Minute)
		if r.IntN(3) == 0 {
			e.For = between(r, time.Minute, h.For/3)
		}
		return e
	}
}

// spell is a stretch of time in which a fault strikes.
func spell(f Fault, longest, amount time.Duration, receiver string) func(*rand.Rand, History) Event {
	return func(r *rand.Rand, h History) Event {
		e := Event{Fault: f, At: between(r, 0, h.For), For: between(r, time.Second, longest), Percent: 100}
		if r.IntN(2) == 0 {
			e.Percent = 1 + r.IntN(60)
		}
		if amount > 0 {
			e.Amount = between(r, time.Second, amount)
		}
		switch {
		case receiver == either:
			e.Receiver = []string{Slack, Audit, ""}[r.IntN(3)]
		case receiver != "":
			e.Receiver = receiver
		default:
			e.Process = r.IntN(h.Leaders + 1)
		}
		return e
	}
}
