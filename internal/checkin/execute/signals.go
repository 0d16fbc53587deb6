package execute

import (
	"os"
	"os/signal"
	"slices"
	"syscall"
)

// passed are the signals that the front passes on to the command.
func passed() []os.Signal {
	return []os.Signal{
		syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGALRM,
	}
}

// endured are signals that would end a process of ours for what is the command's business: a pipe that nobody reads, a limit.
func endured() []os.Signal { return []os.Signal{syscall.SIGPIPE, syscall.SIGXFSZ} }

// listen catches signals. Those that the caller ignores (nohup) stay ignored, here and in the command. Caught ones, unlike ignored ones,
// are what they were for every child.
func listen(signals []os.Signal) <-chan os.Signal {
	heard := make(chan os.Signal, 16)
	for _, s := range signals {
		if !signal.Ignored(s) {
			signal.Notify(heard, s)
		}
	}
	return heard
}

// passable reports whether a signal that was heard is one to pass on.
func passable(s os.Signal) (syscall.Signal, bool) {
	number, ok := s.(syscall.Signal)
	return number, ok && slices.Contains(passed(), s)
}

// pass sends a signal to the command. What ends a command goes to its whole process group, as it does from a terminal, and from most of
// those who stop a job; what means something to one program only goes to that.
func pass(pid int, s syscall.Signal) {
	switch s {
	case syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGALRM:
	default:
		pid = -pid
	}
	_ = syscall.Kill(pid, s) // it has ended, or is somebody else's by now: nothing is to be done
}
