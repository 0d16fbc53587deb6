package config

import (
	"errors"
	"time"
)

// instant reads an instant, or the beginning of a day in UTC.
func instant(text string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, errors.New("use an instant such as 2026-12-24T18:00:00+01:00, or a day in UTC such as 2026-12-24")
}

// PauseEnds is until when the check-in is paused; zero where it is not declared to be.
func (m CheckinMonitor) PauseEnds() time.Time {
	at, _ := instant(m.PausedUntil) // what cannot be read was refused before
	return at
}
