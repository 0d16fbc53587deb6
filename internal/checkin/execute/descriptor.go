package execute

import (
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// pair returns two connected sockets that no child inherits.
func pair() (near, far int, err error) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		return 0, 0, err
	}
	unix.CloseOnExec(fds[0])
	unix.CloseOnExec(fds[1])
	return fds[0], fds[1], nil
}

// pollable is a file whose reads and writes can be woken, from a descriptor of our own.
func pollable(fd int, name string) *os.File {
	_ = unix.SetNonblock(fd, true) // else it is read by a thread that waits
	return os.NewFile(uintptr(fd), name)
}

// inherit lets the next child inherit a descriptor under its number. Those that the caller gave us keep theirs in this way: it may have
// given the command a lock, or sockets, at any number.
func inherit(fd int, yes bool) {
	flags := unix.FD_CLOEXEC
	if yes {
		flags = 0
	}
	_, _ = unix.FcntlInt(uintptr(fd), unix.F_SETFD, flags)
}

// inherited lists the descriptors above stderr that children of this process inherit. All that this program opens itself are none of them.
func inherited() []int {
	dir, err := os.Open("/dev/fd")
	if err != nil {
		return nil
	}
	names, _ := dir.Readdirnames(-1)
	_ = dir.Close()
	var found []int
	for _, name := range names {
		fd, err := strconv.Atoi(name)
		if err != nil || fd <= 2 {
			continue
		}
		if flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err == nil && flags&unix.FD_CLOEXEC == 0 {
			found = append(found, fd)
		}
	}
	return found
}

// drop puts nothing in the place of a standard stream, so that nobody waits for us to close it.
func drop(fd int) {
	nothing, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil { // an image that holds this program alone
		if nothing, err = deadEnd(fd); err != nil {
			return
		}
	}
	_ = unix.Dup2(int(nothing.Fd()), fd)
	_ = nothing.Close()
}

// deadEnd is an end of a pipe that has no other end.
func deadEnd(fd int) (*os.File, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	if fd == 0 {
		return r, w.Close()
	}
	return w, r.Close()
}

// dropSinks drops the streams that an output went to.
func dropSinks(o output) {
	if o.Stdout {
		drop(1)
	}
	if o.Stderr {
		drop(2)
	}
}
