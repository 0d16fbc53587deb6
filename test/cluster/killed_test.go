package cluster

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestKilled kills the command that keeps a cluster, which leaves it no time to
// tidy up.
func TestKilled(t *testing.T) {
	t.Parallel()
	dir, cmd, _, info := upCommand(t, Auto)
	n := newNetwork(0)
	if info.Real {
		if data, err := os.ReadFile(leftoversFile(dir)); err == nil {
			var l leftovers
			if err := json.Unmarshal(data, &l); err != nil {
				t.Fatal(err)
			}
			n = newNetwork(l.Network)
		}
	}
	if len(processesOf(dir)) < 5 {
		t.Fatalf("only these processes were found: %q", processesOf(dir))
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	eventually(t, "the processes of the cluster", func(context.Context) error {
		if left := processesOf(dir); len(left) > 0 {
			return fmt.Errorf("left: %q", left)
		}
		return nil
	})
	if _, err := ReadInfo(dir); err == nil {
		t.Error("a killed cluster is said to run")
	}
	if err := Clean(dir); err != nil {
		t.Fatal(err)
	}
	if err := leftOf(dir, n, info.Real); err != nil {
		t.Error(err)
	}
}

// TestInputEnds ends the standard input of "up --json".
func TestInputEnds(t *testing.T) {
	t.Parallel()
	dir, cmd, input, info := upCommand(t, Simulated)
	if another, err := Start(t.Context(), Options{Dir: dir, Nodes: Simulated}); err == nil {
		t.Error("a second cluster started in the same directory")
		_ = another.Stop()
	} else if !strings.Contains(err.Error(), "already running in "+dir) {
		t.Errorf("starting a second cluster in the same directory: %v", err)
	}
	read, err := ReadInfo(dir)
	if err != nil || read != info {
		t.Errorf("published %+v, %v; printed %+v", read, err, info)
	}
	_ = input.Close()
	if err := cmd.Wait(); err != nil {
		t.Errorf("up ended with %v", err)
	}
	if left := processesOf(dir); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}

// upCommand builds the command and runs "up --json". Its standard input is a
// pipe, so that the test decides when that ends.
func upCommand(t *testing.T, nodes Nodes) (dir string, cmd *exec.Cmd, input io.Closer, info Info) {
	t.Helper()
	dir = t.TempDir()
	program := filepath.Join(t.TempDir(), "cluster")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./cmd/cluster").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	cmd = exec.Command(program, "up", "--json", "--dir="+dir, "--nodes="+string(nodes))
	cmd.Stderr = testLog{t}
	input, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	line, err := bufio.NewReader(output).ReadBytes('\n')
	if err != nil {
		t.Fatalf("up printed %q: %v", line, err)
	}
	if err := json.Unmarshal(line, &info); err != nil {
		t.Fatal(err)
	}
	return dir, cmd, input, info
}
