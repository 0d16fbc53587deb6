package history

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// Draw makes the History of a seed.
func Draw(seed uint64) History {
	r := rand.New(rand.NewPCG(seed, 0))
	h := History{
		Seed: seed, Start: time.Date(2026, time.March, 1+r.IntN(300), r.IntN(24), r.IntN(60), r.IntN(60), 0, time.UTC),
		For: time.Duration(60+r.IntN(180)) * time.Minute, Settle: 110 * time.Minute, Leaders: 1 + r.IntN(2), Workers: 1 + r.IntN(8),
		GiveUpAfter: 24 * time.Hour,
	}
	if r.IntN(4) == 0 {
		h.GiveUpAfter = 20 * time.Minute
	}
	for i := range 2 + r.IntN(4) {
		h.Jobs = append(h.Jobs, drawJob(r, i, h.For))
	}
	// Each history has some kinds of trouble only, so that each kind also comes without the others.
	for _, kind := range troubles() {
		if r.IntN(100) < kind.percent {
			for range 1 + r.IntN(kind.most) {
				h.Events = append(h.Events, kind.draw(r, h))
			}
		}
	}
	slices.SortStableFunc(h.Events, func(a, b Event) int { return cmp.Compare(a.At, b.At) })
	return h
}

func drawJob(r *rand.Rand, i int, length time.Duration) Job {
	every := []int{5, 10, 15, 20, 30, 60}[r.IntN(6)]
	schedule := fmt.Sprintf("*/%d * * * *", every)
	if every == 60 {
		schedule = fmt.Sprintf("%d * * * *", r.IntN(60))
	}
	period := time.Duration(every) * time.Minute
	j := Job{
		Name: fmt.Sprintf("job-%d", i+1), Kind: CronJob, Schedule: schedule, At: -time.Hour,
		Policy: []string{"Allow", "Forbid", "Replace"}[r.IntN(3)], Owner: []string{"billing", "platform", ""}[r.IntN(3)],
		Grace: between(r, time.Minute, min(10*time.Minute, period)), StartGrace: between(r, time.Minute, 5*time.Minute),
		Keep: 4 * time.Hour,
		Fates: Fates{
			Denied: some(r, 20), Fails: some(r, 50), Stuck: some(r, 15), Slow: some(r, 20),
			RunMin: 5 * time.Second, RunMax: between(r, 10*time.Second, period*5/4),
		},
	}
	if r.IntN(2) == 0 {
		j.At = between(r, 0, length/2)
	}
	if r.IntN(4) == 0 {
		j.Keep = between(r, 0, 10*time.Minute)
	}
	if r.IntN(6) == 0 {
		j.Removed = between(r, length/2, length)
	}
	if r.IntN(4) == 0 {
		j.Kind, j.Policy, j.StartGrace, j.Keep = CheckIn, "", 0, 0
		j.At = max(0, j.At)
		j.Fates.Stuck, j.Fates.Slow = 0, 0
		j.Fates.RunMax = min(j.Fates.RunMax, j.Grace*3/2)
	}
	return j
}

// some is a share that is nothing half of the time.
func some(r *rand.Rand, most int) int {
	if r.IntN(2) == 0 {
		return 0
	}
	return 1 + r.IntN(most)
}

func between(r *rand.Rand, from, to time.Duration) time.Duration {
	if to <= from {
		return from
	}
	return (from + time.Duration(r.Int64N(int64(to-from)))).Truncate(time.Second)
}
