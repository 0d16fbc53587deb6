package execute

import (
	"os"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// output is a pipe between the command and a stream of the caller's. Both processes hold the end that is read, so that the command can
// write on whichever of them is killed.
type output struct {
	Read, Write    int // descriptors
	Stdout, Stderr bool
}

// newOutputs returns the pipes that the command writes to. A stream that is a terminal has none: the command is to see that it is one.
// Where both streams are one file, they are one pipe, so that the order of what is written is kept.
func newOutputs() ([]output, error) {
	var outs []output
	if !term.IsTerminal(1) {
		outs = append(outs, output{Stdout: true})
	}
	switch {
	case term.IsTerminal(2):
	case len(outs) == 1 && sameFile(os.Stdout, os.Stderr):
		outs[0].Stderr = true
	default:
		outs = append(outs, output{Stderr: true})
	}
	for i := range outs {
		fds := make([]int, 2)
		if err := unix.Pipe(fds); err != nil {
			return nil, err
		}
		unix.CloseOnExec(fds[0])
		unix.CloseOnExec(fds[1])
		outs[i].Read, outs[i].Write = fds[0], fds[1]
	}
	return outs, nil
}

func sameFile(a, b *os.File) bool {
	infoA, errA := a.Stat()
	infoB, errB := b.Stat()
	return errA == nil && errB == nil && os.SameFile(infoA, infoB) && infoA.Mode()&os.ModeCharDevice == 0
}

// sink is where it goes to.
func (o output) sink() *os.File {
	if o.Stdout {
		return os.Stdout
	}
	return os.Stderr
}

// piped reports which of the two streams go through a pipe.
func piped(outs []output) (stdout, stderr bool) {
	for _, o := range outs {
		stdout, stderr = stdout || o.Stdout, stderr || o.Stderr
	}
	return stdout, stderr
}
