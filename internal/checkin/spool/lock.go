package spool

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// ErrLocked says that another process holds the lock.
var ErrLocked = errors.New("locked by another process")

// lockPoll is how often a lock that is held by another is tried.
const lockPoll = 50 * time.Millisecond

// TryLock takes the right to tell the entries of a queue, or returns ErrLocked.
func (s *Spool) TryLock(queue string) (unlock func(), err error) {
	if !wellNamed(queue, "0") {
		return nil, fmt.Errorf("queue %q: cannot stand in the name of a file", queue)
	}
	f, err := s.root.OpenFile(queue+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return func() {}, nil //nolint:nilerr // no lock can be made on a full disk: told twice is better than not at all
	}
	return hold(f)
}

// Lock is TryLock that waits until ctx ends.
func (s *Spool) Lock(ctx context.Context, queue string) (unlock func(), err error) {
	for {
		unlock, err = s.TryLock(queue)
		if !errors.Is(err, ErrLocked) {
			return unlock, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(lockPoll):
		}
	}
}

// Linger takes the right to be the one process that stays on for long, or returns ErrLocked. It needs no space on the disk.
func (s *Spool) Linger() (unlock func(), err error) {
	f, err := s.root.Open(".")
	if err != nil {
		return nil, err
	}
	return hold(f)
}

func hold(f *os.File) (unlock func(), err error) {
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, errors.Join(ErrLocked, f.Close())
	}
	// A file system without locks: told twice is better than not at all.
	return func() { _ = f.Close() }, nil
}
