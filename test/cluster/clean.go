package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// cleanTimeout bounds the removal of what a cluster left.
const cleanTimeout = 30 * time.Second

// leftovers is what of a cluster outlives its processes.
type leftovers struct {
	Real    bool `json:"real"`
	Network int  `json:"network"`
}

func leftoversFile(dir string) string { return filepath.Join(dir, "leftovers.json") }

func writeLeftovers(dir string, l leftovers) error {
	data, err := json.Marshal(l)
	if err != nil {
		return err
	}
	return os.WriteFile(leftoversFile(dir), data, 0o600)
}

// Clean removes what a cluster that was killed left behind; a cluster that
// runs in dir is an error. The logs stay.
func Clean(dir string) error {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	lock, err := lockFile(filepath.Join(dir, "lock"))
	if err != nil {
		return fmt.Errorf("a cluster is running in %s: %w", dir, err)
	}
	defer lock.Close()
	return clean(dir)
}

// clean is Clean for who holds the lock.
func clean(dir string) error {
	ctx, cancel := context.WithTimeout(context.Background(), cleanTimeout)
	defer cancel()
	if err := cleanMachine(ctx, dir); err != nil {
		return fmt.Errorf("clean up after a cluster: %w", err)
	}
	// Secrets and state go, logs stay.
	for _, name := range []string{
		filepath.Base(infoFile(dir)), filepath.Base(leftoversFile(dir)),
		"etcd", "kubeconfigs", "kwok.yaml", "node", "pki",
	} {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

func cleanMachine(ctx context.Context, dir string) error {
	data, err := os.ReadFile(leftoversFile(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var l leftovers
	if err := json.Unmarshal(data, &l); err != nil {
		return err
	}
	if !l.Real {
		return nil
	}
	n := newNetwork(l.Network)
	if n.ownedByAnother(dir) { // it was taken again since
		return nil
	}
	return errors.Join(n.remove(ctx), removeCgroup(n.cgroup()))
}
