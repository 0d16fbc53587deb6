// Command rollcall calls the roll of scheduled jobs: it tells the people who own a job that it failed or never ran.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // zones must not depend on what the machine or the image has

	"rollcall.dev/rollcall/internal/cli"
)

func main() {
	signals := []os.Signal{syscall.SIGTERM}
	if !signal.Ignored(os.Interrupt) { // what the caller has us ignore stays ignored, here and in what exec runs
		signals = append(signals, os.Interrupt)
	}
	ctx, stop := signal.NotifyContext(context.Background(), signals...)
	code := cli.Execute(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
