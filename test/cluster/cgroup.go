package cluster

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// cgroupTimeout is how long the kernel may take to let go of ended processes.
const cgroupTimeout = 5 * time.Second

// cgroupMounts are the mounted hierarchies: the value says whether it is
// version 2.
func cgroupMounts() (map[string]bool, error) {
	data, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil, err
	}
	mounts := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		// proc_pid_mountinfo(5): the mount point is the fifth field, the type
		// the first after a dash.
		before, after, ok := strings.Cut(line, " - ")
		fields := strings.Fields(before)
		if !ok || len(fields) < 5 {
			continue
		}
		switch kind, _, _ := strings.Cut(after, " "); kind {
		case "cgroup":
			mounts[fields[4]] = false
		case "cgroup2":
			mounts[fields[4]] = true
		}
	}
	if len(mounts) == 0 {
		return nil, errors.New("no control groups are mounted")
	}
	return mounts, nil
}

// makeCgroup makes a group of that name in every hierarchy, with every
// controller, so that a kubelet finds what it wants below it.
func makeCgroup(name string) error {
	mounts, err := cgroupMounts()
	if err != nil {
		return err
	}
	for mount, v2 := range mounts {
		dir := filepath.Join(mount, name)
		if v2 {
			if err := enableControllers(mount); err != nil && len(mounts) == 1 {
				return err
			}
		}
		if err := os.Mkdir(dir, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		if err := inheritCpuset(mount, dir); err != nil {
			return err
		}
	}
	return nil
}

// enableControllers lets the groups below one have each controller it has.
func enableControllers(dir string) error {
	data, err := os.ReadFile(filepath.Join(dir, "cgroup.controllers"))
	if err != nil {
		return err
	}
	for controller := range strings.FieldsSeq(string(data)) {
		err := os.WriteFile(filepath.Join(dir, "cgroup.subtree_control"), []byte("+"+controller), 0o644)
		if err != nil {
			return fmt.Errorf("enable %s: %w", controller, err)
		}
	}
	return nil
}

// inheritCpuset fills what version 1 leaves empty in a new group, in which
// nothing could run otherwise.
func inheritCpuset(parent, dir string) error {
	for _, file := range []string{"cpuset.cpus", "cpuset.mems"} {
		value, err := os.ReadFile(filepath.Join(parent, file))
		if errors.Is(err, fs.ErrNotExist) {
			return nil // another controller, or version 2
		}
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, file), value, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// removeCgroup removes the groups of that name and all below them, once their
// processes have ended.
func removeCgroup(name string) error {
	mounts, err := cgroupMounts()
	if err != nil {
		return err
	}
	deadline := time.Now().Add(cgroupTimeout)
	var errs []error
	for mount := range mounts {
		dir := filepath.Join(mount, name)
		err := removeTree(dir)
		for err != nil && time.Now().Before(deadline) {
			time.Sleep(50 * time.Millisecond)
			err = removeTree(dir)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// removeTree removes directories from the bottom up; the files in them are the
// kernel's.
func removeTree(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.IsDir() {
			if err := removeTree(filepath.Join(dir, entry.Name())); err != nil {
				return err
			}
		}
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
