package storetest

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/store"
)

func textChecks() []check {
	return []check{
		{"any text is stored", hostile},
		{"texts that differ stay different", distinct},
		{"a document of 1 MiB", large},
		{"years far away", farAway},
	}
}

// hostileTexts are what jobs and people may send.
func hostileTexts() []string {
	return []string{
		"日本語 🚀 \u202e", "\x00", "a\x00b", "\xff\xfe", "a\xc3(", "\xed\xa0\x80", "\uFFFD", "\uFFFDEF", "'; DROP TABLE monitors; --", `\u0000`,
		`"}`, "%_\\", "\r\n\t\x1b[31m\x7f", "\u2028", strings.Repeat("x", 3000), strings.Repeat("é\x00", 3000), " ", "$1", "?",
	}
}

func hostile(t *testing.T, s *store.Store) {
	for i, h := range hostileTexts() {
		id := monitor.ID("m" + h)
		st := monitor.State{ID: id, Definition: monitor.Definition{Source: monitor.Source(h), Cluster: h, Namespace: h, Name: h,
			Annotations: map[string]string{h: h}}}
		m := message("id"+h, "i"+h, notify.Action(h))
		m.Destination = notify.Destination{Receiver: h, Address: h}
		change := ledger.Change{State: st, NextCheck: noon(),
			Verdicts: []monitor.Verdict{{Run: monitor.RunID(h), Judgement: monitor.Judgement(h), Flags: []monitor.Flag{monitor.Flag(h)},
				Cause: diagnose.Cause{Code: diagnose.Code(h), LogTail: h}}},
			Incidents: []incident.Incident{{ID: "i" + h, Kind: incident.Kind(h), Status: incident.Status(h), Cause: diagnose.Cause{Signal: h}}},
			Messages:  []notify.Message{m},
		}
		must(t, s.Update(t.Context(), func(tx ledger.Tx) error {
			o := observation("o" + h)
			o.Monitor, o.Kind, o.Report = id, monitor.Kind(h), &monitor.ForeignReport{Message: h}
			if fresh := got[[]monitor.Observation](t)(tx.Append(t.Context(), []monitor.Observation{o, o})); len(fresh) != 1 || fresh[0].ID != o.ID {
				t.Errorf("text %d: appended %d", i, len(fresh))
			}
			return tx.Save(t.Context(), []ledger.Change{change})
		}))
		save(t, s, ledger.Change{State: st}) // over the stored version
		if found := load(t, s, id).States[id]; found.ID != id || found.Version != 2 {
			t.Errorf("text %d: loaded %q in version %d", i, found.ID, found.Version)
		}
		if found, err := s.Monitor(t.Context(), id); err != nil || found.Last == nil {
			t.Errorf("text %d: %+v, %v", i, found, err)
		}
		filter := store.MonitorFilter{Search: h, Cluster: h, Namespace: h}
		if found := got[[]store.Monitor](t)(s.Monitors(t.Context(), filter, store.Page{After: id})); len(found) != 0 {
			t.Errorf("text %d: found %d monitors behind the last one", i, len(found))
		}
		if _, err := s.Incident(t.Context(), "i"+h); err != nil {
			t.Errorf("text %d: %v", i, err)
		}
		c := claim(t, s, noon())
		if len(c) != 1 || len(h) < 100 && c[0].Attempt.ID != "id"+h {
			t.Fatalf("text %d: claimed %q", i, names(c))
		}
		receipt := notify.Receipt(h)
		conclude(t, s, c[0], deliver.Result{At: noon(), Sent: true, Receipt: receipt, Error: h})
		d := got[[]store.Delivery](t)(s.Deliveries(t.Context(), store.DeliveryFilter{Incident: "i" + h, Receiver: h}, 0))
		if len(d) != 1 || string(d[0].Receipt) != h || d[0].LastError != h {
			t.Errorf("text %d: delivered %+v", i, d)
		}
		must(t, s.PutSetting(t.Context(), h, h))
		if v := got[string](t)(s.Setting(t.Context(), h)); v != h {
			t.Errorf("text %d: the setting came back as %q", i, v)
		}
	}
}

func distinct(t *testing.T, s *store.Store) {
	ids := []string{"a\x00", "a", "a\uFFFD", "a\uFFFD00", "a\xff", "a\xfe", "a\uFFFDFF", "A", "a ", "\u00e1", "a\u0301",
		strings.Repeat("x", 512), strings.Repeat("x", 513), strings.Repeat("x", 514), strings.Repeat("x", 513) + "\x00"}
	obs := make([]monitor.Observation, len(ids))
	for i, id := range ids {
		obs[i] = observation(id)
		must(t, s.PutSetting(t.Context(), id, id))
	}
	must(t, s.Update(t.Context(), func(tx ledger.Tx) error {
		if fresh := got[[]monitor.Observation](t)(tx.Append(t.Context(), obs)); len(fresh) != len(ids) {
			t.Errorf("%d of %d observations are new", len(fresh), len(ids))
		}
		return nil
	}))
	for _, id := range ids {
		if v := got[string](t)(s.Setting(t.Context(), id)); v != id {
			t.Errorf("setting %q came back as %q", id, v)
		}
	}
}

func large(t *testing.T, s *store.Store) {
	tail := strings.Repeat("ö\n", 1<<19)
	m := message("1", "i", notify.Post)
	m.Notice.Cause.LogTail = tail
	save(t, s, ledger.Change{State: state("m"), Messages: []notify.Message{m},
		Verdicts: []monitor.Verdict{{Slot: noon(), Judgement: monitor.Failed, Cause: diagnose.Cause{LogTail: tail}}}})
	if c := claimOne(t, s, noon(), "1"); c.Attempt.Notice.Cause.LogTail != tail {
		t.Errorf("the log came back with %d bytes of %d", len(c.Attempt.Notice.Cause.LogTail), len(tail))
	}
	def := json.RawMessage(`"` + strings.Repeat("x", 1<<20) + `"`)
	must(t, s.PutCheckIn(t.Context(), store.CheckIn{ID: "c", Definition: def}))
	if c := got[store.CheckIn](t)(s.CheckIn(t.Context(), "c")); !slices.Equal(c.Definition, def) {
		t.Errorf("the definition came back with %d bytes", len(c.Definition))
	}
}

func farAway(t *testing.T, s *store.Store) {
	past, future := noon().AddDate(-2000, 0, 0), noon().AddDate(7000, 0, 0)
	save(t, s, ledger.Change{State: state("m"), NextCheck: future, Verdicts: []monitor.Verdict{
		{Slot: future, Judgement: monitor.Missed, At: future}, {Slot: past, Judgement: monitor.Failed, At: past}}})
	if at, ok, err := s.NextCheck(t.Context(), monitor.SourceKubernetes, time.Time{}); err != nil || !ok || !at.Equal(future) {
		t.Errorf("next check at %v, %v, %v", at, ok, err)
	}
	if v := got[[]monitor.Verdict](t)(s.Verdicts(t.Context(), "m", 0)); len(v) != 2 || !v[0].Slot.Equal(future) || !v[1].Slot.Equal(past) {
		t.Errorf("stored %v", v)
	}
}
