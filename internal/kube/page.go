package kube

import (
	"encoding/json"
	"fmt"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/internal/monitor"
)

// maxChanges bounds the changes of one CronJob that wait for the ledger; beyond it the oldest go.
const maxChanges = 100

// page is all that concerns one CronJob.
type page struct {
	cronJob   *batchv1.CronJob // nil until it was seen
	dead      bool             // deleted
	monitored bool
	print     string    // of the definition that was noted last
	steady    time.Time // since when it has been so, as far as was seen
	changes   []change  // definitions and removals that are not recorded yet, oldest first
	dropped   int       // how many changes were before the first of them
	redefine  bool      // the ledger refused something: say again what the Monitor is
	runs      map[types.UID]*run
}

// run is one Job of the CronJob.
type run struct {
	job     *batchv1.Job
	pods    podBook
	seenAt  time.Time
	gone    bool
	unseen  time.Time // when its pods could not be read
	lost    bool      // gone, and nobody saw it go
	version int       // counts what was noted; what is recorded catches up with it
	heard   int       // how many logs of its pods were read ahead
	record
}

// record is what the ledger has been told of a run, and what was captured for it.
type record struct {
	recorded int // the version that the ledger has
	told     told
	evidence captured
	asked    bool             // for the versions of what it reads
	configs  []monitor.Config // those
}

// told is what an observation of a run said, to see whether a new one would say anything else.
type told struct {
	facts    monitor.RunFacts
	gone     bool
	evidence bool
}

// change is a definition of the Monitor, or its removal.
type change struct {
	id         string
	seenAt     time.Time
	since      time.Time           // from when on it may have been so, if nobody saw it happen; zero otherwise
	definition *monitor.Definition // nil: removed
	problems   []problem
	labels     int  // that are left out of the definition
	complete   bool // that the definition takes in what the namespace says
}

// defined is the change that says what a CronJob is. Its ID follows the resource versions of the CronJob and of its namespace, so that
// a definition that comes back after another counts as news. since is from when on it may have been so, zero where that was seen as it happened.
func (o Options) defined(cj *batchv1.CronJob, now, since time.Time) change {
	d, problems := o.definition(cj)
	id := fmt.Sprintf("cronjob/%s/%s", cj.UID, cj.ResourceVersion)
	if d.Setup != nil {
		id += "/s" + setupForm // what an earlier release recorded did not say it, or in another form
	}
	around := o.namespaces.of(cj.Namespace).version
	if around != "" {
		id += "/" + around
	}
	return change{
		id: id, seenAt: now, since: since, definition: &d, problems: problems,
		labels: len(cj.Labels) - len(d.Labels), complete: around != "",
	}
}

// unwatched is the change that says that a CronJob which exists is not, or no longer, to be watched.
func unwatched(cj *batchv1.CronJob, now time.Time) change {
	return change{id: fmt.Sprintf("cronjob/%s/%s/removed", cj.UID, cj.ResourceVersion), seenAt: now}
}

// deleted is the change that says that a CronJob is gone.
func deleted(cronJob types.UID, now time.Time) change {
	return change{id: fmt.Sprintf("cronjob/%s/removed", cronJob), seenAt: now}
}

// again is the change as a fact of its own: whoever says it knows that the ledger believes otherwise, even if it was told before.
func (c change) again() change {
	c.id = fmt.Sprintf("%s/%d", c.id, c.seenAt.UnixMilli())
	return c
}

// observation is the change as the ledger takes it.
func (c change) observation(cronJob types.UID) monitor.Observation {
	o := monitor.Observation{ID: c.id, Monitor: MonitorID(cronJob), Kind: monitor.Removed, At: c.seenAt, SeenAt: c.seenAt}
	if c.definition != nil {
		o.Kind, o.Definition, o.Since = monitor.Defined, c.definition, c.since
	}
	return o
}

// define notes what the CronJob is and reports whether that is news.
func (p *page) define(c change) bool {
	now := fmt.Sprint(c.complete, fingerprint(*c.definition))
	if p.monitored && p.print == now {
		return false
	}
	p.monitored, p.print = true, now
	p.note(c)
	return true
}

// remove notes that the CronJob is no longer watched.
func (p *page) remove(c change) {
	p.monitored, p.print = false, ""
	p.note(c)
}

func (p *page) note(c change) {
	if len(p.changes) == maxChanges {
		p.settle(p.dropped + 1)
	}
	p.changes = append(p.changes, c)
}

// settle drops the changes up to the number end.
func (p *page) settle(end int) {
	n := min(max(end-p.dropped, 0), len(p.changes))
	p.changes = p.changes[n:]
	p.dropped += n
}

// fingerprint tells definitions apart that mean something else. What the controller writes at every run does not count: it is
// read anew before an absence is judged.
func fingerprint(d monitor.Definition) string {
	d.Generation, d.LastScheduledAt, d.LastSucceededAt = 0, time.Time{}, time.Time{}
	text, err := json.Marshal(d)
	if err != nil {
		return fmt.Sprintf("%v", d)
	}
	return string(text)
}

// idle reports whether nobody waits for the page's runs: the CronJob is not watched, or was gone before everything was listed.
func (p *page) idle(listed bool) bool {
	if p.cronJob == nil {
		return listed
	}
	return !p.monitored && len(p.changes) == 0
}
