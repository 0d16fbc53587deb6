package sim_test

import (
	"slices"
	"testing"
	"time"

	"rollcall.dev/rollcall/test/sim/history"
	"rollcall.dev/rollcall/test/sim/judge"
	"rollcall.dev/rollcall/test/sim/process"
)

// Each promise that is broken on purpose is noticed, by the invariant that is about it.
func TestSabotageIsNoticed(t *testing.T) {
	t.Parallel()
	if *replay != "" {
		t.Skip("replaying one")
	}
	type expected struct {
		invariants []string
		weather    []history.Event // that shows it, for all of the history
	}
	all := map[process.Sabotage]expected{
		process.LosesCommits:    {[]string{"fact lost"}, nil},
		process.LosesMessages:   {[]string{"incident"}, nil},
		process.RepeatsVerdicts: {[]string{"verdict twice"}, nil},
		process.StaleStates:     {[]string{"state", "verdict twice"}, nil},
		process.TellsEarly:      {[]string{"told unstored", "told twice"}, []history.Event{{Fault: history.StoreBusy, Percent: 30}}},
		process.Oversleeps:      {[]string{"late"}, nil},
		process.NeverRests:      {[]string{"rounds"}, nil},
		process.AccusesBlindly:  {[]string{"false alarm"}, []history.Event{{Fault: history.Blind, At: 30 * time.Minute, Percent: 100}}},
		process.GivesUp:         {[]string{"truth", "state", "false alarm"}, []history.Event{{Fault: history.StoreFull, Percent: 60}}},
		process.NoLease:         {[]string{"lease"}, []history.Event{{Fault: history.Hangs, Percent: 50}}},
		process.NoFencing: {[]string{"lease"}, []history.Event{
			{Fault: history.Frozen, Percent: 10, Amount: 4 * time.Minute}, {Fault: history.Hangs, Percent: 60, Receiver: history.Slack},
		}},
		process.HidesAmbiguity: {[]string{"told twice"}, []history.Event{{Fault: history.LosesTell, Percent: 50}}},
		process.Forgets:        {[]string{"outbox", "root"}, []history.Event{{Fault: history.LosesAsk, Percent: 50}}},
		process.Lies:           {[]string{"outbox"}, nil},
		process.Hurries:        {[]string{"told late", "outbox", "lease"}, nil},
		process.TakesTwice:     {[]string{"fact twice"}, []history.Event{{Fault: history.Unruly, Percent: 80, Amount: 5 * time.Minute}}},
		process.DropsVerdicts:  {[]string{"verdict lost"}, nil},
		process.EndsFirst:      {[]string{"recovery"}, nil},
		process.Overtakes:      {[]string{"recovery"}, nil},
		process.NoThread:       {[]string{"root"}, nil},
	}
	for _, sabotage := range process.Sabotages() {
		t.Run(string(sabotage), func(t *testing.T) {
			t.Parallel()
			want, ok := all[sabotage]
			if !ok {
				t.Fatal("nobody knows what is to notice it")
			}
			for seed := range uint64(20) {
				h := history.Draw(seed)
				h.Leaders = 2
				h.Events = nil
				for _, e := range want.weather {
					e.For = h.For
					h.Events = append(h.Events, e)
				}
				for i := range h.Jobs {
					h.Jobs[i].Fates.Fails = 50
				}
				r, _ := play(t, h, sabotage)
				i := slices.IndexFunc(r.Findings, func(f judge.Finding) bool { return slices.Contains(want.invariants, f.Invariant) })
				if i >= 0 {
					t.Logf("seed %d: %s", seed, r.Findings[i])
					return
				}
				if len(r.Findings) > 0 { // one thing that is broken breaks others, and a play stops at the first of them
					t.Logf("seed %d: noticed as something else: %s", seed, r.Findings[0])
				}
			}
			t.Errorf("nobody notices %s", sabotage)
		})
	}
}
