package truth

import (
	"fmt"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/test/oracle/apiserver"
	"rollcall.dev/rollcall/test/oracle/watcher"
)

// Input is all that is compared.
type Input struct {
	Journal    []apiserver.Entry
	Store      *watcher.Store
	Sights     []Sight // of Rollcall, oldest first
	Controller []Span  // when the controller was up and reached the API server
	End        time.Time
}

// Disagreement is a slot on which Rollcall said something else than what happened.
type Disagreement struct {
	CronJob *CronJob
	Slot    time.Time
	Want    string
	Got     string
}

// String is the disagreement in a line.
func (d Disagreement) String() string {
	return fmt.Sprintf("%s %s: want %s, got %s", d.CronJob.Name, d.Slot.UTC().Format("2006-01-02T15:04:05"), d.Want, d.Got)
}

// Result is what came of a comparison.
type Result struct {
	CronJobs      int
	Slots         int
	Verdicts      map[monitor.Judgement]int // the final ones
	Disagreements []Disagreement
}

// Compare compares.
func Compare(in Input) Result {
	r := Result{Verdicts: map[monitor.Judgement]int{}}
	for _, c := range Timelines(in.Journal) {
		r.CronJobs++
		j := judge{Input: in, sights: in.Sights, c: c}
		j.compare(&r)
		r.Disagreements = append(r.Disagreements, j.found...)
	}
	return r
}

// judge compares one CronJob.
type judge struct {
	Input
	sights

	c     *CronJob
	due   []time.Time // by the schedule that held then, ascending
	state monitor.State
	found []Disagreement
}

func (j *judge) differ(slot time.Time, want, got string) {
	j.found = append(j.found, Disagreement{CronJob: j.c, Slot: slot, Want: want, Got: got})
}

func (j *judge) compare(r *Result) {
	id := monitor.ID("kube/" + string(j.c.UID))
	state, known := j.Store.State(id)
	if !known {
		if j.shown(j.c.Created, j.c.Deleted) == yes {
			j.differ(j.c.Created, "watched", "never defined")
		}
		return
	}
	j.state = state
	said := map[int64][]watcher.Spoken{}
	for _, v := range j.Store.Spoken(id) {
		if v.Slot.IsZero() {
			continue
		}
		said[v.Slot.UnixNano()] = append(said[v.Slot.UnixNano()], v)
	}
	j.due = j.c.slots(j.End)
	all := slices.Clone(j.due)
	for _, job := range j.c.Jobs {
		if !job.Slot.IsZero() {
			all = append(all, job.Slot)
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	all = slices.CompactFunc(all, time.Time.Equal)
	for _, slot := range all {
		verdicts := said[slot.UnixNano()]
		delete(said, slot.UnixNano())
		j.check(slot, verdicts)
		r.Slots++
		if n := len(verdicts); n > 0 {
			r.Verdicts[verdicts[n-1].Judgement]++
		}
	}
	for _, verdicts := range said {
		j.phantom(verdicts)
	}
	j.manual(id)
}

// check compares one slot.
func (j *judge) check(slot time.Time, verdicts []watcher.Spoken) {
	var got monitor.Judgement
	for _, v := range verdicts {
		if v.Revises != got {
			j.differ(slot, "a verdict that revises "+name(got), fmt.Sprintf("%s that revises %s", v.Judgement, name(v.Revises)))
		}
		got = v.Judgement
		j.accusation(slot, v)
		j.silence(slot, v)
	}
	want := j.allowed(slot)
	if !slices.Contains(want.verdicts, got) {
		j.differ(slot, want.String(), name(got))
		return
	}
	if len(verdicts) > 0 {
		j.flags(slot, verdicts[len(verdicts)-1])
	}
}

// accusation is an absence that was claimed while the Job was there.
func (j *judge) accusation(slot time.Time, v watcher.Spoken) {
	if !v.Judgement.Absence() {
		return
	}
	for _, job := range j.c.Jobs {
		if job.Slot.Equal(slot) && job.Created.Before(v.At.Add(-time.Second)) {
			j.differ(slot, "no absence, Job "+job.Name+" was created at "+clock(job.Created), fmt.Sprintf("%s at %s", v.Judgement, clock(v.At)))
		}
	}
}

// silence is a claim that the controller was away, although it was there, and well, for as long as the slot could be started in time.
func (j *judge) silence(slot time.Time, v watcher.Spoken) {
	if v.Cause.Code == diagnose.ControllerDown && j.acts(slot, slot.Add(j.c.Grace)) {
		j.differ(slot, "a cause of its own, the controller was there", string(v.Cause.Code)+": "+v.Cause.Summary)
	}
}

// phantom is a verdict on an instant at which nothing was due. It may only be unknown, where Rollcall did not see the edit.
func (j *judge) phantom(verdicts []watcher.Spoken) {
	last := verdicts[len(verdicts)-1]
	if j.nearEdit(last.Slot) {
		return
	}
	look, ok := j.nextLook(last.Slot)
	if last.Judgement == monitor.Unknown && (!ok || j.witnessed(last.Slot, look) != yes) {
		return
	}
	j.differ(last.Slot, "nothing: no slot", string(last.Judgement))
}

// manual compares the runs that answer no slot.
func (j *judge) manual(id monitor.ID) {
	final := map[monitor.RunID]watcher.Spoken{}
	for _, v := range j.Store.Spoken(id) {
		if v.Slot.IsZero() {
			final[v.Run] = v
		}
	}
	for _, job := range j.c.Jobs {
		if !job.Slot.IsZero() {
			continue
		}
		v := final[monitor.RunID(job.UID)]
		if want := j.ofJob(job); !slices.Contains(want.verdicts, v.Judgement) {
			j.differ(job.Created, "of "+job.Name+" "+want.String(), name(v.Judgement))
		}
	}
}

// flags compares the flags of the last verdict.
func (j *judge) flags(slot time.Time, v watcher.Spoken) {
	at := slices.IndexFunc(j.c.Jobs, func(job *Job) bool { return job.Slot.Equal(slot) && monitor.RunID(job.UID) == v.Run })
	if at < 0 {
		if v.Run != "" {
			j.differ(slot, "no run", string(v.Run))
		}
		return
	}
	job := j.c.Jobs[at]
	late := job.Created.Truncate(time.Second).After(slot.Add(j.c.Grace))
	if slices.Contains(v.Flags, monitor.Late) != late {
		j.differ(slot, fmt.Sprintf("late %t", late), fmt.Sprint(v.Flags))
	}
	flaky := v.Judgement == monitor.Succeeded && job.Retries > 0
	if slices.Contains(v.Flags, monitor.Flaky) != flaky {
		j.differ(slot, fmt.Sprintf("flaky %t", flaky), fmt.Sprint(v.Flags))
	}
}

func name(j monitor.Judgement) string {
	if j == "" {
		return "nothing"
	}
	return string(j)
}

func clock(t time.Time) string { return t.UTC().Format("02T15:04:05") }
