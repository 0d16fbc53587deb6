package spool

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// The bounds of a spool.
const (
	MaxAge     = 7 * 24 * time.Hour
	maxBytes   = 64 << 20
	maxEntries = 10_000
)

// Spool is an open spool.
type Spool struct {
	dir  string
	root *os.Root
	now  func() time.Time
	// maxBytes and maxEntries are the constants, except in tests.
	maxBytes   int64
	maxEntries int
}

// Open opens the spool of this user within a folder, and makes both where they are missing. Users who share the folder have a spool each,
// so that it may be one that all may write to, as /tmp is.
func Open(parent string) (*Spool, error) {
	parent, err := filepath.Abs(parent)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return nil, err
	}
	dir := filepath.Join(parent, "rollcall-"+strconv.Itoa(os.Geteuid()))
	if err := os.Mkdir(dir, 0o700); err != nil && !os.IsExist(err) {
		return nil, err
	}
	if err := ours(dir); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &Spool{dir: dir, root: root, now: time.Now, maxBytes: maxBytes, maxEntries: maxEntries}, nil
}

// ours reports an error unless a path is a folder of this user that nobody else may enter.
func ours(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !info.IsDir() || !ok || int(owner.Uid) != os.Geteuid() {
		return fmt.Errorf("%s: not a folder that belongs to user %d", dir, os.Geteuid())
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%s: others may enter it (mode %#o); wanted is 0700", dir, info.Mode().Perm())
	}
	return nil
}

// Dir is where it is.
func (s *Spool) Dir() string { return s.dir }

// Close gives up the folder; locks that are held stay held.
func (s *Spool) Close() error { return s.root.Close() }

// Queue is the name of the queue for an address. The address cannot be told from it.
func Queue(address string) string {
	sum := sha256.Sum256([]byte(address))
	return hex.EncodeToString(sum[:16])
}
