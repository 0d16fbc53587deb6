package history

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"rollcall.dev/rollcall/test/oracle/world"
)

// Feature is something that may happen in a drawn History.
type Feature string

// The features.
const (
	Policies    Feature = "policies"    // Forbid, Replace, starting deadlines
	Suspends    Feature = "suspends"    // suspend and resume
	Edits       Feature = "edits"       // of schedule, zone, policy, deadline
	Deletions   Feature = "deletions"   // of CronJobs, and their creation anew
	Manuals     Feature = "manuals"     // Jobs by hand, Jobs deleted by hand
	CleanUps    Feature = "cleanups"    // TTLs and small history limits
	Outages     Feature = "outages"     // of the controller
	Blindness   Feature = "blindness"   // Rollcall down
	Cuts        Feature = "cuts"        // Rollcall cannot reach the API server
	APIOutages  Feature = "apioutages"  // nobody can
	Relative    Feature = "relative"    // @every
	Zones       Feature = "zones"       // all of IANA, clock changes
	Impossible  Feature = "impossible"  // dates that never come, zones that nobody knows
	StuckJobs   Feature = "stuck"       // containers that start late or never
	Unforeseen  Feature = "unforeseen"  // CronJobs that are older than Rollcall
	Frequencies Feature = "frequencies" // from every minute to once a month
)

// Features are all of them.
func Features() []Feature {
	return []Feature{Policies, Suspends, Edits, Deletions, Manuals, CleanUps, Outages, Blindness, Cuts, APIOutages, Relative, Zones,
		Impossible, StuckJobs, Unforeseen, Frequencies}
}

// drawer draws one History.
type drawer struct {
	*rand.Rand

	features map[Feature]bool
	zones    []string
	h        History
	step     time.Duration // about the distance of two slots
}

// Draw draws a History of some CronJobs from a seed.
func Draw(seed uint64, cronJobs int, features []Feature, zones []string) History {
	d := &drawer{Rand: rand.New(rand.NewPCG(seed, 0x526f6c6c)), features: map[Feature]bool{}, zones: zones}
	for _, f := range features {
		// Each feature is missing now and then, so that the others are seen without it.
		d.features[f] = d.IntN(4) > 0
	}
	d.h = History{Seed: seed, Start: d.start()}
	d.step = d.pace()
	d.h.For = time.Duration(5+d.IntN(20)) * d.step
	if d.IntN(10) > 0 {
		// The work queues tick every ten seconds of fake time: weeks are dear.
		d.h.For = min(d.h.For, 10*24*time.Hour)
	}
	for i := range cronJobs {
		d.cronJob(fmt.Sprintf("j%d", i))
	}
	d.troubles()
	slices.SortStableFunc(d.h.Events, func(a, b Event) int { return int(a.At - b.At) })
	d.h.Settle = d.settle()
	return d.h
}

// has draws whether something of a feature happens, one time in n.
func (d *drawer) has(f Feature, n int) bool { return d.features[f] && d.IntN(n) == 0 }

// start is a day between 2015 and 2035; with zones often one before a clock change of Europe or America.
func (d *drawer) start() time.Time {
	year := 2015 + d.IntN(20)
	at := time.Date(year, time.Month(1+d.IntN(12)), 1+d.IntN(28), d.IntN(24), d.IntN(60), 0, 0, time.UTC)
	if d.has(Zones, 2) {
		month := []time.Month{time.March, time.April, time.September, time.October, time.November}[d.IntN(5)]
		at = time.Date(year, month, 1+d.IntN(28), d.IntN(24), d.IntN(60), 0, 0, time.UTC)
	}
	return at
}

func (d *drawer) pace() time.Duration {
	if !d.features[Frequencies] {
		return time.Hour
	}
	return []time.Duration{
		time.Minute, 2 * time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, time.Hour, 3 * time.Hour, 12 * time.Hour, 24 * time.Hour,
	}[d.IntN(9)]
}

// between draws a duration in whole seconds and some odd milliseconds, away from the full minute.
func (d *drawer) between(from, to time.Duration) time.Duration {
	at := from + time.Duration(d.Int64N(int64(max(to-from, time.Second))))
	return at.Truncate(time.Minute) + time.Duration(10+d.IntN(42))*time.Second + time.Duration(d.IntN(1000))*time.Millisecond
}

