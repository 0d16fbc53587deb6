package execute

import (
	"encoding/gob"
	"errors"
	"os"
	"sync"
	"syscall"

	"rollcall.dev/rollcall/internal/checkin/report"
)

// task is what the front tells the keeper first. It goes by the socket, since the arguments of a process are read by everybody.
type task struct {
	URL       string
	RunID     string
	Spool     string
	UserAgent string
	Talkative bool
	Waits     bool // the front stays until the report is told
	// Command is run; where it is empty, Report is told.
	Command []string
	Outputs []output
	Report  report.Report
}

// order is what the front tells the keeper later: to pass a signal on.
type order struct{ Signal syscall.Signal }

// kind says what a word of the keeper's is about.
type kind int

const (
	started kind = iota + 1 // the command runs: PID, Floor
	exited                  // and has ended: End
	ended                   // its output is through and its report is kept: End
	obeyed                  // the oldest order that was not obeyed before is
	closed                  // an output has ended: Index
	line                    // for the log: Text
	done                    // the report was told, or cannot be now
)

// word is what the keeper tells the front.
type word struct {
	Kind  kind
	PID   int
	Floor int64 // the keeper's own peak memory when the command began, in bytes
	End   report.End
	Index int
	Text  string
}

// link is one end of the socket between the two. Its methods may be called concurrently, receive by one at a time.
type link struct {
	file *os.File
	dec  *gob.Decoder
	mu   sync.Mutex
	enc  *gob.Encoder
	gone bool
}

// errGone says that nobody is at the other end.
var errGone = errors.New("the other process has gone")

func newLink(f *os.File) *link { return &link{file: f, dec: gob.NewDecoder(f), enc: gob.NewEncoder(f)} }

// send returns errGone once the other process has ended, or leave was called.
func (l *link) send(v any) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.gone {
		return errGone
	}
	if err := l.enc.Encode(v); err != nil {
		l.gone = true
		return errGone
	}
	return nil
}

// leave says goodbye: the other process does not listen any more.
func (l *link) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.gone = true
}

func (l *link) receive(v any) error { return l.dec.Decode(v) }

// receiveAll hands over what comes until the other end closes, and then closes the channel.
func receiveAll[T any](l *link) <-chan T {
	out := make(chan T)
	go func() {
		defer close(out)
		for {
			var v T
			if l.receive(&v) != nil {
				return
			}
			out <- v
		}
	}()
	return out
}
