package execute

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"

	"github.com/google/uuid"

	"rollcall.dev/rollcall/internal/checkin/report"
)

// front is what the caller started.
type front struct {
	Options
	report  report.Report
	began   time.Time
	keeper  int // process id
	link    *link
	outputs []output
	words   <-chan word
	signals <-chan os.Signal
	reaped  <-chan child

	pid    int         // of the command; 0 until it is known
	floor  int64       // see word
	end    *report.End // how the command ended, once it has
	ended  bool        // the keeper has done what the caller waits for
	sealed map[int]bool

	orders     []syscall.Signal // that the keeper has not obeyed yet
	keeperGone bool
	orphan     *child // a child that the keeper left behind, and that has ended
}

// Run runs the command, and returns its exit code once it has ended and its output is through: 128+n where signal n ended it, 127 or 126
// where it could not be started. It may become the command, and then does not return. It is called once in a process.
func (o Options) Run() int {
	o = o.withDefaults()
	if err := report.CheckURL(o.URL); err != nil {
		say(o.Log, fmt.Sprintf("not reported: %v. The job runs.", err))
		return o.alone()
	}
	f := &front{Options: o, began: time.Now(), sealed: map[int]bool{}}
	f.report = report.New(o.URL, runID(o.RunID), f.began)
	f.signals = listen(append(passed(), endured()...))
	adopt(true)
	if err := f.hire(f.task()); err != nil {
		say(o.Log, fmt.Sprintf("not reported: no keeper could be started: %v. The job runs.", err))
		adopt(false)
		return o.alone()
	}
	return f.attend()
}

// runID is the id that is given, or a new one.
func runID(given string) string {
	id, err := uuid.Parse(given)
	if err != nil {
		id, err = uuid.NewV7()
	}
	if err != nil {
		id = uuid.New()
	}
	return id.String()
}

// task is what the keeper is to do. Where no pipes can be had, the command writes to the caller's streams itself.
func (f *front) task() task {
	if !f.NoOutput {
		f.outputs, _ = newOutputs()
	}
	return task{
		URL: f.URL, RunID: f.report.RunID, Spool: f.Spool, UserAgent: f.UserAgent, Talkative: f.talkative(), Waits: f.Wait > 0,
		Command: f.Command, Outputs: f.outputs, Report: f.report,
	}
}

// hire starts a keeper and tells it its task.
func (f *front) hire(t task) error {
	near, far, err := pair()
	if err != nil {
		return err
	}
	defer func() { _ = syscall.Close(far) }()
	f.link = newLink(pollable(near, "keeper"))
	f.keeper, err = f.startKeeper(far, t.Outputs)
	if err != nil {
		return err
	}
	f.reaped = reap()
	// An error shows as a keeper that has ended.
	_ = f.link.send(t)
	f.words = receiveAll[word](f.link)
	return nil
}

func (f *front) startKeeper(socket int, outs []output) (pid int, err error) {
	path, err := self()
	if err != nil {
		return 0, err
	}
	handed := []int{socket}
	for _, o := range outs {
		handed = append(handed, o.Read, o.Write)
	}
	for _, fd := range handed {
		inherit(fd, true)
	}
	defer func() {
		for _, fd := range handed {
			inherit(fd, false)
		}
	}()
	argv := append(append([]string{}, f.Keeper...), strconv.Itoa(socket))
	p, err := os.StartProcess(path, argv, &os.ProcAttr{
		Files: []*os.File{os.Stdin, os.Stdout, os.Stderr}, Sys: &syscall.SysProcAttr{Setsid: true},
	})
	if err != nil {
		return 0, err
	}
	defer func() { _ = p.Release() }() // reap waits for it
	return p.Pid, nil
}

// self is the path of this program.
func self() (string, error) {
	path, err := os.Executable()
	if err != nil { // no /proc
		return exec.LookPath(os.Args[0])
	}
	if _, err := os.Stat(path); err != nil {
		return "/proc/self/exe", nil //nolint:nilerr // another version has taken the place of this one
	}
	return path, nil
}

// attend passes signals on until the command has ended.
func (f *front) attend() int {
	for i := range f.outputs {
		_ = syscall.Close(f.outputs[i].Write)
	}
	for !f.ended {
		select {
		case w, ok := <-f.words:
			if !ok {
				return f.takeOver()
			}
			f.hear(w)
		case s := <-f.signals:
			f.pass(s)
		case c, ok := <-f.reaped:
			f.bury(c, ok)
		}
	}
	if f.Wait > 0 {
		f.wait()
	}
	return f.end.ExitCode
}

func (f *front) hear(w word) {
	switch w.Kind {
	case started:
		f.pid, f.floor = w.PID, w.Floor
		f.yield()
	case exited:
		f.end = &w.End
	case ended:
		f.end, f.ended = &w.End, true
	case obeyed:
		if len(f.orders) > 0 {
			f.orders = f.orders[1:]
		}
	case closed:
		f.seal(w.Index)
	case line:
		say(f.Log, w.Text)
	case done:
	}
}

// yield gives up what the command has now: who writes to its stdin, or reads what it hands through, learns from it when it has done.
func (f *front) yield() {
	drop(0)
	if stdout, _ := piped(f.outputs); !stdout {
		drop(1)
	}
}

// bury takes note of a child that has ended; ok is false where there is none left.
func (f *front) bury(c child, ok bool) {
	switch {
	case !ok:
		f.reaped = nil
	case c.pid == f.keeper:
		f.keeperGone = true
	case f.pid == 0 && f.orphan == nil, c.pid == f.pid:
		f.orphan = &c
	}
}

// seal gives up an output that has ended, so that whoever writes to it, or reads from it, learns that.
func (f *front) seal(i int) {
	if i < 0 || i >= len(f.outputs) || f.sealed[i] {
		return
	}
	f.sealed[i] = true
	_ = syscall.Close(f.outputs[i].Read)
	if f.outputs[i].Stdout {
		drop(1)
	}
}

// pass has the keeper pass a signal on, which knows whether the command is there.
func (f *front) pass(s os.Signal) {
	if number, ok := passable(s); ok {
		f.orders = append(f.orders, number)
		_ = f.link.send(order{number}) // an error shows as a keeper that has ended
	}
}

// wait is for a report that is to be told before the caller goes on. A signal ends it.
func (f *front) wait() {
	timer := time.NewTimer(f.Wait)
	defer timer.Stop()
	for {
		select {
		case w, ok := <-f.words:
			if !ok || w.Kind == done {
				return
			}
			f.hear(w)
		case s := <-f.signals:
			if _, ok := passable(s); ok {
				return
			}
		case <-timer.C:
			return
		}
	}
}
