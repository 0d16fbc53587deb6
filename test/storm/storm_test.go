package storm_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/slack"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/routing"
	"rollcall.dev/rollcall/internal/schedule"
	"rollcall.dev/rollcall/internal/store"
	standin "rollcall.dev/rollcall/test/slack"
)

// house is Rollcall from the ledger to Slack.
type house struct {
	*testing.T

	store  *store.Store
	ledger *ledger.Ledger
	slack  *standin.Server
	stop   func()
}

const teams = 4

func channel(team int) string { return fmt.Sprintf("C0TEAM%04d", team) }

// in runs a test with a house in a bubble, at the full hour.
func in(t *testing.T, test func(h *house)) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rollcall.db")
	synctest.Test(t, func(t *testing.T) {
		var channels []standin.Channel
		table := routing.Table{Slack: "slack", Directory: ownership.Directory{
			Triage: ownership.Team{ID: "triage", SlackChannel: channel(0)}, OwnerAnnotations: []string{"rollcall.dev/owner"},
		}}
		for n := range teams {
			channels = append(channels, standin.Channel{ID: channel(n), Name: fmt.Sprint("team-", n), Member: true})
			table.Directory.Teams = append(table.Directory.Teams, ownership.Team{ID: fmt.Sprint("team-", n), SlackChannel: channel(n)})
		}
		db, err := store.Open(t.Context(), "sqlite:"+path, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		h := &house{T: t, store: db, slack: standin.New(standin.Options{Channels: channels})}
		bot, err := slack.New(slack.Config{Token: standin.DefaultToken, APIURL: "http://slack.test/api"}, slack.Deps{HTTP: h.slack.Client()})
		if err != nil {
			t.Fatal(err)
		}
		d := deliver.New(db, map[string]notify.Notifier{"slack": bot}, deliver.Options{})
		router := &routing.Router{}
		router.Use(table)
		h.ledger = ledger.New(ledger.Options{
			Store: db, Router: router, Cluster: "prod", BurstFrom: 5, Committed: func(ledger.Report) { d.Poke() },
		})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 2)
		go func() { ended <- d.Run(ctx) }()
		go func() { ended <- h.ledger.Run(ctx) }()
		h.stop = func() {
			cancel()
			for range cap(ended) {
				if err := <-ended; err != nil {
					t.Error(err)
				}
			}
			h.slack.Close()
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		}
		test(h)
	})
}

func id(n int) monitor.ID { return monitor.ID(fmt.Sprintf("kube/%04d", n)) }

// jobs defines CronJobs that are due every hour, of the teams in turn.
func (h *house) jobs(n int) {
	h.Helper()
	now := time.Now()
	var all []monitor.Observation
	for i := range n {
		all = append(all, monitor.Observation{
			ID: fmt.Sprint("cronjob/", i), Monitor: id(i), Kind: monitor.Defined, At: now, SeenAt: now, Definition: &monitor.Definition{
				Source: monitor.SourceKubernetes, Cluster: "prod", Namespace: "shop", Name: fmt.Sprintf("report-of-branch-%04d", i), CreatedAt: now,
				Generation: 1, Schedule: schedule.Cron("0 * * * *", "UTC"), Grace: 10 * time.Minute, StartGrace: 5 * time.Minute,
				Annotations: map[string]string{"rollcall.dev/owner": fmt.Sprint("team-", i%teams)},
			},
		})
	}
	if err := h.ledger.Record(h.Context(), all...); err != nil {
		h.Fatal(err)
	}
}

// end records what came of jobs, in one piece.
func (h *house) end(all ...monitor.Observation) {
	h.Helper()
	if err := h.ledger.Record(h.Context(), all...); err != nil {
		h.Fatal(err)
	}
}

// ended is the run of a job for a slot that ends now: with an exit code, or well.
func ended(n int, slot time.Time, exit int32) monitor.Observation {
	at := time.Now()
	run := fmt.Sprintf("report-of-branch-%04d-%d", n, slot.Unix()/60)
	o := monitor.Observation{ID: "job/" + run, Monitor: id(n), Kind: monitor.RunSeen, At: at, SeenAt: at, Run: &monitor.RunFacts{
		ID: monitor.RunID(run), Name: run, Slot: slot, CreatedAt: slot, StartedAt: slot.Add(time.Second), FinishedAt: at,
		Outcome: monitor.OutcomeSucceeded,
	}}
	if exit != 0 {
		o.Run.Outcome = monitor.OutcomeFailed
		o.Evidence = &diagnose.Evidence{CapturedAt: at, Pods: []diagnose.Pod{{Name: run, Phase: "Failed", Containers: []diagnose.Container{
			{Name: "main", State: "terminated", Reason: "Error", ExitCode: &exit, FinishedAt: at, LogTail: "no route to host db-0"},
		}}}}
	}
	return o
}

