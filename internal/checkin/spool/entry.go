package spool

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"
)

// Entry names one entry. Its content is read with Read.
type Entry struct {
	Queue string
	ID    string
	At    time.Time // when it was put
}

const (
	suffix   = ".json"
	aside    = ".tmp-" // what a file is called while it is written
	queueLen = 32
	timeLen  = 19
)

func (e Entry) name() string {
	return fmt.Sprintf("%s-%0*d-%s%s", e.Queue, timeLen, e.At.UnixNano(), e.ID, suffix)
}

// entryOf reads the name of a file; ok is false where it is not that of an entry.
func entryOf(name string) (e Entry, ok bool) {
	rest, ok := strings.CutSuffix(name, suffix)
	if !ok || len(rest) <= queueLen+timeLen+2 || rest[queueLen] != '-' || rest[queueLen+1+timeLen] != '-' {
		return Entry{}, false
	}
	var nanos int64
	for _, digit := range rest[queueLen+1 : queueLen+1+timeLen] {
		if digit < '0' || digit > '9' {
			return Entry{}, false
		}
		nanos = nanos*10 + int64(digit-'0')
	}
	e = Entry{Queue: rest[:queueLen], ID: rest[queueLen+timeLen+2:], At: time.Unix(0, nanos)}
	return e, nanos >= 0 && wellNamed(e.Queue, e.ID)
}

// wellNamed reports whether queue and id can stand in the name of a file.
func wellNamed(queue, id string) bool {
	plain := func(r rune) bool { return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') }
	return len(queue) == queueLen && id != "" && len(id) <= 64 && !strings.ContainsFunc(queue+id, plain) && !strings.Contains(queue, "-")
}

// entries lists what there is, the oldest first.
func (s *Spool) entries() ([]Entry, error) {
	files, err := fs.ReadDir(s.root.FS(), ".")
	if isGone(err) { // somebody has removed the folder, and all that was in it
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var found []Entry
	for _, f := range files {
		if e, ok := entryOf(f.Name()); ok {
			found = append(found, e)
		}
	}
	slices.SortFunc(found, func(a, b Entry) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return strings.Compare(a.name(), b.name())
	})
	return found, nil
}

// Queues lists the queues that hold something, the one with the oldest entry first.
func (s *Spool) Queues() ([]string, error) {
	entries, err := s.entries()
	var queues []string
	for _, e := range entries {
		if !slices.Contains(queues, e.Queue) {
			queues = append(queues, e.Queue)
		}
	}
	return queues, err
}

// List lists what a queue holds, the oldest first.
func (s *Spool) List(queue string) ([]Entry, error) {
	entries, err := s.entries()
	return slices.DeleteFunc(entries, func(e Entry) bool { return e.Queue != queue }), err
}

// Read returns the content of an entry. It is fs.ErrNotExist where the entry has gone meanwhile.
func (s *Spool) Read(e Entry) ([]byte, error) { return s.root.ReadFile(e.name()) }

// Remove takes an entry away. One that has gone already is no error.
func (s *Spool) Remove(e Entry) error {
	err := s.root.Remove(e.name())
	if isGone(err) {
		return nil
	}
	return err
}