func (d *drawer) cronJob(name string) {
	graces := []time.Duration{30 * time.Second, 2 * time.Minute, 10 * time.Minute, 10 * time.Minute, time.Hour}
	cj := CronJob{
		Name: name, At: d.between(0, d.step), Spec: d.spec(), Fates: d.fates(),
		Grace: graces[d.IntN(len(graces))], StartGrace: []time.Duration{0, time.Minute, 5 * time.Minute}[d.IntN(3)],
	}
	d.h.CronJobs = append(d.h.CronJobs, cj)
	spec := cj.Spec
	if d.features[Suspends] {
		for range d.IntN(3) {
			at := d.between(0, d.h.For)
			d.edit(name, at, &spec, func(s *Spec) { s.Suspended = true })
			d.edit(name, at+d.between(0, 4*d.step), &spec, func(s *Spec) { s.Suspended = false })
		}
	}
	if d.features[Edits] {
		for range d.IntN(3) {
			d.edit(name, d.between(0, d.h.For), &spec, d.change())
		}
	}
	if d.has(Deletions, 3) {
		at := d.between(0, d.h.For)
		d.add(Event{At: at, Kind: DeleteCronJob, CronJob: name})
		if d.IntN(2) == 0 {
			again := d.spec()
			d.add(Event{At: at + d.between(0, 2*d.step), Kind: CreateCronJob, CronJob: name, Spec: &again})
		}
	}
	if d.features[Manuals] {
		for range d.IntN(4) {
			d.add(Event{At: d.between(0, d.h.For), Kind: []Kind{ManualJob, DeleteJob}[d.IntN(2)], CronJob: name})
		}
	}
}

func (d *drawer) add(e Event) { d.h.Events = append(d.h.Events, e) }

// edit notes an edit that starts from what the one before it in the list left.
func (d *drawer) edit(name string, at time.Duration, spec *Spec, f func(*Spec)) {
	f(spec)
	next := *spec
	d.add(Event{At: at, Kind: Edit, CronJob: name, Spec: &next})
}

func (d *drawer) change() func(*Spec) {
	other := d.spec()
	switch d.IntN(4) {
	case 0:
		return func(s *Spec) { s.Policy = other.Policy }
	case 1:
		return func(s *Spec) { s.Deadline = other.Deadline }
	case 2:
		return func(s *Spec) { s.TimeZone = other.TimeZone }
	default:
		return func(s *Spec) { s.Schedule = other.Schedule }
	}
}

func (d *drawer) spec() Spec {
	s := Spec{Schedule: d.schedule(), Policy: "Allow"}
	if d.features[Policies] {
		s.Policy = []string{"Allow", "Forbid", "Forbid", "Replace"}[d.IntN(4)]
		if d.IntN(4) == 0 {
			deadlines := []int64{0, 1, 10, 60, 200, 1000, 5000, 100000}
			s.Deadline = &deadlines[d.IntN(len(deadlines))]
		}
	}
	if d.features[Zones] && d.IntN(3) > 0 {
		s.TimeZone = &d.zones[d.IntN(len(d.zones))]
	}
	if d.has(Impossible, 10) {
		nowhere := "Nowhere/At_All"
		s.TimeZone = &nowhere
	}
	limit := func() *int32 {
		n := []int32{0, 1, 1, 3, 3, 10}[d.IntN(6)]
		return &n
	}
	if d.features[CleanUps] {
		s.SuccessLimit, s.FailureLimit = limit(), limit()
		if d.IntN(3) == 0 {
			ttl := []int32{0, 0, 60, 1000}[d.IntN(4)]
			s.TTL = &ttl
		}
	} else {
		many := int32(1000)
		s.SuccessLimit, s.FailureLimit = &many, &many
	}
	return s
}

func (d *drawer) fates() world.Fates {
	f := world.Fates{RunMin: time.Second, RunMax: d.step / 2, FailPercent: []int{0, 20, 100}[d.IntN(3)]}
	if d.IntN(3) == 0 {
		f.RunMax = 3 * d.step
	}
	if d.features[StuckJobs] && d.IntN(2) == 0 {
		f.PendingPercent, f.PendingMax = 30, max(2*time.Minute, d.step/2)
		if d.IntN(4) == 0 {
			f.NeverPercent = 10
		}
	}
	return f
}

