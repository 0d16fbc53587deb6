package execute

import (
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

// Options say what to run and whom to tell.
type Options struct {
	URL     string   // of the check-in; a secret
	Command []string // and its arguments
	// RunID is the id of the run, a UUID. Empty, or anything else: a new one. A run of a CronJob that gives its Job's UID is told by it.
	RunID string
	// Spool is the folder for what cannot be told yet. Empty means the first of spool.Places that can be used.
	Spool string
	// NoOutput hands the caller's stdout and stderr to the command, and tells nothing of what it writes there.
	NoOutput bool
	// Wait is how long the front one waits after the command's end for the report to be told. As process 1 of a container, with which the
	// keeper ends, it waits 55 s where this is zero.
	Wait time.Duration
	// UserAgent is sent along.
	UserAgent string
	// Keeper is how this program is called to be the keeper, its name first. The number of a descriptor follows it.
	Keeper []string
	// Log takes the lines that say what went wrong with a report, if anything did.
	Log io.Writer
}

// waitAsInit is as long as `rollcall ping` takes at most.
const waitAsInit = 55 * time.Second

func (o Options) withDefaults() Options {
	if o.Wait == 0 && os.Getpid() == 1 {
		o.Wait = waitAsInit
	}
	if o.Log == nil {
		o.Log = io.Discard
	}
	return o
}

// talkative reports whether a report that is late is worth a line: to a person, or to who asked to wait for it. In the mail that cron
// makes of every line it is not.
func (o Options) talkative() bool { return o.Wait > 0 || term.IsTerminal(int(os.Stderr.Fd())) }
