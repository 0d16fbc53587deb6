package config

import (
	"context"
	"reflect"
	"time"
)

// Watcher applies changes of the configuration file, and of the files and variables that its secrets come from. It reads the
// file again at intervals and compares what it means, so that it does not matter how the file was replaced.
type Watcher struct {
	File     string
	Interval time.Duration // 5 s where zero
	// Current is the configuration that is in force when Run starts.
	Current Config
	// Apply puts a changed configuration in force. On an error the one before stays in force; the file is offered again when it
	// changes again.
	Apply func(Config, Problems) error
	// Report is told once of each new reason why the file is not in force, and, with nil, when there is none any more.
	Report func(error)

	// read replaces Load in tests.
	read func(string) (Config, Problems, error)
}

// Run watches until ctx ends; it returns nil then.
func (w Watcher) Run(ctx context.Context) error {
	interval := w.Interval
	if interval <= 0 {
		interval = 5 * time.Second
	}
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	seen := outcome{config: w.Current}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
			seen = w.check(seen)
		}
	}
}

// outcome is what came of the content of the file so far.
type outcome struct {
	config  Config // the last valid one
	refused bool   // Apply did not take it
	invalid string // the mistakes of a later content; empty for none
}

func (w Watcher) check(seen outcome) outcome {
	read := w.read
	if read == nil {
		read = Load
	}
	config, warnings, err := read(w.File)
	if err != nil {
		if seen.invalid != err.Error() {
			w.Report(err)
		}
		seen.invalid = err.Error()
		return seen
	}
	if reflect.DeepEqual(config, seen.config) && (!seen.refused || seen.invalid == "") {
		if seen.invalid != "" { // the mistake was taken back
			w.Report(nil)
			seen.invalid = ""
		}
		return seen
	}
	if err := w.Apply(config, warnings); err != nil {
		w.Report(err)
		return outcome{config: config, refused: true}
	}
	if seen.refused || seen.invalid != "" {
		w.Report(nil)
	}
	return outcome{config: config}
}
