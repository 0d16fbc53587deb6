package cluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// CacheDir is where built and downloaded things are kept between clusters and
// between checkouts: $ROLLCALL_CACHE, or rollcall in the user's cache folder.
func CacheDir() (string, error) {
	if dir := os.Getenv("ROLLCALL_CACHE"); dir != "" {
		return filepath.Abs(dir)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no folder to cache in, set ROLLCALL_CACHE: %w", err)
	}
	return filepath.Join(dir, "rollcall"), nil
}

// lockFile takes an exclusive lock, or fails at once. The lock belongs to the
// open file (fcntl(2), F_OFD_SETLK), so it ends with the process and nobody has
// to break one.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.FcntlFlock(f.Fd(), unix.F_OFD_SETLK, &unix.Flock_t{Type: unix.F_WRLCK}); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return f, nil
}

// awaitLock takes a lock when it becomes free, saying so if that is not at once.
func awaitLock(ctx context.Context, log io.Writer, path string) (*os.File, error) {
	told := false
	var f *os.File
	err := poll(ctx, readyPoll, func(context.Context) (err error) {
		if f, err = lockFile(path); err != nil && !told {
			told = true
			fmt.Fprintf(log, "waiting for another process that is making %s\n", strings.TrimSuffix(path, ".lock"))
		}
		return err
	})
	return f, err
}

// locked says whether somebody has the lock, without taking it.
func locked(path string) (bool, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer f.Close()
	lock := unix.Flock_t{Type: unix.F_WRLCK}
	if err := unix.FcntlFlock(f.Fd(), unix.F_OFD_GETLK, &lock); err != nil {
		return false, fmt.Errorf("look at the lock %s: %w", path, err)
	}
	return lock.Type != unix.F_UNLCK, nil
}

// cached returns dir, which fill fills if it is not there yet. Two callers that
// want the same folder take turns, and a folder appears whole or not at all.
func cached(ctx context.Context, log io.Writer, dir string, fill func(tmp string) error) (string, error) {
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return "", err
	}
	lock, err := awaitLock(ctx, log, dir+".lock")
	if err != nil {
		return "", err
	}
	defer lock.Close()
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	tmp := dir + ".tmp"
	if err := os.RemoveAll(tmp); err != nil { // of a builder that died
		return "", err
	}
	if err := os.MkdirAll(tmp, 0o755); err != nil {
		return "", err
	}
	if err := fill(tmp); err != nil {
		_ = os.RemoveAll(tmp)
		return "", err
	}
	return dir, os.Rename(tmp, dir)
}

// cacheLifetime is how long a build stays that nobody uses.
const cacheLifetime = 30 * 24 * time.Hour

// prune marks one build as used and removes those that were not for long. It
// only ever tidies up, so that its errors are nobody's concern.
func prune(used string) {
	now := time.Now()
	_ = os.Chtimes(used, now, now)
	entries, err := os.ReadDir(filepath.Dir(used))
	if err != nil {
		return
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err == nil && now.Sub(info.ModTime()) > cacheLifetime && !strings.HasSuffix(entry.Name(), ".tmp") {
			_ = os.RemoveAll(filepath.Join(filepath.Dir(used), entry.Name()))
		}
	}
}
