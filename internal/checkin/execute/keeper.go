package execute

import (
	"context"
	"os"
	"slices"
	"sync"
	"syscall"
	"time"

	"rollcall.dev/rollcall/internal/checkin/report"
)

// keeper is the parent of the command.
type keeper struct {
	task
	link    *link
	courier *courier
	stop    chan struct{} // closed when somebody wants us to end
	pumps   []*pump

	writes []*os.File // the command's ends of the outputs

	mu   sync.Mutex
	pid  int  // of the command; 0 before it began and after it ended
	over bool // the caller waits for nothing any more
}

// Keep is the work of the keeper: it runs the command, or tells what another could not. The socket is that of the front one, from which
// the task comes. It returns the exit code, which nobody reads. It is called once in a process.
func Keep(socket int) int {
	given := inherited()
	inherit(socket, false)
	k := &keeper{link: newLink(pollable(socket, "front")), stop: make(chan struct{})}
	if err := k.link.receive(&k.task); err != nil {
		return 1 // nothing was begun, and who would read this has gone
	}
	ours := []int{socket}
	for _, o := range k.Outputs {
		inherit(o.Read, false)
		inherit(o.Write, false)
		ours = append(ours, o.Read, o.Write)
		k.writes = append(k.writes, os.NewFile(uintptr(o.Write), "output"))
	}
	given = slices.DeleteFunc(given, func(fd int) bool { return slices.Contains(ours, fd) })
	go k.endure(listen(append(passed(), endured()...)))
	k.courier = k.newCourier()
	telling := make(chan struct{})
	go func() {
		defer close(telling)
		k.courier.tell(context.Background())
	}()
	if len(k.Command) > 0 {
		k.run(given)
	} else {
		k.leave(given)
		k.finish(k.Report)
	}
	<-telling
	_ = k.link.send(word{Kind: done})
	for _, p := range k.pumps {
		<-p.closed // a daemon may hold an output for long, and would suffer if nobody read it
	}
	return 0
}

// endure catches what would end us. While the command runs it is nothing to us: who stops a whole group stops the command as well, and
// then its end is to be told. Later it ends the telling, after a try.
func (k *keeper) endure(signals <-chan os.Signal) {
	var once sync.Once
	for s := range signals {
		_, stops := passable(s)
		k.set(func() { stops = stops && k.over })
		if stops {
			once.Do(func() { close(k.stop) })
		}
	}
}

// run runs the command from its start to the telling of its end.
func (k *keeper) run(given []int) {
	began := time.Now()
	k.Report.StartedAt = began.UTC().Round(0)
	p, err := start(k.Command, k.streams())
	floor := ownRSS()
	if err != nil {
		text := unstartedText(k.Command[0], err)
		_ = k.link.send(word{Kind: line, Text: text})
		k.leave(given)
		k.finish(timed(k.Report, report.End{ExitCode: unstartedCode(err), Unstarted: true, Stderr: text}, began))
		return
	}
	k.set(func() { k.pid = p.Pid })
	_ = k.link.send(word{Kind: started, PID: p.Pid, Floor: floor}) // the front may have been killed: that is nothing to the command
	k.courier.post(k.Report)
	k.leave(given)
	for i, o := range k.Outputs {
		k.pumps = append(k.pumps, newPump(o, func() {
			_ = k.link.send(word{Kind: closed, Index: i})
			dropSinks(o)
		}))
	}
	go k.obey()
	end := k.await(p, floor)
	for _, p := range k.pumps {
		p.finish()
		p.share(&end)
		if err := p.loss(); err != nil {
			_ = k.link.send(word{Kind: line, Text: "not all of the output could be passed on: " + err.Error() + ". The job is not affected."})
		}
	}
	k.finish(timed(k.Report, end, began))
}

// streams are the command's standard streams.
func (k *keeper) streams() []*os.File {
	files := []*os.File{os.Stdin, os.Stdout, os.Stderr}
	for i, o := range k.Outputs {
		if o.Stdout {
			files[1] = k.writes[i]
		}
		if o.Stderr {
			files[2] = k.writes[i]
		}
	}
	return files
}

// leave gives up what belongs to the caller or the command: who waits for it to be free does not wait for us.
func (k *keeper) leave(given []int) {
	for _, w := range k.writes {
		_ = w.Close()
	}
	for _, fd := range given {
		_ = syscall.Close(fd)
	}
	drop(0)
	stdout, stderr := piped(k.Outputs)
	if !stdout || len(k.Command) == 0 {
		drop(1)
	}
	if !stderr || len(k.Command) == 0 {
		drop(2)
	}
	_ = os.Chdir("/")
}

// obey passes on the signals that the front one hears.
func (k *keeper) obey() {
	for o := range receiveAll[order](k.link) {
		k.set(func() {
			if k.pid > 0 {
				pass(k.pid, o.Signal)
			}
		})
		_ = k.link.send(word{Kind: obeyed})
	}
}

// await waits for the command, and says at once how it ended: who killed us later would not take that away.
func (k *keeper) await(p *os.Process, floor int64) report.End {
	awaitEnd(p.Pid)
	k.set(func() { k.pid = 0 })
	state, err := p.Wait()
	end := report.End{ExitCode: 1}
	if err == nil {
		status, _ := state.Sys().(syscall.WaitStatus)
		usage, _ := state.SysUsage().(*syscall.Rusage)
		end = endOf(status, usage, floor)
	}
	_ = k.link.send(word{Kind: exited, End: end})
	return end
}

// finish keeps the report of the end and lets the caller go on. A disk that hangs is not waited for.
func (k *keeper) finish(r report.Report) {
	select {
	case <-k.courier.post(r):
	case <-time.After(k.courier.patience.disk):
	}
	k.set(func() { k.over = true })
	_ = k.link.send(word{Kind: ended, End: *r.Ended})
	if !k.Waits {
		k.link.leave()
	}
}

func (k *keeper) set(change func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	change()
}
