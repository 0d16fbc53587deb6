package spool

import (
	"crypto/rand"
	"fmt"
	"os"
	"strings"
	"time"
)

const (
	notes = "notes"
	// maxNotes bounds the file, in bytes. What comes later than that is not noted.
	maxNotes = 16 << 10
)

// Note leaves a line for whoever takes the notes next. It is of no use to say that it could not.
func (s *Spool) Note(line string) {
	f, err := s.root.OpenFile(notes, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return
	}
	defer func() { _ = f.Close() }()
	if info, err := f.Stat(); err != nil || info.Size() > maxNotes {
		return
	}
	line = strings.Join(strings.Fields(line), " ")
	_, _ = fmt.Fprintf(f, "%s %s\n", s.now().UTC().Format(time.RFC3339), line) // one write, so that lines stay whole
}

// TakeNotes returns the lines that were left, each with its time, and removes them.
func (s *Spool) TakeNotes() []string {
	taken := aside + rand.Text()
	if s.root.Rename(notes, taken) != nil {
		return nil
	}
	text, err := s.root.ReadFile(taken)
	if err != nil {
		return nil
	}
	_ = s.root.Remove(taken) // it is swept otherwise
	return strings.FieldsFunc(string(text), func(r rune) bool { return r == '\n' })
}
