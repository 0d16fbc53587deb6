package sim

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/store"
	"rollcall.dev/rollcall/test/sim/cluster"
	"rollcall.dev/rollcall/test/sim/history"
	"rollcall.dev/rollcall/test/sim/journal"
	"rollcall.dev/rollcall/test/sim/judge"
	"rollcall.dev/rollcall/test/sim/process"
	standin "rollcall.dev/rollcall/test/slack"
)

// Result is what came of a history.
type Result struct {
	Findings []judge.Finding
	Commits  int
	Writers  int                          // processes that committed, by number
	Spoken   map[string]monitor.Judgement // the verdicts, by Monitor and key
	Messages int                          // that arrived somewhere
	Lives    int                          // of processes
	Struck   map[string]int               // how often each fault took effect
}

// Prepare makes the database that Play needs, with its tables. It is called outside of a bubble.
func Prepare(ctx context.Context, path string) error {
	s, err := store.Open(ctx, "sqlite:"+path, store.Options{})
	if err != nil {
		return fmt.Errorf("preparing the database: %w", err)
	}
	return s.Close()
}

// Play plays a history on the database at a path, in a bubble of fake time, and judges it. Sabotage is what is broken on purpose.
func Play(ctx context.Context, h history.History, path string, book *journal.Book, sabotage process.Sabotage) (Result, error) {
	time.Sleep(time.Until(h.Start))
	c, err := cluster.Build(h)
	if err != nil {
		return Result{}, fmt.Errorf("building the cluster: %w", err)
	}
	house := process.Open(h, c, book, path)
	house.Sabotage = sabotage
	var r Result
	var errs []error
	house.Run(ctx, func(end bool) bool {
		synctest.Wait()
		shelf, err := judge.Read(ctx, path)
		if err != nil {
			errs = append(errs, fmt.Errorf("reading the database: %w", err))
			return false
		}
		pages := book.Read()
		arrivals := slices.Concat(pages.Arrivals, arrived(house.Slack))
		slices.SortStableFunc(arrivals, func(a, b journal.Arrival) int { return a.At.Compare(b.At) })
		r.Findings = judge.Judge(judge.Input{
			History: h, Cluster: c, Pages: pages, Shelf: shelf, Arrivals: arrivals, Final: end,
		})
		r.Commits, r.Messages, r.Lives = len(pages.Commits), len(arrivals), len(pages.Lives)
		r.Struck, r.Writers, r.Spoken = pages.Struck, writers(pages.Commits), spoken(shelf)
		return len(r.Findings) == 0 || sabotage.ShowsLate()
	})
	slices.SortStableFunc(r.Findings, func(a, b judge.Finding) int { return cmp.Compare(a.String(), b.String()) })
	return r, errors.Join(errs...)
}

// writers is how many processes committed, however often each was started.
func writers(commits []*journal.Commit) int {
	numbers := map[string]bool{}
	for _, c := range commits {
		number, _, _ := strings.Cut(c.Process, ".")
		numbers[number] = true
	}
	return len(numbers)
}

func spoken(s judge.Shelf) map[string]monitor.Judgement {
	all := map[string]monitor.Judgement{}
	for at, v := range s.Verdicts {
		all[at] = v.Judgement
	}
	return all
}

// arrived are the messages in Slack.
func arrived(s *standin.Server) []journal.Arrival {
	var all []journal.Arrival
	for _, m := range s.All() {
		a := journal.Arrival{
			At: m.ReceivedAt, Thread: m.ThreadTS != "", Destination: notify.Destination{Receiver: history.Slack, Address: m.Channel},
		}
		if m.Metadata != nil {
			a.Delivery, _ = m.Metadata.Payload["id"].(string)
			a.Incident, _ = m.Metadata.Payload["incident"].(string)
		}
		all = append(all, a)
	}
	return all
}
