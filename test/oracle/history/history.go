package history

import (
	"time"

	"rollcall.dev/rollcall/test/oracle/world"
)

// History is what happens. Instants are counted from Start.
type History struct {
	Seed  uint64        `json:"seed"`
	Start time.Time     `json:"start"`
	For   time.Duration `json:"for"`
	// Settle is how long after it everything is left in peace, so that what is open comes to its end.
	Settle   time.Duration `json:"settle"`
	CronJobs []CronJob     `json:"cron_jobs"`
	Events   []Event       `json:"events"` // by At
}

// CronJob is a CronJob as it is created. It has a namespace of its own, of the same name.
type CronJob struct {
	Name       string        `json:"name"`
	At         time.Duration `json:"at"`
	Spec       Spec          `json:"spec"`
	Fates      world.Fates   `json:"fates"`
	Grace      time.Duration `json:"grace"`
	StartGrace time.Duration `json:"start_grace"`
}

// Spec is the part of a CronJob that matters here.
type Spec struct {
	Schedule     string  `json:"schedule"`
	TimeZone     *string `json:"time_zone,omitempty"`
	Policy       string  `json:"policy"`
	Deadline     *int64  `json:"deadline,omitempty"` // seconds
	Suspended    bool    `json:"suspended,omitempty"`
	SuccessLimit *int32  `json:"success_limit,omitempty"`
	FailureLimit *int32  `json:"failure_limit,omitempty"`
	TTL          *int32  `json:"ttl,omitempty"` // seconds
}

// Kind is the kind of an Event.
type Kind string

// The kinds of Event.
const (
	Edit           Kind = "edit"   // CronJob gets Spec
	DeleteCronJob  Kind = "delete" // and its Jobs with it
	CreateCronJob  Kind = "create" // anew, with Spec
	ManualJob      Kind = "manual job"
	DeleteJob      Kind = "delete job" // the newest one that has not ended, else the newest
	ControllerDown Kind = "controller down"
	ControllerUp   Kind = "controller up"
	RollcallDown   Kind = "rollcall down"
	RollcallUp     Kind = "rollcall up"
	Cut            Kind = "cut"      // Rollcall cannot reach the API server
	Mend           Kind = "mend"     // it can again, and its watches go on where they broke off
	MendNew        Kind = "mend new" // it can again, and has to list anew
	APIDown        Kind = "api down"
	APIUp          Kind = "api up"
)

// Event is one thing that happens.
type Event struct {
	At      time.Duration `json:"at"`
	Kind    Kind          `json:"kind"`
	CronJob string        `json:"cron_job,omitempty"`
	Spec    *Spec         `json:"spec,omitempty"`
}
