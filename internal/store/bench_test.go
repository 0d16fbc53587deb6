package store_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/store"
	"rollcall.dev/rollcall/test/postgres"
)

// BenchmarkBatch stores 1,000 observations and 200 changes, each with a verdict, an incident and a message, in one commit.
func BenchmarkBatch(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchmarkBatch(b, "sqlite:"+filepath.Join(b.TempDir(), "x.db")) })
	b.Run("postgres", func(b *testing.B) { benchmarkBatch(b, postgres.Start(b)) })
}

func benchmarkBatch(b *testing.B, url string) {
	ctx := b.Context()
	s, err := store.Open(ctx, url, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	now := time.Date(2026, 7, 28, 10, 0, 0, 0, time.UTC)
	ids := make([]monitor.ID, 200)
	for i := range ids {
		ids[i] = monitor.ID(fmt.Sprintf("kube/%d", i))
	}
	n := 0
	for b.Loop() {
		n++
		err := s.Update(ctx, func(tx ledger.Tx) error {
			obs := make([]monitor.Observation, 1000)
			for i := range obs {
				obs[i] = monitor.Observation{ID: fmt.Sprintf("%d/%d", n, i), Monitor: ids[i%200], Kind: monitor.RunSeen, At: now, SeenAt: now,
					Run: &monitor.RunFacts{ID: "11111111-1111-1111-1111-111111111111", Name: "backup-28611", CreatedAt: now}}
			}
			if _, err := tx.Append(ctx, obs); err != nil {
				return err
			}
			snap, err := tx.Load(ctx, ids)
			if err != nil {
				return err
			}
			changes := make([]ledger.Change, len(ids))
			for i, id := range ids {
				st := snap.States[id]
				st.ID = id
				inc := fmt.Sprintf("inc-%d", i)
				changes[i] = ledger.Change{State: st, NextCheck: now.Add(time.Duration(i) * time.Minute),
					Verdicts:  []monitor.Verdict{{Slot: now.Add(time.Duration(n) * time.Hour), Judgement: monitor.Failed, At: now, DecidedAt: now}},
					Incidents: []incident.Incident{{ID: inc, Kind: incident.Failing, Status: incident.Open, OpenedAt: now}},
					Messages: []notify.Message{{ID: fmt.Sprintf("m-%d-%d", n, i), Action: notify.Reply, Notice: incident.Notice{Incident: inc},
						Destination: notify.Destination{Receiver: "slack", Address: "C1"}}},
				}
			}
			return tx.Save(ctx, changes)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
