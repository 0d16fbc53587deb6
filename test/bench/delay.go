package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"rollcall.dev/rollcall/test/harness"
	"rollcall.dev/rollcall/test/slack"
)

const (
	teams       = 10               // with a namespace and a channel each: what Slack allows a channel is not what is measured
	spread      = 30 * time.Second // over which the failures come
	promised    = time.Second      // p99 of the delay stays below it
	tellingTime = 60 * time.Second // how long the last message may take; beyond that it counts as never told
	onceMore    = 5 * time.Second  // how long a second message of the same failure may take to count against us
)

// delay measures from the Job's condition Failed=True, as watches of ours see it, to the message in the stand-in Slack. The
// baseline is a bare watcher in this process, told of the same Jobs by the same API server, posting to the same Slack.
func delay(ctx context.Context, b *bench) (figures []figure, err error) {
	s := &delayed{bench: b, told: map[string][]time.Time{}, bare: map[string][]time.Time{}}
	defer func() { err = errors.Join(err, s.cleanUp()) }()
	if err := s.start(ctx); err != nil {
		return nil, err
	}
	watch, stop := context.WithCancel(ctx)
	defer stop()
	seen, err := s.watchFailures(watch)
	if err != nil {
		return nil, err
	}
	if err := s.rehearse(ctx); err != nil {
		return nil, err
	}
	b.say("%d Jobs fail within %s", b.failures, spread)
	tick := time.NewTicker(spread / time.Duration(b.failures))
	defer tick.Stop()
	for n := range b.failures {
		if err := s.fail(ctx, n); err != nil {
			return nil, err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	if err := s.wait(ctx, b.failures); err != nil {
		b.say("%v", err)
	}
	select {
	case <-time.After(onceMore):
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	s.count()
	return s.judge(seen.instants())
}

// delayed is the stage on which delay is measured.
type delayed struct {
	*bench
	cluster  *harness.Cluster
	slack    *slack.Server
	slackURL string
	cleanup  []func() error

	told, bare map[string][]time.Time // by the name of the CronJob, when messages of it came
}

func (s *delayed) start(ctx context.Context) error {
	binary, err := s.rollcall(ctx)
	if err != nil {
		return err
	}
	dir, err := s.folder("delay")
	if err != nil {
		return err
	}
	s.say("starting a cluster (the first time it is built, which takes some minutes)")
	// Its end has its own context: it is to be an orderly one.
	s.cluster, err = harness.StartCluster(context.WithoutCancel(ctx), harness.ClusterOptions{
		Nodes: s.nodes, Dir: filepath.Join(dir, "cluster"), Log: s.progress,
	})
	if err != nil {
		return err
	}
	s.cleanup = append(s.cleanup, s.cluster.Stop)
	if err := s.openSlack(); err != nil {
		return err
	}
	if err := s.apply(ctx); err != nil {
		return err
	}
	return s.watchWithRollcall(ctx, binary, filepath.Join(dir, "home"))
}

// openSlack serves a workspace with Slack's own limits: a channel for each team, and one beside it for the bare watcher.
func (s *delayed) openSlack() error {
	var channels []slack.Channel
	for n := range teams {
		channels = append(channels,
			slack.Channel{ID: teamChannel(n), Name: fmt.Sprintf("team-%d", n), Member: true},
			slack.Channel{ID: bareChannel(n), Name: fmt.Sprintf("bare-%d", n), Member: true})
	}
	s.slack = slack.New(slack.Options{Channels: channels})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("slack: %w", err)
	}
	server := &http.Server{Handler: s.slack, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }() // it ends with Close
	s.cleanup = append(s.cleanup, func() error { s.slack.Close(); return server.Close() })
	s.slackURL = "http://" + listener.Addr().String()
	return nil
}

func teamChannel(n int) string { return fmt.Sprintf("C0TEAM%03d", n%teams) }
func bareChannel(n int) string { return fmt.Sprintf("C0BARE%03d", n%teams) }

func (s *delayed) watchWithRollcall(ctx context.Context, binary, home string) error {
	config := fmt.Sprintf(`cluster: bench
kubernetes: {enabled: "true", kubeconfig: %q, namespaces: {include: ["bench-*"]}}
triage_team: team-0
receivers: {slack: {token: "env:SLACK_BOT_TOKEN", api_url: "%s/api"}}
`, s.cluster.Kubeconfig, s.slackURL)
	teamLines, ruleLines := "teams:\n", "rules:\n"
	for n := range teams {
		teamLines += fmt.Sprintf("  - {id: team-%d, slack_channel: %s}\n", n, teamChannel(n))
		ruleLines += fmt.Sprintf("  - {match: {namespace: %s}, owner: team-%d}\n", namespace(n), n)
	}
	log, err := os.Create(filepath.Join(s.dir, "rollcall.log"))
	if err != nil {
		return fmt.Errorf("log: %w", err)
	}
	s.cleanup = append(s.cleanup, log.Close)
	ready, cancel := context.WithTimeout(ctx, tellingTime)
	defer cancel()
	r, err := harness.StartRollcall(ready, harness.RollcallOptions{
		Binary: binary, Config: config + teamLines + ruleLines, Dir: home, Args: []string{"--log-format", "json"},
		Env: []string{"SLACK_BOT_TOKEN=" + slack.DefaultToken}, Stdout: log, Stderr: log,
	})
	if err != nil {
		text, _ := os.ReadFile(log.Name())
		return fmt.Errorf("%w\n%s", err, text)
	}
	s.cleanup = append(s.cleanup, r.Stop)
	return nil
}

// cleanUp undoes what was done, the last thing first.
func (s *delayed) cleanUp() error {
	var errs []error
	for len(s.cleanup) > 0 {
		last := len(s.cleanup) - 1
		errs = append(errs, s.cleanup[last]())
		s.cleanup = s.cleanup[:last]
	}
	return errors.Join(errs...)
}
