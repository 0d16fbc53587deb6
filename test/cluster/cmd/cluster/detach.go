package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"rollcall.dev/rollcall/test/cluster"
)

const statePoll = 100 * time.Millisecond

// detach starts this command again in a session of its own, without --detach,
// and returns when the cluster is ready or that process has ended.
func detach(ctx context.Context, dir string, flags upFlags) error {
	if running, err := cluster.Running(dir); running || err != nil {
		return errors.Join(err, fmt.Errorf("a cluster is already running in %s", dir))
	}
	// Built here, in sight, and found in the cache by the other.
	if _, err := cluster.Build(ctx, os.Stderr); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	logs := filepath.Join(dir, "logs")
	if err := os.MkdirAll(logs, 0o755); err != nil {
		return err
	}
	log, err := os.Create(filepath.Join(logs, "cluster.log"))
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.Command(self, "up", "--dir="+dir, "--nodes="+flags.nodes)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	ticker := time.NewTicker(statePoll)
	defer ticker.Stop()
	for {
		select {
		case err := <-ended:
			text, _ := os.ReadFile(log.Name())
			return fmt.Errorf("the cluster did not start: %w\n%s", err, text)
		case <-ctx.Done():
			_ = cmd.Process.Signal(syscall.SIGTERM)
			return errors.Join(context.Cause(ctx), <-ended)
		case <-ticker.C:
		}
		info, err := cluster.ReadInfo(dir)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		return announceDetached(info, flags.json)
	}
}
