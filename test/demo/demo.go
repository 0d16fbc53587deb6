package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/test/harness"
)

// patience is how long all samples may take to be told: each has its first slot within a minute and its grace after that.
const patience = 5 * time.Minute

// oneMoreSlot is how long the demo goes on after all was told: a whole slot, in which a sample could be told twice.
const oneMoreSlot = 75 * time.Second

// demo is one performance.
type demo struct {
	out     io.Writer
	cleanup []func() error
	tally   *tally
}

func newDemo(out io.Writer) *demo { return &demo{out: out, tally: newTally()} }

func (d *demo) say(format string, args ...any) { _, _ = fmt.Fprintf(d.out, format+"\n", args...) }

func (d *demo) run(ctx context.Context) (err error) {
	defer func() { err = errors.Join(err, d.cleanUp()) }()
	dir, err := os.MkdirTemp("", "rollcall-demo-")
	if err != nil {
		return fmt.Errorf("folder: %w", err)
	}
	d.cleanup = append(d.cleanup, func() error { return os.RemoveAll(dir) })

	d.say("» building rollcall")
	binary, err := harness.BuildRollcall(ctx, dir)
	if err != nil {
		return err
	}
	cluster, err := d.cluster(ctx, dir)
	if err != nil {
		return err
	}
	rollcall, err := d.rollcall(ctx, dir, binary, cluster)
	if err != nil {
		return err
	}
	if err := d.applySamples(ctx, cluster); err != nil {
		return err
	}
	d.announce(rollcall.URL)
	return d.watch(ctx, rollcall)
}

// cluster is that of KUBECONFIG, or one of our own.
func (d *demo) cluster(ctx context.Context, dir string) (*harness.Cluster, error) {
	if kubeconfig := os.Getenv("KUBECONFIG"); kubeconfig != "" {
		d.say("» using the cluster of KUBECONFIG=%s", kubeconfig)
		return harness.ConnectCluster(kubeconfig)
	}
	d.say("» starting a real Kubernetes on this machine (the first time it is built, which takes some minutes)")
	// Its end has its own context: Ctrl-C asks for an orderly one.
	c, err := harness.StartCluster(context.WithoutCancel(ctx), harness.ClusterOptions{Dir: filepath.Join(dir, "cluster"), Log: os.Stderr})
	if err != nil {
		return nil, err
	}
	d.cleanup = append(d.cleanup, c.Stop)
	return c, nil
}

// rollcall runs the binary with its console on ours, and our tally as one more receiver.
func (d *demo) rollcall(ctx context.Context, dir, binary string, c *harness.Cluster) (*harness.Rollcall, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("tally: %w", err)
	}
	server := &http.Server{Handler: d.tally, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	d.cleanup = append(d.cleanup, server.Close)

	log, err := os.Create(filepath.Join(dir, "rollcall.log"))
	if err != nil {
		return nil, fmt.Errorf("log: %w", err)
	}
	d.cleanup = append(d.cleanup, log.Close)
	d.say("» starting Rollcall")
	r, err := harness.StartRollcall(ctx, harness.RollcallOptions{
		Binary: binary, Dir: filepath.Join(dir, "home"), Env: []string{"KUBECONFIG=" + c.Kubeconfig},
		Config: configuration(listener.Addr().String()), Stdout: d.out, Stderr: log,
	})
	if err != nil {
		text, _ := os.ReadFile(log.Name())
		return nil, fmt.Errorf("%w\n%s", err, text)
	}
	d.cleanup = append(d.cleanup, r.Stop)
	return r, nil
}

// configuration has two teams, everything on the console and to the tally, and Slack where there is a token.
func configuration(tally string) string {
	channel, slack := "", ""
	if os.Getenv("SLACK_BOT_TOKEN") != "" {
		channel = ", slack_channel: " + os.Getenv("SLACK_CHANNEL")
		slack = `  slack: {token: "env:SLACK_BOT_TOKEN"}` + "\n"
	}
	return fmt.Sprintf(`cluster: demo
kubernetes: {enabled: "true", namespaces: {include: ["demo-*"]}}
triage_team: platform
teams:
  - {id: platform, name: Platform%[1]s}
  - {id: billing, name: Billing, timezone: Asia/Tokyo%[1]s}
receivers:
  console: true
%[2]s  webhooks: [{name: tally, url: "http://%[3]s/", allow_private: true}]
`, channel, slack, tally)
}

