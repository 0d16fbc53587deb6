package web

import (
	"time"

	"rollcall.dev/rollcall/internal/notify/render"
)

// moment is an instant as a page shows it: in the zone of those whose incident it is, with UTC to the second beside it.
type moment struct {
	at    time.Time
	clock render.Clock
}

// IsZero reports whether there is no instant.
func (m moment) IsZero() bool { return m.at.IsZero() }

// Text is the instant in the readers' zone.
func (m moment) Text() string { return m.clock.At(m.at) }

// UTC is the instant to the second.
func (m moment) UTC() string { return m.at.UTC().Format("Mon 2 Jan 2006 15:04:05 UTC") }

// Machine is the instant for programs.
func (m moment) Machine() string { return m.at.UTC().Format(time.RFC3339) }
