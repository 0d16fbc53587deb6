package ledger

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
)

// FuzzEncode: what was noted is read as if encoding/json had written all of it, and a brief is what encoding/json writes, to the letter.
func FuzzEncode(f *testing.F) {
	f.Add("id", "checkin/a", "run", "GET 10.0.0.1 curl/8", "succeeded", int64(1_700_000_000_000_000_001), true, int64(3600))
	f.Add("<€\x00\xff\"", "&", "\u2028", "\\", "", int64(-1), false, int64(-1))
	f.Fuzz(func(t *testing.T, id, of, run, via, outcome string, at int64, unnamed bool, zone int64) {
		when := time.Unix(0, at).In(time.FixedZone("", int(zone%86400/60*60)))
		o := monitor.Observation{ID: id, Monitor: monitor.ID(of), Kind: monitor.CheckedIn, At: when, SeenAt: when.UTC(), Run: &monitor.RunFacts{
			ID: monitor.RunID(run), Unnamed: unnamed, Via: via, StartedAt: when, Outcome: monitor.Outcome(outcome),
		}}
		mustBeKept(t, o)
		o.Run.CreatedAt, o.Run.FinishedAt, o.Run.Outcome = when, when, monitor.OutcomeSucceeded
		mustBeKept(t, o)
		o.SeenAt, o.Run.StartedAt, o.Run.CreatedAt = when, when.Add(-time.Minute), when.Add(-time.Minute)
		mustBeKept(t, o)
		o.Run.Name = via
		mustBeKept(t, o)
		o.Evidence = &diagnose.Evidence{Report: &diagnose.Report{Output: id}}
		mustBeKept(t, o)
	})
}

// mustBeKept compares what is read of a note with what encoding/json would have kept.
func mustBeKept(t *testing.T, o monitor.Observation) {
	t.Helper()
	doc, err := encode(nil, &o)
	whole, wantErr := json.Marshal(o)
	if (err == nil) != (wantErr == nil) {
		t.Fatalf("%+v: %v, want %v", o, err, wantErr)
	}
	if err != nil {
		return
	}
	if short, ok := shorten(&o); ok {
		if want, err := json.Marshal(short); err != nil || !bytes.Equal(doc, want) {
			t.Errorf("%s, want %s, %v", doc, want, err)
		}
	}
	var want monitor.Observation
	if err := json.Unmarshal(whole, &want); err != nil {
		t.Fatal(err)
	}
	got, err := decode(string(doc))
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%s is read as %+v %+v, %v; want %s", doc, got, got.Run, err, whole)
	}
}

func TestEncodeOddities(t *testing.T) {
	t.Parallel()
	mustBeKept(t, monitor.Observation{})
	mustBeKept(t, monitor.Observation{Run: &monitor.RunFacts{}})
	mustBeKept(t, success(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)))
	mustBeKept(t, success(time.Date(2026, 1, 1, 0, 0, 0, 0, time.FixedZone("", 30*3600))))
	mustBeKept(t, success(time.Time{}))
}

// TestASuccessIsNotedBriefly: what nearly everybody reports takes little room.
func TestASuccessIsNotedBriefly(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	named, begun := success(at), success(at)
	named.Run.ID, named.Run.Unnamed = "run 7", false
	begun.Run.CreatedAt, begun.Run.StartedAt = at.Add(-time.Minute), at.Add(-time.Minute)
	for want, o := range map[string]monitor.Observation{
		`{"ok":"1","monitor":"checkin/a","at":"2026-07-01T12:00:00Z","via":"GET"}`:                                     success(at),
		`{"ok":"1","monitor":"checkin/a","at":"2026-07-01T12:00:00Z","run":"run 7","via":"GET"}`:                       named,
		`{"ok":"1","monitor":"checkin/a","at":"2026-07-01T12:00:00Z","started_at":"2026-07-01T11:59:00Z","via":"GET"}`: begun,
	} {
		if doc, err := encode(nil, &o); string(doc) != want || err != nil {
			t.Errorf("%s, %v; want %s", doc, err, want)
		}
		mustBeKept(t, o)
	}
	begun.Run.Outcome = monitor.OutcomeFailed
	if doc, err := encode(nil, &begun); err != nil || strings.HasPrefix(string(doc), briefly) {
		t.Errorf("a failure is noted as %s, %v", doc, err)
	}
	mustBeKept(t, begun)
}

func success(at time.Time) monitor.Observation {
	return monitor.Observation{ID: "1", Monitor: "checkin/a", Kind: monitor.CheckedIn, At: at, SeenAt: at, Run: &monitor.RunFacts{
		ID: "1", Unnamed: true, CreatedAt: at, StartedAt: at, FinishedAt: at, Outcome: monitor.OutcomeSucceeded, Via: "GET",
	}}
}
