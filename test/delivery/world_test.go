package delivery

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/test/harness"
	"rollcall.dev/rollcall/test/slack"
)

// answering is how long Slack takes to answer after it has done what it was asked: the time in which a kill leaves open whether it did.
const answering = 150 * time.Millisecond

// world is what surrounds the processes: a Slack, and a script of jobs with a channel each.
type world struct {
	*testing.T
	binary, store string
	jobs          int
	slack         *slack.Server
	url           string // of the Slack
}

func newWorld(t *testing.T, jobs int, store string) *world {
	t.Helper()
	w := &world{T: t, jobs: jobs, store: store}
	var err error
	if w.binary, err = harness.BuildRollcall(t.Context(), t.TempDir()); err != nil {
		t.Fatal(err)
	}
	channels := make([]slack.Channel, jobs)
	for i := range channels {
		channels[i] = slack.Channel{ID: channelOf(i), Name: "channel-" + jobName(i), Member: true}
	}
	// Its limits are those of a life of hours; each of these is shorter than a second.
	w.slack = slack.New(slack.Options{Channels: channels, Rate: slack.RateLimits{Off: true}})
	for _, method := range []string{"chat.postMessage", "chat.update"} {
		if err := w.slack.Inject(slack.Fault{Kind: slack.FaultSlow, Method: method, After: true, Delay: answering}); err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(w.slack)
	t.Cleanup(func() {
		w.slack.Close()
		server.Close()
	})
	w.url = server.URL
	return w
}

// configuration gives each job a team with a channel of its own. That they fail together is not to be told as one.
func (w *world) configuration() string {
	var teams, jobs strings.Builder
	for i := range w.jobs {
		fmt.Fprintf(&teams, "  - {id: team-%d, slack_channel: %s}\n", i, channelOf(i))
		fmt.Fprintf(&jobs, "    - {id: %s, period: 24h, owner: team-%d}\n", jobName(i), i)
	}
	return fmt.Sprintf("store: %q\nkubernetes: {enabled: \"false\"}\ndefaults: {burst_from: 0}\ntriage_team: team-0\nteams:\n%s"+
		"receivers: {slack: {token: %q, api_url: %q}}\ncheckins:\n  max_reports_per_minute: 60000\n  monitors:\n%s",
		w.store, teams.String(), slack.DefaultToken, w.url+"/api", jobs.String())
}

// start runs a process and waits until it is ready; where ctx ends before, the process is killed.
func (w *world) start(ctx context.Context, dir string) (*harness.Rollcall, error) {
	w.Helper()
	log, err := os.OpenFile(filepath.Join(dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		w.Fatal(err)
	}
	defer log.Close()
	return harness.StartRollcall(ctx, harness.RollcallOptions{
		Binary: w.binary, Dir: dir, Config: w.configuration(), Args: []string{"--log-format", "json"}, Stderr: log,
	})
}

// lasting is start for a process that is to be ready, however slow the machine is.
func (w *world) lasting(dir string) *harness.Rollcall {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), 2*time.Minute)
	defer cancel()
	r, err := w.start(ctx, dir)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { _ = r.Kill() })
	return r
}
