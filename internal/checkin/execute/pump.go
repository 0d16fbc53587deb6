package execute

import (
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"rollcall.dev/rollcall/internal/checkin/report"
)

const pumpBuffer = 64 << 10

// pump passes on what comes out of a pipe, and keeps its end.
type pump struct {
	out  output
	src  *os.File
	sink *os.File

	ended atomic.Bool   // the command has
	dry   chan struct{} // closed when all that the command wrote is through
	// closed is closed when nobody can write to the pipe any more, or nobody reads on.
	closed chan struct{}

	mu   sync.Mutex
	tail tail
	lost error // why something could not be passed on, if anything
}

// newPump starts a pump, which calls done when it is closed.
func newPump(o output, done func()) *pump {
	p := &pump{
		out: o, src: pollable(o.Read, "output"), sink: o.sink(), dry: make(chan struct{}), closed: make(chan struct{}),
	}
	go func() {
		defer close(p.closed)
		p.run()
		done()
	}()
	return p
}

// finish says that the command has ended. What it wrote is in the pipe by then, so that the pump is dry once it has found that empty –
// also where somebody else, a daemon that the command left behind, keeps it open.
func (p *pump) finish() {
	p.ended.Store(true)
	_ = p.src.SetReadDeadline(time.Unix(1, 0)) // wakes it
	<-p.dry
}

// share puts the end of what went through into the report.
func (p *pump) share(e *report.End) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.out.Stdout {
		e.Stdout = p.tail.text()
	} else {
		e.Stderr = p.tail.text()
	}
}

// loss is why something could not be passed on, if anything. That nobody read it is no loss.
func (p *pump) loss() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if errors.Is(p.lost, unix.EPIPE) {
		return nil
	}
	return p.lost
}

func (p *pump) run() {
	defer func() { _ = p.src.Close() }()
	var once sync.Once
	dry := func() { once.Do(func() { close(p.dry) }) }
	defer dry()
	raw, err := p.src.SyscallConn()
	if err != nil {
		return
	}
	buf := make([]byte, pumpBuffer)
	for isDry := false; ; {
		n, err := p.read(raw, buf, isDry)
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			_ = p.src.SetReadDeadline(time.Time{})
			continue
		case errors.Is(err, unix.EAGAIN):
			isDry = true
			dry()
			continue
		case err != nil, n == 0:
			return
		}
		if !p.pass(buf[:n]) {
			return
		}
	}
}

// read waits until there is something to read; once the command has ended, it does not wait but returns EAGAIN, unless that is known.
func (p *pump) read(raw syscall.RawConn, buf []byte, isDry bool) (n int, err error) {
	waitErr := raw.Read(func(fd uintptr) bool {
		ended := p.ended.Load() // before the look: what is written between the two, before the end, would be missed
		for {
			if n, err = unix.Read(int(fd), buf); !errors.Is(err, unix.EINTR) {
				break
			}
		}
		return !errors.Is(err, unix.EAGAIN) || ended && !isDry
	})
	if waitErr != nil {
		return 0, waitErr
	}
	return n, err
}

// pass writes on what came, and reports whether there is a point in going on. Where nobody reads, the command is to learn that as it would
// without us: by a pipe that is closed. Where the disk is full, the command is not to suffer: most do not even look.
func (p *pump) pass(b []byte) bool {
	err := writeAll(p.sink, b)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tail.add(b)
	if err != nil && p.lost == nil {
		p.lost = err
	}
	return !errors.Is(err, unix.EPIPE)
}

// writeAll writes, and waits where somebody has made the stream one that does not wait.
func writeAll(f *os.File, b []byte) error {
	for {
		n, err := f.Write(b)
		if !errors.Is(err, unix.EAGAIN) {
			return err
		}
		b = b[n:]
		_, err = unix.Poll([]unix.PollFd{{Fd: int32(f.Fd()), Events: unix.POLLOUT}}, -1)
		if err != nil && !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}
