package history

import (
	"time"
)

// History is what happens. Instants are counted from Start.
type History struct {
	Seed  uint64        `json:"seed"`
	Start time.Time     `json:"start"`
	For   time.Duration `json:"for"`
	// Settle is how long after it everything is left in peace: no faults, and every run succeeds.
	Settle time.Duration `json:"settle"`
	// Leaders is how many processes run at the same time on one store.
	Leaders int `json:"leaders"`
	Workers int `json:"workers"` // of each deliverer
	// GiveUpAfter is the age from which a message that its receiver does not take is given up.
	GiveUpAfter time.Duration `json:"give_up_after"`
	Jobs        []Job         `json:"jobs"`
	Events      []Event       `json:"events"` // by At
}

// Kind says how a Job is watched.
type Kind string

// The kinds of Job.
const (
	CronJob Kind = "cronjob" // its runs are seen, as those of a CronJob are
	CheckIn Kind = "checkin" // it reports at its end
)

// Job is a scheduled job.
type Job struct {
	Name     string        `json:"name"`
	Kind     Kind          `json:"kind"`
	At       time.Duration `json:"at"`                // when it is created
	Removed  time.Duration `json:"removed,omitempty"` // when it is deleted; 0: never
	Schedule string        `json:"schedule"`          // cron, in UTC
	Policy   string        `json:"policy,omitempty"`  // Allow, Forbid, Replace
	Grace    time.Duration `json:"grace"`
	// StartGrace is how long a run may wait for its first container.
	StartGrace time.Duration `json:"start_grace,omitempty"`
	// Keep is how long a finished run can still be seen.
	Keep  time.Duration `json:"keep,omitempty"`
	Owner string        `json:"owner,omitempty"` // a team
	Fates Fates         `json:"fates"`
}

// Fates say what becomes of the runs of a Job, in percent.
type Fates struct {
	Denied int           `json:"denied,omitempty"` // the run is not created at all
	Fails  int           `json:"fails,omitempty"`
	Stuck  int           `json:"stuck,omitempty"` // no container starts
	Slow   int           `json:"slow,omitempty"`  // the container starts after up to twice the start grace
	RunMin time.Duration `json:"run_min"`
	RunMax time.Duration `json:"run_max"`
}

// Fault is what an Event is about.
type Fault string

// The faults. Each says which fields of the Event it reads beside At.
const (
	Crash   Fault = "crash"    // Process dies; it comes back after For
	Stop    Fault = "stop"     // Process is told to end; it comes back after For
	CrashAt Fault = "crash at" // Process dies at a Step, the next one or the Nth; it comes back after For

	StoreBusy Fault = "store busy"       // steps of the store are refused because of another writer
	StoreFull Fault = "store full"       // writes fail for want of space
	StoreLost Fault = "store lost"       // writes happen, and the caller is told that they failed
	StoreGone Fault = "store gone"       // nothing of the store answers
	StoreSlow Fault = "store slow"       // steps of the store take up to Amount
	Frozen    Fault = "frozen"           // the process stands still in the middle of a step, for up to Amount
	Skewed    Fault = "skewed"           // the process's clock is off by Amount
	Blind     Fault = "blind"            // the process's source does not reach the cluster
	Unruly    Fault = "unruly"           // the watch delivers twice, late, and in another order
	Scheduler Fault = "scheduler away"   // no run is created
	Down      Fault = "receiver down"    // Receiver answers 503
	Refused   Fault = "receiver refused" // connections to Receiver are refused
	Limited   Fault = "receiver limited" // Receiver answers 429, and asks to wait for Amount
	Revoked   Fault = "token revoked"    // Receiver does not know us any more
	Archived  Fault = "channel archived" // a channel of the receiver takes nothing any more
	LosesAsk  Fault = "request lost"     // requests to Receiver get lost, and the connection breaks
	LosesTell Fault = "answer lost"      // requests to Receiver arrive, and the connection breaks
	Hangs     Fault = "receiver hangs"   // requests to Receiver arrive or not, and are not answered
	Late      Fault = "request late"     // requests to Receiver break off, and arrive up to Amount later
	Confused  Fault = "receiver error"   // Receiver does what it is asked, and answers that it failed
)

// Faults lists what an Event of each kind counts as once it takes effect: for a CrashAt that is each Step, and an Unruly watch has
// three ways.
func Faults() []string {
	all := []string{Twice, Held, Early}
	for _, f := range []Fault{
		Crash, Stop, StoreBusy, StoreFull, StoreLost, StoreGone, StoreSlow, Frozen, Skewed, Blind, Scheduler, Down, Refused, Limited,
		Revoked, Archived, LosesAsk, LosesTell, Hangs, Late, Confused,
	} {
		all = append(all, string(f))
	}
	for _, step := range Steps() {
		all = append(all, At(step))
	}
	return all
}

// What an Unruly watch does to an event.
const (
	Twice = "watch event twice"
	Held  = "watch event late"
	Early = "watch event before an older one"
)

// At is what a CrashAt counts as.
func At(step string) string { return string(CrashAt) + ": " + step }

// Event is a Fault with its time.
type Event struct {
	At       time.Duration `json:"at"`
	For      time.Duration `json:"for,omitempty"`
	Fault    Fault         `json:"fault"`
	Process  int           `json:"process,omitempty"` // the first is 1; 0: every process
	Percent  int           `json:"percent,omitempty"` // of the steps that are struck
	Amount   time.Duration `json:"amount,omitempty"`
	Step     string        `json:"step,omitempty"`
	Nth      int           `json:"nth,omitempty"`      // of those Steps, over all lives of the Process; 0: the next from At on
	Receiver string        `json:"receiver,omitempty"` // empty: every receiver
}

// Covers reports whether an instant, counted from the start, lies in the Event.
func (e Event) Covers(at time.Duration) bool { return at >= e.At && at < e.At+e.For }

// Concerns reports whether the Event is about a process.
func (e Event) Concerns(process int) bool { return e.Process == 0 || e.Process == process }

// The receivers.
const (
	Slack = "slack"
	Audit = "webhook/audit"
)

// The steps at which a process can die, and at which faults strike.
const (
	BeforeCommit   = "before commit"
	AfterCommit    = "after commit"
	BeforeClaim    = "before claim"
	AfterClaim     = "after claim"
	BeforeSend     = "before send"
	AfterSend      = "after send"
	BeforeConclude = "before conclude"
	AfterConclude  = "after conclude"
	Read           = "read" // of the store, outside of a transaction
	Look           = "look" // of the source, before an absence is judged
)

// Steps lists them.
func Steps() []string {
	return []string{
		BeforeCommit, AfterCommit, BeforeClaim, AfterClaim, BeforeSend, AfterSend, BeforeConclude, AfterConclude, Read, Look,
	}
}
