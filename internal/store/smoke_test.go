package store

import (
	"path/filepath"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
)

func TestSmoke(t *testing.T) {
	ctx := t.Context()
	s, err := Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "a b?c%41#", "x.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	now := time.Now()
	err = s.Update(ctx, func(x ledger.Tx) error {
		fresh, err := x.Append(ctx, []monitor.Observation{{ID: "a", Monitor: "m", Kind: monitor.Defined, At: now}, {ID: "a"}, {Kind: monitor.Clock}})
		if err != nil || len(fresh) != 2 {
			t.Fatal(fresh, err)
		}
		snap, err := x.Load(ctx, []monitor.ID{"m"})
		if err != nil || len(snap.States) != 0 {
			t.Fatal(snap, err)
		}
		msg := notify.Message{ID: "1", Action: notify.Post, Notice: incident.Notice{Incident: "i"}, Destination: notify.Destination{Receiver: "slack", Address: "C"}}
		msg2 := msg
		msg2.ID, msg2.Action = "2", notify.Reply
		return x.Save(ctx, []ledger.Change{{
			State: monitor.State{ID: "m"}, NextCheck: now,
			Verdicts:  []monitor.Verdict{{Slot: now, Judgement: monitor.Missed}, {Slot: now, Judgement: monitor.Failed}},
			Incidents: []incident.Incident{{ID: "i", Kind: incident.Failing, Status: incident.Open, OpenedAt: now}},
			Messages:  []notify.Message{msg, msg2},
		}})
	})
	if err != nil {
		t.Fatal(err)
	}
	m, err := s.Monitor(ctx, "m")
	if err != nil || m.Open != 1 || m.Last == nil || m.Last.Judgement != monitor.Failed {
		t.Fatal(m, err)
	}
	for i, want := range []string{"1", "2"} {
		c, err := s.Claim(ctx, now, time.Minute, 10)
		if err != nil || len(c) != 1 || c[0].Attempt.ID != want || (c[0].Attempt.Root == nil) != (i == 0) {
			t.Fatal(c, err)
		}
		if err := s.Conclude(ctx, c[0], deliver.Result{At: now, Sent: true, Receipt: []byte(`{"ts":1}`)}); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok, err := s.NextDue(ctx); ok || err != nil {
		t.Fatal(err)
	}
	if err := s.PutCheckIn(ctx, CheckIn{ID: "c", Project: "p", Slug: "s", CreatedAt: now, Monitor: "m"}); err != nil {
		t.Fatal(err)
	}
	if c, err := s.CheckInBySlug(ctx, "p", "s"); err != nil || c.ID != "c" {
		t.Fatal(c, err)
	}
	if d, err := s.Deliveries(ctx, DeliveryFilter{}, 0); err != nil || len(d) != 2 || d[0].Status != Sent {
		t.Fatal(d, err)
	}
	c, err := s.Counts(ctx)
	if err != nil || c.Monitors != 1 || c.OpenIncidents != 1 {
		t.Fatal(c, err)
	}
	if p, err := s.Prune(ctx, now.Add(time.Hour)); err != nil {
		t.Fatal(p, err)
	}
}
