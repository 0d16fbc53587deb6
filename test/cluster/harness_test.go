package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// testTimeout bounds one wait of a test on real processes.
const testTimeout = 2 * time.Minute

// eventually waits until check gives nil; it is the only way in which these
// tests wait.
func eventually(t *testing.T, what string, check func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), testTimeout)
	defer cancel()
	if err := poll(ctx, readyPoll, check); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

// startCluster starts a cluster for one test, and checks at the end that it
// left nothing.
func startCluster(t *testing.T, nodes Nodes) *Cluster {
	t.Helper()
	dir := t.TempDir()
	c, err := Start(t.Context(), Options{Dir: dir, Nodes: nodes, Log: testLog{t}})
	if err != nil {
		t.Fatal(err)
	}
	link := newNetwork(0)
	if n, ok := c.node.(*realNode); ok {
		link = n.net
	}
	t.Cleanup(func() {
		if t.Failed() {
			for _, name := range c.Components() {
				t.Logf("end of the log of %s:\n%s", name, logTail(c.layout.log(name), logTailSize))
			}
		}
		if err := c.Stop(); err != nil {
			t.Errorf("stop: %v", err)
		}
		if err := leftOf(dir, link, nodes == Real); err != nil {
			t.Error(err)
		}
	})
	return c
}

// testLog is a Log for tests.
type testLog struct{ t *testing.T }

func (l testLog) Write(p []byte) (int, error) {
	l.t.Log(strings.TrimSpace(string(p)))
	return len(p), nil
}

// leftOf says what a cluster that was in dir has left on the machine.
func leftOf(dir string, n network, isReal bool) error {
	var left []error
	for _, line := range processesOf(dir) {
		left = append(left, errors.New("a process is left: "+line))
	}
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return err
	}
	if bytes.Contains(mounts, []byte(dir)) {
		left = append(left, errors.New("a mount is left"))
	}
	for _, name := range []string{"pki", "kubeconfigs", "etcd", "node", "cluster.json"} {
		if _, err := os.Stat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
			left = append(left, errors.New("a file is left: "+name))
		}
	}
	if !isReal {
		return errors.Join(left...)
	}
	if _, err := os.Stat("/sys/class/net/" + n.link); err == nil && !n.ownedByAnother(dir) {
		left = append(left, errors.New("a link is left: "+n.link))
	} else if err != nil {
		groups, err := filepath.Glob("/sys/fs/cgroup/*/" + n.cgroup())
		if err != nil || len(groups) > 0 {
			left = append(left, fmt.Errorf("control groups are left: %v %w", groups, err))
		}
	}
	return errors.Join(left...)
}

// processesOf lists the processes of a cluster by their command lines.
func processesOf(dir string) []string {
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	var found []string
	for _, file := range files {
		line, err := os.ReadFile(file)
		if err == nil && bytes.Contains(line, []byte(dir+"/")) {
			found = append(found, strings.ReplaceAll(string(line), "\x00", " "))
		}
	}
	return found
}
