package execute

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"rollcall.dev/rollcall/internal/checkin/report"
	"rollcall.dev/rollcall/internal/checkin/spool"
)

// orphanPoll is how often is looked for a command that is not our child.
const orphanPoll = 200 * time.Millisecond

// takeOver does the work of a keeper that was killed. The command is a child of this process now, where the system has a way for that.
func (f *front) takeOver() int {
	if f.end == nil && f.pid == 0 && !f.orphaned() {
		say(f.Log, "not reported: the keeper ended before the job began. The job runs.")
		adopt(false)
		signal.Reset()
		for _, number := range f.orders {
			_ = syscall.Kill(syscall.Getpid(), number) // meant for the command, which is us from now on
		}
		return f.alone()
	}
	pumps := make([]*pump, 0, len(f.outputs))
	for i, o := range f.outputs {
		if !f.sealed[i] {
			pumps = append(pumps, newPump(o, func() {}))
		}
	}
	if f.end == nil {
		end := f.await()
		f.end = &end
	}
	for _, p := range pumps {
		p.finish()
		p.share(f.end)
	}
	f.tellEnd(timed(f.report, *f.end, f.began))
	return f.end.ExitCode
}

// orphaned reports whether a keeper that could not say so any more has begun the command: then there is another child than itself.
func (f *front) orphaned() bool {
	for f.reaped != nil && f.orphan == nil {
		// Once the keeper is known to have ended, a reaper that still waits has somebody to wait for.
		var waits <-chan time.Time
		if f.keeperGone {
			waits = time.After(5 * orphanPoll)
		}
		select {
		case c, ok := <-f.reaped:
			f.bury(c, ok)
		case <-waits:
			return true
		}
	}
	return f.orphan != nil
}

// await waits for the command to end, and passes signals on to it meanwhile.
func (f *front) await() report.End {
	tick := time.NewTicker(orphanPoll)
	defer tick.Stop()
	for _, number := range f.orders { // what the keeper may not have passed on any more
		f.passSelf(number)
	}
	for {
		if o := f.orphan; o != nil && (o.pid == f.pid || f.pid == 0) {
			return endOf(o.status, &o.usage, f.floor)
		}
		select {
		case c, ok := <-f.reaped:
			f.bury(c, ok)
		case s := <-f.signals:
			if number, ok := passable(s); ok {
				f.passSelf(number)
			}
		case <-tick.C:
			if f.reaped == nil && (f.pid == 0 || errors.Is(syscall.Kill(f.pid, 0), syscall.ESRCH)) {
				say(f.Log, "the keeper was killed, and the job's exit code is lost with it.")
				return report.End{ExitCode: 1}
			}
		}
	}
}

// passSelf passes a signal on without a keeper.
func (f *front) passSelf(s syscall.Signal) {
	if f.pid > 0 {
		pass(f.pid, s)
	}
}

// tellEnd keeps the report of the end, and has another keeper tell it.
func (f *front) tellEnd(r report.Report) {
	kept := make(chan struct{})
	go func() {
		defer close(kept)
		if s := f.openSpool(); s != nil {
			data, err := r.Encode()
			if err == nil {
				_ = s.Put(spool.Queue(r.URL), r.RunID, data) // the keeper tries as well
			}
		}
	}()
	select {
	case <-kept:
	case <-time.After(defaultPatience().disk):
	}
	t := task{URL: f.URL, RunID: r.RunID, Spool: f.Spool, UserAgent: f.UserAgent, Talkative: f.talkative(), Waits: f.Wait > 0, Report: r}
	if err := f.hire(t); err != nil {
		say(f.Log, fmt.Sprintf("the report is told later: no keeper could be started: %v", err))
		return
	}
	if f.Wait > 0 {
		f.wait()
		return
	}
	// The task is in the socket, from which the keeper reads it when it has come up.
}

func (f *front) openSpool() *spool.Spool {
	s, err := openSpool(f.Spool)
	if err != nil {
		return nil
	}
	return s
}

// openSpool opens the one that was asked for, or that of this user. Nobody asked for the latter, so that its absence is no error.
func openSpool(dir string) (*spool.Spool, error) {
	if dir != "" {
		return spool.Open(dir)
	}
	s, err := spool.OpenAny(spool.Places(os.Geteuid(), os.TempDir(), os.Getenv))
	if err != nil {
		return nil, nil //nolint:nilerr,nilnil // to do without one is what there is left
	}
	return s, nil
}
