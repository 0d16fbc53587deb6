package store

import (
	"errors"
	"fmt"

	"rollcall.dev/rollcall/internal/ledger"
)

// ErrNotFound says that nothing is stored under that name.
var ErrNotFound = errors.New("not found")

// ErrExists says that something else is stored under that name already.
var ErrExists = errors.New("exists already")

// fault classifies what a database answered.
type fault int

const (
	faultOther    fault = iota
	faultConflict       // another writer was in the way; nothing has happened
	faultUnique         // a unique index refused the row
	faultFull           // no space left
	faultCorrupt        // not a database, or a damaged one
	faultReadOnly       // may not be written
	faultGone           // cannot be opened or reached
)

// advice says, for people, what a fault means for them.
func (f fault) advice() string {
	switch f {
	case faultFull:
		return "the disk is full: nothing was stored, free some space"
	case faultCorrupt:
		return "the file is no database or is damaged: restore it from a backup, or move it away to begin anew"
	case faultReadOnly:
		return "the database may not be written: check the owner and the mode of the file and its folder"
	case faultGone:
		return "the database cannot be reached"
	default:
		return ""
	}
}

// wrap says what was tried, and turns contention into ledger.ErrConflict. It returns nil for nil.
func (s *Store) wrap(err error, tried string) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, ledger.ErrConflict) {
		return fmt.Errorf("%s: %w", tried, err)
	}
	f := s.dialect.classify(err)
	if f == faultConflict {
		return fmt.Errorf("%s: %w: %w", tried, ledger.ErrConflict, err)
	}
	if a := f.advice(); a != "" {
		return fmt.Errorf("%s: %s: %w", tried, a, err)
	}
	return fmt.Errorf("%s: %w", tried, err)
}
