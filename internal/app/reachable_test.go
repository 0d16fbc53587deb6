package app

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/routing"
)

// single is an outbox with one message.
type single struct {
	waiting   chan notify.Message
	concluded chan deliver.Result
}

func (s single) Claim(context.Context, time.Time, time.Duration, int) ([]deliver.Claimed, error) {
	select {
	case m := <-s.waiting:
		return []deliver.Claimed{{Attempt: notify.Attempt{Message: m}, Token: "t", Attempts: 1, QueuedAt: time.Now()}}, nil
	default:
		return nil, nil
	}
}

func (s single) Conclude(_ context.Context, _ deliver.Claimed, r deliver.Result) error {
	s.concluded <- r
	return nil
}

func (single) NextDue(context.Context) (time.Time, bool, error) { return time.Time{}, false, nil }

// workspace takes what goes to channels that are not dead. It is used by one attempt at a time.
type workspace struct {
	dead  []string
	taken []notify.Attempt
}

func (w *workspace) Notify(_ context.Context, a notify.Attempt) (notify.Receipt, error) {
	if slices.Contains(w.dead, a.Destination.Address) {
		return nil, &notify.RejectedError{Reason: "is_archived", Err: errors.New("slack: is_archived")}
	}
	w.taken = append(w.taken, a)
	return notify.Receipt(`"r"`), nil
}

// drawn is a house in any state: teams that hand on to one another or in circles, without channels, jobs that name whom they like.
func drawn(t *rapid.T) (config.Config, monitor.Definition) {
	ids := []string{"a", "b", "c", "d", "triage"}
	word := rapid.SampledFrom(append([]string{"", "", "nobody"}, ids...))
	channel := rapid.SampledFrom([]string{"C1", "C2", "C3", "C4"})
	c := config.Default()
	c.TriageTeam, c.Teams, c.AllowedDestinations = "triage", nil, []string{"C4"}
	c.Receivers.Slack.Token, c.Receivers.Console = config.NewSecret("xoxb-1"), false
	c.Receivers.Slack.Channel = rapid.SampledFrom([]string{"", "CD"}).Draw(t, "default channel")
	for _, id := range ids {
		team := config.Team{
			ID: id, Status: rapid.SampledFrom([]string{"active", "archived"}).Draw(t, "status"), Successor: word.Draw(t, "successor"),
			Parent: word.Draw(t, "parent"), EscalateTo: word.Draw(t, "escalate_to"),
		}
		// The configuration asks for a channel for all teams, or one for those without.
		if c.Receivers.Slack.Channel == "" || rapid.Bool().Draw(t, "has a channel") {
			team.SlackChannel = channel.Draw(t, "channel")
		}
		c.Teams = append(c.Teams, team)
	}
	for range rapid.IntRange(0, 2).Draw(t, "rules") {
		c.Rules = append(c.Rules, config.Rule{Owner: word.Draw(t, "rule")})
	}
	annotations := rapid.MapOf(rapid.SampledFrom([]string{"rollcall.dev/owner", "a8r.io/owner", "rollcall.dev/receiver", "rollcall.dev/severity"}),
		rapid.SampledFrom(append([]string{"C1", "C4", "C9", "high"}, ids...)))
	return c, monitor.Definition{
		Source: monitor.SourceKubernetes, Namespace: "n", Name: "job", Annotations: annotations.Draw(t, "annotations"),
		TemplateAnnotations: annotations.Draw(t, "of the template"), NamespaceAnnotations: annotations.Draw(t, "of the namespace"),
	}
}

// TestEveryMessageReachesSomebody: whatever the directory says, whatever the job does, and whichever channels are archived, each message is
// taken once, by a channel of the configuration where any of those that it may go to takes one, and by the console at last.
func TestEveryMessageReachesSomebody(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, job := drawn(t)
		slack := &workspace{dead: rapid.SliceOf(rapid.SampledFrom([]string{"C1", "C2", "C3", "C4", "CD"})).Draw(t, "dead")}
		console := &workspace{}
		var router routing.Router
		router.Use(routes(c))
		n, to := router.Route(notifytest.Failed(), job)
		if len(to) != 1 || n.Severity == incident.Low {
			t.Fatalf("%s, %s: told to %v", n.Owner.Team.ID, n.Severity, to)
		}
		m := notify.Message{ID: "m", Destination: to[0], Action: notify.Post, Notice: n}
		r := delivered(t, m, map[string]notify.Notifier{receiverSlack: slack, receiverConsole: console}, deliver.Options{
			Fallback: fallback(c), Fallbacks: router.Fallbacks,
		})
		taken := append(slices.Clone(slack.taken), console.taken...)
		if len(taken) != 1 || r.Sent == r.Dead {
			t.Fatalf("%v is taken %d times: %+v", to, len(taken), r)
		}
		if own := taken[0].Destination == to[0]; own != (taken[0].Note == "") || own != r.Sent {
			t.Fatalf("%v is taken as %+v: %+v", to, taken[0], r)
		}
		alive := func(channel string) bool { return channel != "" && !slices.Contains(slack.dead, channel) }
		triage := directory(c).Triage.SlackChannel
		if (alive(to[0].Address) || alive(triage) || alive(c.Receivers.Slack.Channel)) && len(console.taken) > 0 {
			t.Fatalf("the console is told although %s, %s or %s would take it", to[0].Address, triage, c.Receivers.Slack.Channel)
		}
	})
}

// delivered runs the delivery until the message is done with.
func delivered(t *rapid.T, m notify.Message, to map[string]notify.Notifier, o deliver.Options) deliver.Result {
	box := single{make(chan notify.Message, 1), make(chan deliver.Result, 1)}
	box.waiting <- m
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- deliver.New(box, to, o).Run(ctx) }()
	r := <-box.concluded
	cancel()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	return r
}
