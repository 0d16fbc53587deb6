package cluster

import (
	"fmt"
	"os"
	"path/filepath"
)

// Clean removes what a cluster that was killed left behind; a cluster that
// runs in dir is an error.
func Clean(dir string) error {
	if _, err := os.Stat(dir); err != nil {
		return nil
	}
	lock, err := lockFile(filepath.Join(dir, "lock"), false)
	if err != nil {
		return fmt.Errorf("a cluster is running in %s: %w", dir, err)
	}
	defer lock.Close()
	return clean(dir)
}
