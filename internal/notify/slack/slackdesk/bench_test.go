package slackdesk_test

import (
	"cmp"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/slack"
	"rollcall.dev/rollcall/internal/notify/slack/slackdesk"
	standin "rollcall.dev/rollcall/test/slack"
)

const (
	channel = standin.DefaultChannel
	astrid  = standin.DefaultUser
	kenji   = "U0KENJI0001"
	group   = "S0PLATFORM1" // astrid is in it
)

// The two ways by which Slack tells of something.
const (
	byHTTP   = "http"
	bySocket = "socket"
)

// setup is what a test wants to be different.
type setup struct {
	options standin.Options
	config  slackdesk.Config
	heirs   map[string]string // by the id of a team that is archived
}

// roster finds the teams of a configuration.
type roster struct {
	teams []slackdesk.Team
	heirs map[string]string
}

func (r roster) Named(text string) (id string, ok bool) {
	for _, t := range r.teams {
		if strings.EqualFold(t.ID, text) || t.Name != "" && strings.EqualFold(t.Name, text) {
			return cmp.Or(r.heirs[t.ID], t.ID), true
		}
	}
	return "", false
}

// bench is a workspace with a message in it, and a Clerk that hears what is answered, in a bubble.
type bench struct {
	*testing.T
	way   string
	srv   *standin.Server
	desk  *desk
	jobs  *jobs
	clerk *slackdesk.Clerk
	log   *record
	ts    string // of the message
	stop  func()
}

// bothWays runs a test once over HTTP and once over Socket Mode: the real code of both.
func bothWays(t *testing.T, s setup, test func(b *bench)) {
	t.Helper()
	for _, way := range []string{byHTTP, bySocket} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			inBubble(t, way, s, test)
		})
	}
}

func inBubble(t *testing.T, way string, s setup, test func(b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(notifytest.Failed().DecidedAt.Add(2 * time.Second)))
		b := &bench{T: t, way: way, srv: standin.New(s.options), desk: newDesk(), log: &record{}}
		b.jobs = newJobs(b.desk)
		defer b.srv.Close()
		config := s.config
		config.Token, config.APIURL = standin.DefaultToken, "http://slack.test/api"
		if way == byHTTP {
			config.SigningSecret = standin.DefaultSigningSecret
		} else {
			config.AppToken = standin.DefaultAppToken
		}
		var err error
		b.clerk, err = slackdesk.New(config, slackdesk.Deps{
			Desk: b.desk, Remedies: b.jobs, Teams: roster{config.Teams, s.heirs}, HTTP: b.srv.Client(), Dial: b.srv.Dial, Log: slog.New(slog.NewTextHandler(b.log, nil)),
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_ = b.clerk.Run(ctx)
		}()
		b.stop = sync.OnceFunc(func() { cancel(); <-ended })
		defer b.stop()
		if way == bySocket {
			if err := b.srv.WaitLinks(ctx, 1); err != nil {
				t.Fatal(err)
			}
		}
		b.post()
		test(b)
	})
}

// post puts the message of the desk's incident into the channel, as people would find it there.
func (b *bench) post() {
	b.Helper()
	everywhere := func(string) bool { return true }
	n, err := slack.New(slack.Config{Token: standin.DefaultToken, APIURL: "http://slack.test/api", Interactive: true, Rerun: everywhere},
		slack.Deps{HTTP: b.srv.Client()})
	if err != nil {
		b.Fatal(err)
	}
	_, err = n.Notify(b.Context(), notify.Attempt{Message: notify.Message{
		ID: "d-" + time.Now().String(), Action: notify.Post, Notice: b.desk.get(inc).Notice, Destination: notify.Destination{Address: channel},
	}})
	if err != nil {
		b.Fatal(err)
	}
	roots := b.srv.Roots(channel)
	b.ts = roots[len(roots)-1].TS
}

// deliver takes an Interaction to the Clerk, by the way of the test.
func (b *bench) deliver(i standin.Interaction) (standin.Reply, error) {
	if b.way == bySocket {
		return b.srv.Push(b.Context(), i)
	}
	path := "/slack/interactions"
	if i.Command() {
		path = "/slack/commands"
	}
	return b.srv.Deliver(b.Context(), standin.InProcess(b.clerk.Handler()), "http://rollcall.test"+path, i)
}

// do delivers, and waits until everything that follows has happened.
func (b *bench) do(i standin.Interaction, err error) standin.Reply {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
	r, err := b.deliver(i)
	if err != nil {
		b.Fatalf("slack shows the person: %v", err)
	}
	synctest.Wait()
	return r
}

// again delivers the same once more: over HTTP by a request of its own, over Socket Mode in the same envelope.
func (b *bench) again(i standin.Interaction) standin.Reply {
	b.Helper()
	time.Sleep(time.Second)
	return b.do(i, nil)
}

func (b *bench) click(user, on, option string) (standin.Interaction, error) {
	return b.srv.Click(standin.Click{User: user, Channel: channel, TS: b.ts, On: on, Option: option})
}

func (b *bench) typed(user, text string) (standin.Interaction, error) {
	return b.srv.Type(standin.Typed{User: user, Channel: channel, Command: "/rollcall", Text: text})
}

// taken are the answers that changed something, each as "kind by name".
func (b *bench) taken(want ...string) {
	b.Helper()
	if got := b.desk.said(); strings.Join(got, "; ") != strings.Join(want, "; ") {
		b.Errorf("taken: %q, want %q; the log: %s", got, want, b.log)
	}
}

// audited are those who were told no for who they are, each as "id: what".
func (b *bench) audited(want ...string) {
	b.Helper()
	b.desk.mu.Lock()
	defer b.desk.mu.Unlock()
	var got []string
	for _, r := range b.desk.denied {
		act, why, _ := strings.Cut(r.Text, ": ")
		got = append(got, strings.TrimPrefix(r.By.ID, "slack/")+": "+act)
		subject := inc
		if strings.HasPrefix(act, "/") {
			subject = ""
		}
		if r.Subject != subject || r.What != incident.Denied || !r.At.Equal(time.Now()) || !strings.HasSuffix(why, ".") {
			b.Errorf("in the audit log: %+v", r)
		}
	}
	if strings.Join(got, "; ") != strings.Join(want, "; ") {
		b.Errorf("in the audit log: %q, want %q", got, want)
	}
}

// told is the last thing that was said to a person alone; none of it calls anybody.
func (b *bench) told(user string, parts ...string) {
	b.Helper()
	all := b.srv.Said(user)
	if len(parts) == 0 {
		if len(all) > 0 {
			b.Errorf("said to %s: %q, want nothing", user, all[len(all)-1].Plain())
		}
		return
	}
	if len(all) == 0 {
		b.Errorf("nothing was said to %s, want %q; the log: %s", user, parts, b.log)
		return
	}
	last := all[len(all)-1]
	for _, p := range parts {
		if !strings.Contains(last.Plain(), p) {
			b.Errorf("said to %s: %q, want %q in it", user, last.Plain(), p)
		}
	}
	if calls := last.Mentions(); len(calls) > 0 {
		b.Errorf("%q calls %v", last.Text, calls)
	}
}

// record is a log that can be read while it is written.
type record struct {
	mu sync.Mutex
	b  strings.Builder
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.Write(p)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.String()
}
