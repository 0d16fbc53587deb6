package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestContainerd imports the image into a containerd of its own and, where that may start containers, runs it.
func TestContainerd(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("containerd needs root")
	}
	for _, program := range []string{"containerd", "ctr"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed", program)
		}
	}
	ctr := startContainerd(t)
	path, _ := makeImage(t, buildBinary(t))

	// The native snapshotter copies files, which works where a mount of overlays does not.
	if out, err := ctr("images", "import", "--snapshotter", "native", path); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := ctr("images", "ls")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out, "rollcall.dev/rollcall:v1.2.3 ") {
		t.Fatalf("not under its name:\n%s", out)
	}
	if _, err := exec.LookPath("runc"); err != nil {
		t.Log("not started: runc is not installed")
		return
	}
	out, err = ctr("run", "--rm", "--snapshotter", "native", "rollcall.dev/rollcall:v1.2.3", "said")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if out != "65532 [serve]\n" {
		t.Errorf("as a container it said %q", out)
	}
}

// startContainerd starts one whose every file is in a folder of the test, and returns a way to talk to it.
func startContainerd(t *testing.T) func(args ...string) (string, error) {
	t.Helper()
	dir, err := os.MkdirTemp("", "ctrd") //nolint:usetesting // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	socket := filepath.Join(dir, "s")
	config := fmt.Sprintf(`version = 2
root = %q
state = %q
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]
[grpc]
  address = %q
[ttrpc]
  address = %q
`, filepath.Join(dir, "root"), filepath.Join(dir, "state"), socket, socket+"t")
	file := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}

	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	var log bytes.Buffer
	daemon := exec.CommandContext(ctx, "containerd", "--config", file)
	daemon.Stdout, daemon.Stderr = &log, &log
	daemon.Cancel = func() error { return daemon.Process.Signal(os.Interrupt) }
	daemon.WaitDelay = 10 * time.Second
	if err := daemon.Start(); err != nil {
		stop()
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = daemon.Wait(); close(ended) }()
	t.Cleanup(func() { stop(); <-ended })

	ctr := func(args ...string) (string, error) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		cmd := exec.CommandContext(ctx, "ctr", append([]string{"--address", socket}, args...)...)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if err != nil {
			err = errors.Join(err, errors.New(stderr.String()))
		}
		return string(out), err
	}
	for tick := time.NewTicker(50 * time.Millisecond); ; {
		if _, err := ctr("version"); err == nil {
			tick.Stop()
			return ctr
		}
		select {
		case <-ended:
			t.Fatalf("containerd ended at once:\n%s", log.String())
		case <-t.Context().Done():
			t.Fatal("containerd did not come up")
		case <-tick.C:
		}
	}
}
