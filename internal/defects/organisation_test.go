package defects_test

import (
	"context"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/defects"
	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/slack"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/routing"
	"rollcall.dev/rollcall/internal/store"
	standin "rollcall.dev/rollcall/test/slack"
)

// The places of the organisation.
const (
	triageChannel   = "C0TRIAGE001"
	billingChannel  = "C0BILLING01"
	paymentsChannel = "C0PAYMENT01"
	financeChannel  = "C0FINANCE01"
)

// organisation is a workspace with the real way to it: the store, the routing, the delivery, and the check of defects.
type organisation struct {
	*testing.T
	srv    *standin.Server
	store  *store.Store
	router *routing.Router
	sent   int
	poke   func()

	mu     sync.Mutex // of what the check reads beside the story
	table  routing.Table
	people []ownership.Engaged
}

// teams are triage, and billing beneath finance.
func teams(more ...ownership.Team) ownership.Directory {
	triage := ownership.Team{ID: "triage", Name: "Triage", SlackChannel: triageChannel}
	return ownership.Directory{
		Triage: triage, OwnerAnnotations: []string{ownership.OwnerAnnotation},
		Teams: append([]ownership.Team{triage, {ID: "finance", Name: "Finance", SlackChannel: financeChannel}}, more...),
	}
}

func billing() ownership.Team {
	return ownership.Team{ID: "billing", Name: "Billing", SlackChannel: billingChannel, SlackUsergroup: "S0BILLING01", Parent: "finance"}
}

// refused tells a Checker what Slack's refusals say, as the application does.
func refused(c *defects.Checker) func(notify.Message, string) {
	return func(m notify.Message, reason string) {
		if kind, ok := slack.Refusal(m.Destination.Address, reason); ok {
			c.Refused(m, kind)
		}
	}
}

func inOrganisation(t *testing.T, test func(o *organisation)) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.db")
	synctest.Test(t, func(t *testing.T) {
		var channels []standin.Channel
		for _, id := range []string{triageChannel, billingChannel, paymentsChannel, financeChannel} {
			channels = append(channels, standin.Channel{ID: id, Name: strings.ToLower(id), Member: true})
		}
		srv := standin.New(standin.Options{Channels: channels, UserGroups: []standin.UserGroup{
			{ID: "S0BILLING01", Handle: "billing", Users: []string{standin.DefaultUser}},
		}})
		defer srv.Close()
		s, err := store.Open(t.Context(), "sqlite:"+path, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		o := &organisation{T: t, srv: srv, store: s, router: &routing.Router{}}
		o.people = []ownership.Engaged{{ID: "U0KENJI0001", Name: "@kenji", Team: "billing", For: "is at it"}}
		o.reload(teams(billing()))
		defer o.run()()
		test(o)
	})
}

// reload puts another directory in force.
func (o *organisation) reload(d ownership.Directory) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.table = routing.Table{Directory: d, Slack: "slack"}
	o.router.Use(o.table)
}

// nobodyIsAtIt says that nobody relies on a person any more.
func (o *organisation) nobodyIsAtIt() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.people = nil
}

func (o *organisation) now() (routing.Table, []ownership.Engaged) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.table, slices.Clone(o.people)
}

// run starts the delivery and the check.
func (o *organisation) run() (stop func()) {
	o.Helper()
	c := slack.Config{Token: standin.DefaultToken, APIURL: "http://slack.test/api"}
	deps := slack.Deps{HTTP: &http.Client{Transport: o.srv.Client().Transport, Timeout: 15 * time.Second}}
	n, err := slack.New(c, deps)
	if err != nil {
		o.Fatal(err)
	}
	scout, err := slack.NewScout(c, deps)
	if err != nil {
		o.Fatal(err)
	}
	checker := defects.New(defects.Options{
		Store: kept{Store: o.store}, Sources: []defects.Source{scout},
		Readers: func(t ownership.Team) []notify.Destination { table, _ := o.now(); return table.Readers(t) },
		Inventory: func(context.Context) (ownership.Inventory, error) {
			table, people := o.now()
			return ownership.Inventory{Directory: table.Directory, People: people}, nil
		},
		Queued: func() { o.poke() }, Cluster: "prod", Log: slog.New(slog.DiscardHandler),
	})
	d := deliver.New(o.store, map[string]notify.Notifier{"slack": n}, deliver.Options{
		Fallbacks: o.router.Fallbacks, Refused: refused(checker), Quiet: 12 * time.Hour,
	})
	o.poke = d.Poke
	ctx, cancel := context.WithCancel(o.Context())
	ended := make(chan error, 2)
	go func() { ended <- checker.Run(ctx) }()
	go func() { ended <- d.Run(ctx) }()
	return func() {
		cancel()
		for range 2 {
			if err := <-ended; err != nil {
				o.Error(err)
			}
		}
	}
}

// kept is the store without a memory of when it was looked at last.
type kept struct{ *store.Store }

func (kept) Checked(context.Context) (time.Time, error)  { return time.Time{}, nil }
func (kept) SetChecked(context.Context, time.Time) error { return nil }

// fail has billing's job fail once more, and returns what is new in a channel.
func (o *organisation) fail(channel string) standin.Message {
	o.Helper()
	n, to := o.router.Route(notifytest.Failed(), monitor.Definition{
		Source: monitor.SourceKubernetes, Namespace: "billing", Name: "invoice", Annotations: map[string]string{ownership.OwnerAnnotation: "billing"},
	})
	if len(to) != 1 {
		o.Fatalf("routed to %v", to)
	}
	return o.send(n, to[0], channel)
}

func (o *organisation) send(n incident.Notice, to notify.Destination, channel string) standin.Message {
	o.Helper()
	o.sent++
	n.Incident = "inc-" + strings.Repeat("x", o.sent)
	m := notify.Message{ID: n.Incident, Destination: to, Action: notify.Post, Notice: n}
	before := len(o.srv.Messages(channel))
	err := o.store.UpdateDefects(o.Context(), func([]ownership.Finding) ([]ownership.Finding, []notify.Message) {
		return nil, []notify.Message{m}
	})
	if err != nil {
		o.Fatal(err)
	}
	o.poke()
	time.Sleep(time.Minute)
	synctest.Wait()
	all := o.srv.Messages(channel)
	if len(all) != before+1 {
		o.Fatalf("%d messages more in %s", len(all)-before, channel)
	}
	return all[len(all)-1]
}

// says fails the test where a message does not say something.
func (o *organisation) says(m standin.Message, words string) {
	o.Helper()
	if !strings.Contains(m.Plain(), words) {
		o.Errorf("%q is not in\n%s", words, m.Plain())
	}
}

// defects fails the test where others are known.
func (o *organisation) defects(want ...string) {
	o.Helper()
	synctest.Wait()
	all, err := o.store.Defects(o.Context())
	if err != nil {
		o.Fatal(err)
	}
	var got []string
	for _, f := range all {
		got = append(got, f.ID())
	}
	if !slices.Equal(got, want) {
		o.Errorf("defects %q, want %q", got, want)
	}
}

func (o *organisation) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}