// lawful asserts that Slack had no reason to complain.
func (h *house) lawful() {
	h.Helper()
	for _, r := range h.slack.Requests() {
		if r.Status != 200 {
			h.Errorf("Slack answered %d (%s) to %s in %s", r.Status, r.Error, r.Method, r.Channel)
		}
	}
	if n := len(h.slack.Duplicates()); n > 0 {
		h.Errorf("%d messages were told twice", n)
	}
}

// pending counts what waits in the outbox.
func (h *house) pending() int {
	h.Helper()
	waiting, err := h.store.Deliveries(h.Context(), store.DeliveryFilter{Status: store.Pending}, 0)
	if err != nil {
		h.Fatal(err)
	}
	return len(waiting)
}

// TestAThousandJobsWithOneCause: a thousand jobs of four teams fail within a minute, since all need the same database.
func TestAThousandJobsWithOneCause(t *testing.T) {
	t.Parallel()
	const jobs, atOnce = 1000, 5
	in(t, func(h *house) {
		defer h.stop()
		h.jobs(jobs)
		slot := time.Now().Truncate(time.Hour).Add(time.Hour)
		time.Sleep(time.Until(slot.Add(time.Second)))
		began := time.Now()
		for i := 0; i < jobs; i += atOnce {
			var some []monitor.Observation
			for n := range atOnce {
				some = append(some, ended(i+n, slot, 17))
			}
			h.end(some...)
			time.Sleep(time.Minute * atOnce / jobs)
		}
		time.Sleep(time.Until(began.Add(2 * time.Minute)))
		synctest.Wait()
		if n := h.pending(); n > 0 {
			h.Errorf("%d messages still wait after two minutes", n)
		}
		h.lawful()
		named := map[string]bool{}
		for team := range teams {
			messages := h.slack.Messages(channel(team))
			if len(messages) >= 20 {
				h.Errorf("channel of team %d: %d messages", team, len(messages))
			}
			for _, m := range messages {
				text := fmt.Sprint(m.Text, m.Blocks)
				for i := team; i < jobs; i += teams {
					if name := fmt.Sprintf("report-of-branch-%04d", i); strings.Contains(text, name) {
						named[name] = true
					}
				}
			}
		}
		if len(named) != jobs {
			h.Errorf("%d of %d jobs are named to their team", len(named), jobs)
		}
		var well []monitor.Observation
		for i := range jobs { // an hour later
			well = append(well, ended(i, slot.Add(time.Hour), 0))
		}
		h.end(well...)
		time.Sleep(2 * time.Minute)
		open, err := h.store.Incidents(h.Context(), store.IncidentFilter{Unresolved: true}, "", 0)
		if err != nil || len(open) > 0 {
			h.Errorf("%d incidents are not over, %v", len(open), err)
		}
		h.lawful()
		for team := range teams {
			for _, root := range h.slack.Roots(channel(team)) {
				if !strings.HasPrefix(root.Text, "✅") {
					h.Errorf("team %d reads in the end: %s", team, root.Text)
				}
			}
		}
	})
}

// TestFortyJobsWithDifferentCauses: they have nothing in common, and are told each.
func TestFortyJobsWithDifferentCauses(t *testing.T) {
	t.Parallel()
	const jobs = 40
	in(t, func(h *house) {
		defer h.stop()
		h.jobs(jobs)
		slot := time.Now().Truncate(time.Hour).Add(time.Hour)
		time.Sleep(time.Until(slot.Add(time.Second)))
		for i := range jobs {
			h.end(ended(i, slot, int32(i+1)))
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		h.lawful()
		told := 0
		for team := range teams {
			told += len(h.slack.Roots(channel(team)))
		}
		if told != jobs {
			h.Errorf("%d of %d were told", told, jobs)
		}
		all, err := h.store.Incidents(h.Context(), store.IncidentFilter{}, "", 0)
		if err != nil {
			h.Error(err)
		}
		for _, i := range all {
			if i.Kind == incident.Burst {
				h.Errorf("a burst of what has nothing in common: %s", i.Cause.Summary)
			}
		}
	})
}
