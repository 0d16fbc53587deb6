package execute

import (
	"errors"

	"golang.org/x/sys/unix"
)

// adopt makes the command our child if its parent, the keeper, is killed (PR_SET_CHILD_SUBREAPER, prctl(2)), or undoes that.
func adopt(yes bool) {
	flag := uintptr(0)
	if yes {
		flag = 1
	}
	_ = unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, flag, 0, 0, 0) // without it, the exit code is lost with the keeper
}

// awaitEnd waits for a child to end, and leaves it to be waited for: whoever takes over from a keeper that is killed in this very moment
// still finds its exit code.
func awaitEnd(pid int) {
	for {
		if err := unix.Waitid(unix.P_PID, pid, nil, unix.WEXITED|unix.WNOWAIT, nil); !errors.Is(err, unix.EINTR) {
			return
		}
	}
}
