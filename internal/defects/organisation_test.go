package defects_test

import (
	"context"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
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
	table  routing.Table
	sent   int
	poke   func()
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
		o.reload(teams(billing()))
		defer o.run()()
		test(o)
	})
}

// reload puts another directory in force.
func (o *organisation) reload(d ownership.Directory) {
	o.table = routing.Table{Directory: d, Slack: "slack"}
	o.router.Use(o.table)
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
		Store: kept{Store: o.store}, Sources: []defects.Source{scout}, Readers: func(t ownership.Team) []notify.Destination { return o.table.Readers(t) },
		Inventory: func(context.Context) (ownership.Inventory, error) {
			return ownership.Inventory{
				Directory: o.table.Directory, People: []ownership.Engaged{{ID: "U0KENJI0001", Name: "@kenji", Team: "billing", For: "is at it"}},
			}, nil
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

// A channel is archived between two failures: the second one goes to the team above, and says why.
func TestAnArchivedChannel(t *testing.T) {
	t.Parallel()
	inOrganisation(t, func(o *organisation) {
		o.fail(billingChannel)
		o.must(o.srv.Archive(billingChannel))
		m := o.fail(financeChannel)
		o.says(m, "This was meant for slack "+billingChannel+", which refused it (is_archived). You are told since Finance is above Billing.")
		o.fail(financeChannel)
		o.defects("channel_archived channel " + billingChannel)
		time.Sleep(4 * 24 * time.Hour) // work has begun, and the finding is told where somebody reads
		o.defects("channel_archived channel " + billingChannel)
		told := o.srv.Messages(financeChannel)
		o.says(told[len(told)-1], "Defects: 1 thing to mend, 1 of them new")
		o.must(o.srv.Unarchive(billingChannel))
		time.Sleep(24 * time.Hour)
		o.defects()
		o.fail(billingChannel)
	})
}

// A team is dissolved into another one: what comes next arrives there, and says whose it was.
func TestADissolvedTeam(t *testing.T) {
	t.Parallel()
	inOrganisation(t, func(o *organisation) {
		o.fail(billingChannel)
		dissolved := billing()
		dissolved.Status, dissolved.Successor = ownership.Archived, "payments"
		o.reload(teams(dissolved, ownership.Team{ID: "payments", Name: "Payments", SlackChannel: paymentsChannel}))
		o.says(o.fail(paymentsChannel), "after billing was archived")

		// What was routed before, and is delivered only now, is told there as well.
		o.must(o.srv.Archive(billingChannel))
		n := notifytest.Failed()
		n.Owner = ownership.Answer{Team: billing()}
		m := o.send(n, notify.Destination{Receiver: "slack", Address: billingChannel}, paymentsChannel)
		o.says(m, "You are told since Payments has taken over from Billing.")
		time.Sleep(4 * 24 * time.Hour)
		o.defects() // nobody reads there any more
	})
}

// A person has left: the team's user group is called instead.
func TestAPersonWhoLeft(t *testing.T) {
	t.Parallel()
	inOrganisation(t, func(o *organisation) {
		o.must(o.srv.DisableUser("U0KENJI0001"))
		n := notifytest.Muting(incident.Recovery)
		n.Owner = ownership.Answer{Team: billing()}
		m := o.send(n, notify.Destination{Receiver: "slack", Address: "U0KENJI0001"}, billingChannel)
		o.says(m, "This was meant for slack U0KENJI0001, which refused it (user_disabled). You are told since Billing reads here.")
		if !slices.Equal(m.Mentions(), []string{"S0BILLING01"}) {
			o.Errorf("it calls %v", m.Mentions())
		}
		o.defects("person_left person U0KENJI0001")
		time.Sleep(4 * 24 * time.Hour)
		o.defects("person_left person U0KENJI0001")
	})
}
