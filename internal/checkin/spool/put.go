package spool

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Put stores content under a queue and an id, in the place of what was stored under both before. It returns once that is on the disk;
// after an error nothing of it is left there.
func (s *Spool) Put(queue, id string, content []byte) error {
	if !wellNamed(queue, id) {
		return fmt.Errorf("queue %q, id %q: cannot stand in the name of a file", queue, id)
	}
	s.prune()
	e := Entry{Queue: queue, ID: id, At: s.now()}
	temporary := aside + rand.Text()
	if err := s.write(temporary, content); err != nil {
		return errors.Join(err, s.root.Remove(temporary))
	}
	if err := s.root.Rename(temporary, e.name()); err != nil {
		return errors.Join(err, s.root.Remove(temporary))
	}
	earlier, err := s.List(queue)
	if err != nil {
		return err
	}
	for _, old := range earlier {
		if old.ID == id && old.name() != e.name() {
			err = errors.Join(err, s.Remove(old))
		}
	}
	return errors.Join(err, s.sync())
}

func (s *Spool) write(name string, content []byte) error {
	f, err := s.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// sync makes the names of the files durable.
func (s *Spool) sync() error {
	d, err := s.root.Open(".")
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, syscall.EINVAL) { // file systems on which folders cannot be synced, and need not be
		err = nil
	}
	return errors.Join(err, d.Close())
}

// prune removes what is too old or too much, and what a killed process left half written, and leaves a note of the first two.
func (s *Spool) prune() {
	entries, err := s.entries()
	if err != nil {
		return
	}
	now := s.now()
	aged, pushed := 0, 0
	var kept int64
	for i, e := range slices.Backward(entries) { // the newest are kept
		info, err := s.root.Lstat(e.name())
		if err != nil {
			continue
		}
		kept += info.Size()
		switch {
		case now.Sub(e.At) > MaxAge:
			aged++
		case kept > s.maxBytes, len(entries)-i > s.maxEntries:
			pushed++
		default:
			continue
		}
		_ = s.Remove(e) // whoever puts next tries again
	}
	if aged > 0 {
		s.Note(fmt.Sprintf("%d reports could not be told for %d days and were dropped", aged, int(MaxAge.Hours())/24))
	}
	if pushed > 0 {
		s.Note(fmt.Sprintf("the spool is full; the %d oldest reports were dropped", pushed))
	}
	s.sweep(now)
}

// sweep removes files that a process was writing when it was killed.
func (s *Spool) sweep(now time.Time) {
	files, err := fs.ReadDir(s.root.FS(), ".")
	if err != nil {
		return
	}
	for _, f := range files {
		if !strings.HasPrefix(f.Name(), aside) {
			continue
		}
		if info, err := f.Info(); err == nil && now.Sub(info.ModTime()) > time.Hour {
			_ = s.root.Remove(f.Name()) // whoever puts next tries again
		}
	}
}

func isGone(err error) bool { return errors.Is(err, fs.ErrNotExist) }
