package app

import (
	"os"
	"runtime/debug"
)

// gcPercent is how much may be allocated, beside what is in use, before garbage is collected. What is in use is small and steady, and a
// crowd of reports leaves much garbage: with Go's 100, collecting it takes a fifth of the machine and shows in every hundredth answer.
const gcPercent = 300

// TuneMemory sets how often garbage is collected in this process, unless its environment says that (GOGC).
func TuneMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
}