func (d *demo) applySamples(ctx context.Context, c *harness.Cluster) error {
	for _, s := range samples() {
		if err := c.Apply(ctx, "", s.namespaceManifest()); err != nil {
			return err
		}
		if c.Control == "" { // somebody's own cluster: leave nothing there
			d.cleanup = append(d.cleanup, func() error {
				return c.Delete(context.WithoutCancel(ctx), "", s.namespaceManifest())
			})
		}
		if err := c.Apply(ctx, s.namespace(), s.manifest(c.BusyboxImage)); err != nil {
			return err
		}
	}
	return nil
}

func (d *demo) announce(url string) {
	d.say("\nFive CronJobs run each minute now. Watch for:")
	for _, s := range samples() {
		d.say("  %-15s %s", s.name, s.watch)
	}
	d.say("\nThe inbox: %s\n", url)
	if term.IsTerminal(int(os.Stdout.Fd())) {
		openBrowser(url)
	}
}

// openBrowser shows the page where there is a desktop to show it on.
func openBrowser(url string) {
	for _, opener := range []string{"xdg-open", "open"} {
		if path, err := exec.LookPath(opener); err == nil && (opener == "open" || os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != "") {
			_ = exec.Command(path, url).Start()
			return
		}
	}
}

// watch waits until all was told, one slot longer, and then sums up. On a terminal the show goes on until Ctrl-C.
func (d *demo) watch(ctx context.Context, r *harness.Rollcall) error {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for waiting := true; waiting && !d.tally.complete(samples()); {
		select {
		case <-ctx.Done():
			d.say("\n» interrupted before all was told")
			return nil
		case <-r.Ended():
			return errors.New("rollcall ended")
		case <-deadline.C:
			waiting = false
		case <-d.tally.changed:
		}
	}
	d.say("\n» all was told; one more slot, in which nothing may be told twice")
	select {
	case <-ctx.Done():
	case <-time.After(oneMoreSlot):
	}
	if err := d.sumUp(); err != nil {
		return err
	}
	if term.IsTerminal(int(os.Stdout.Fd())) && ctx.Err() == nil {
		d.say("\nIt goes on until Ctrl-C: %s", r.URL)
		<-ctx.Done()
	}
	return nil
}

// sumUp compares what was told with what was to be told.
func (d *demo) sumUp() error {
	d.say("\n%-15s %-16s %s", "SAMPLE", "EXPECTED", "TOLD")
	var wrong []string
	for _, s := range samples() {
		causes := d.tally.of(s.name)
		expected := []diagnose.Code{}
		if s.cause != "" {
			expected = append(expected, s.cause)
		}
		mark := "✓"
		if !slices.Equal(causes, expected) {
			mark = "✗"
			wrong = append(wrong, s.name)
		}
		d.say("%-15s %-16s %-16s %s", s.name, words(expected), words(causes), mark)
	}
	if len(wrong) > 0 {
		return fmt.Errorf("not told exactly once with the right cause: %s", strings.Join(wrong, ", "))
	}
	d.say("\nEach bad sample was told exactly once, with its cause; the healthy one not at all.")
	return nil
}

func words(causes []diagnose.Code) string {
	if len(causes) == 0 {
		return "nothing"
	}
	text := make([]string, len(causes))
	for i, c := range causes {
		text[i] = string(c)
	}
	return strings.Join(text, ", ")
}

// cleanUp undoes what was done, the last thing first.
func (d *demo) cleanUp() error {
	if len(d.cleanup) > 1 {
		d.say("\n» cleaning up")
	}
	var errs []error
	for _, v := range slices.Backward(d.cleanup) {
		errs = append(errs, v())
	}
	return errors.Join(errs...)
}
