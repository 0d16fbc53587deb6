package execute

import (
	"errors"
	"syscall"
)

// child is one that has ended.
type child struct {
	pid    int
	status syscall.WaitStatus
	usage  syscall.Rusage
}

// reap waits for every child of this process, until it has none: for the keeper, for the command if the keeper was killed, and as the first
// process of a container for whatever lost its parent. Nothing else in this process may wait for a child.
func reap() <-chan child {
	out := make(chan child, 1)
	go func() {
		defer close(out)
		for {
			var c child
			var err error
			c.pid, err = syscall.Wait4(-1, &c.status, 0, &c.usage)
			switch {
			case errors.Is(err, syscall.EINTR):
			case err != nil:
				return
			default:
				out <- c
			}
		}
	}()
	return out
}