// schedule draws one whose slots are about step apart.
func (d *drawer) schedule() string {
	if d.has(Impossible, 20) {
		return []string{"0 0 31 2 *", "0 0 30 2 *", "0 0 31 4,6 *"}[d.IntN(3)]
	}
	if d.has(Relative, 4) {
		period := d.step + time.Duration(d.IntN(3))*d.step/2
		period = max(period+time.Duration(d.IntN(90))*time.Second, time.Minute)
		return "@every " + period.String()
	}
	minute, hour := d.IntN(60), d.IntN(24)
	switch {
	case d.step < time.Hour:
		n := int(d.step / time.Minute)
		choices := []string{fmt.Sprintf("*/%d * * * *", n), d.list(60, 60/n/2+1) + " * * * *", fmt.Sprintf("%d-59/%d * * * *", d.IntN(30), n)}
		return choices[d.IntN(len(choices))]
	case d.step < 24*time.Hour:
		n := int(d.step / time.Hour)
		choices := []string{
			fmt.Sprintf("%d */%d * * *", minute, n), fmt.Sprintf("%d %s * * *", minute, d.list(24, 24/n)),
			fmt.Sprintf("%d,%d %d-23/%d * * *", minute, d.IntN(60), d.IntN(12), n), fmt.Sprintf("%d %d-%d * * %d", minute, d.IntN(8), 8+d.IntN(16), d.IntN(7)),
		}
		if n == 1 {
			choices = append(choices, "@hourly")
		}
		return choices[d.IntN(len(choices))]
	default:
		choices := []string{
			fmt.Sprintf("%d %d * * *", minute, hour), fmt.Sprintf("%d %d * * 1-5", minute, hour), fmt.Sprintf("%d %d */2 * *", minute, hour),
			fmt.Sprintf("%d %d,%d * * *", minute, hour, d.IntN(24)), "@daily", fmt.Sprintf("%d %d 1,15 * *", minute, hour), "@weekly",
			fmt.Sprintf("%d %d 31 * 1", minute, hour), fmt.Sprintf("30 %d * * *", d.IntN(4)),
		}
		return choices[d.IntN(len(choices))]
	}
}

// list draws n different numbers below limit, as a list.
func (d *drawer) list(limit, n int) string {
	numbers := d.Perm(limit)[:max(1, min(n, limit))]
	slices.Sort(numbers)
	var words []string
	for _, n := range numbers {
		words = append(words, fmt.Sprint(n))
	}
	return strings.Join(words, ",")
}

// troubles draws what befalls all CronJobs at once.
func (d *drawer) troubles() {
	pairs := []struct {
		feature  Feature
		from, to Kind
	}{
		{Outages, ControllerDown, ControllerUp}, {Blindness, RollcallDown, RollcallUp}, {Cuts, Cut, Mend}, {Cuts, Cut, MendNew},
		{APIOutages, APIDown, APIUp},
	}
	for _, p := range pairs {
		if !d.features[p.feature] {
			continue
		}
		for range d.IntN(3) {
			from := d.between(0, d.h.For)
			lengths := []time.Duration{time.Minute, d.step / 2, 3 * d.step, 10 * d.step}
			d.add(Event{At: from, Kind: p.from})
			d.add(Event{At: from + d.between(0, lengths[d.IntN(len(lengths))]), Kind: p.to})
		}
	}
	if d.features[Unforeseen] && d.IntN(2) == 0 {
		d.add(Event{At: 0, Kind: RollcallDown})
		d.add(Event{At: d.between(0, d.h.For/3), Kind: RollcallUp})
	}
}

// settle is enough for every grace to end and for most Jobs to do so.
func (d *drawer) settle() time.Duration {
	longest := 10 * time.Minute
	for _, cj := range d.h.CronJobs {
		longest = max(longest, cj.Grace+cj.StartGrace, cj.Fates.RunMax+cj.Fates.PendingMax)
	}
	return min(longest+10*time.Minute, d.h.For+2*time.Hour)
}
