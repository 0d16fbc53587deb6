package sim_test

import (
	"fmt"
	"testing"
	"time"

	"rollcall.dev/rollcall/test/sim/history"
)

// TestCrashAtEveryStep has a process die once at each step that it comes to in a small history: before and after each commit, claim,
// request and conclusion, at each read and look; alone, and while another one goes on. Without -thorough it takes the 1st, 2nd, 4th, 8th
// and so on of each.
func TestCrashAtEveryStep(t *testing.T) {
	t.Parallel()
	if *replay != "" {
		t.Skip("replaying one")
	}
	for _, leaders := range []int{1, 2} {
		for _, step := range history.Steps() {
			t.Run(fmt.Sprintf("%s of %d", step, leaders), func(t *testing.T) {
				t.Parallel()
				died, process := 0, 1
				if leaders > 1 {
					process = 0 // whoever comes there first: which of the two has the work is chance
				}
				for nth := 1; ; nth = next(nth) {
					h := small(leaders)
					h.Events = []history.Event{{Fault: history.CrashAt, Process: process, Step: step, Nth: nth, For: 20 * time.Second}}
					r, story := play(t, h, "")
					if r.Struck[history.At(step)] == 0 {
						break
					}
					if died++; len(r.Findings) > 0 {
						report(t, h, r, story)
						return
					}
				}
				if died == 0 {
					t.Error("it never came to that step")
				}
				t.Logf("%d deaths", died)
			})
		}
	}
}

func next(nth int) int {
	if *thorough {
		return nth + 1
	}
	return 2 * nth
}

// small is a history of an hour in which one job fails and recovers, one is sometimes not started, and one reports.
func small(leaders int) history.History {
	const minute = time.Minute
	return history.History{
		Seed: 7, Start: time.Date(2026, time.May, 4, 9, 3, 0, 0, time.UTC), For: 40 * minute, Settle: 30 * minute,
		Leaders: leaders, Workers: 2, GiveUpAfter: 24 * time.Hour,
		Jobs: []history.Job{
			{
				Name: "fails", Kind: history.CronJob, Schedule: "*/10 * * * *", Policy: "Forbid", At: -minute, Grace: minute, StartGrace: minute,
				Keep: time.Hour, Owner: "billing", Fates: history.Fates{Fails: 60, RunMin: 10 * time.Second, RunMax: minute},
			},
			{
				Name: "absent", Kind: history.CronJob, Schedule: "*/15 * * * *", Policy: "Allow", At: 0, Grace: 2 * minute, StartGrace: minute,
				Keep: time.Hour, Fates: history.Fates{Denied: 60, RunMin: 10 * time.Second, RunMax: minute},
			},
			{
				Name: "reports", Kind: history.CheckIn, Schedule: "*/20 * * * *", Grace: 3 * minute,
				Fates: history.Fates{Fails: 50, RunMin: 10 * time.Second, RunMax: minute},
			},
		},
	}
}
