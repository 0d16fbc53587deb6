package cluster

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// ttyProgress is how often the elapsed time is redrawn on a terminal.
	ttyProgress = time.Second
	// lineProgress is how often a line says so where there is none.
	lineProgress = 20 * time.Second
)

// showProgress says that a step is under way and for how long, and how many
// packages it has behind it, if it counts them; the function that it returns
// says how it ended and must be called once.
func showProgress(log io.Writer, what string, packages func() int) func(error) {
	start := time.Now()
	elapsed := func() time.Duration { return time.Since(start).Round(time.Second) }
	every, prefix, suffix := lineProgress, "", "\n"
	if isTerminal(log) {
		every, prefix, suffix = ttyProgress, "\r\x1b[K", ""
	} else {
		fmt.Fprintf(log, "%s …\n", what)
	}
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for {
			select {
			case <-stop:
				return
			case <-ticker.C:
				counted := ""
				if packages != nil {
					counted = fmt.Sprintf(", %d packages", packages())
				}
				fmt.Fprintf(log, "%s%s … %s%s%s", prefix, what, elapsed(), counted, suffix)
			}
		}
	})
	return func(err error) {
		close(stop)
		wg.Wait()
		outcome := "done"
		if err != nil {
			outcome = "failed"
		}
		fmt.Fprintf(log, "%s%s: %s after %s\n", prefix, what, outcome, elapsed())
	}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	_, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	return err == nil
}
