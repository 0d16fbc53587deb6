package ledger

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
)

// FuzzEncode: what is written without reflection is the document that encoding/json writes, to the letter.
func FuzzEncode(f *testing.F) {
	f.Add("id", "checkin/a", "run", "GET 10.0.0.1 curl/8", "succeeded", int64(1_700_000_000_000_000_001), true, int64(3600))
	f.Add("<€\x00\xff\"", "&", "\u2028", "\\", "", int64(-1), false, int64(-1))
	f.Fuzz(func(t *testing.T, id, of, run, via, outcome string, at int64, unnamed bool, zone int64) {
		when := time.Unix(0, at).In(time.FixedZone("", int(zone%86400/60*60)))
		o := monitor.Observation{ID: id, Monitor: monitor.ID(of), Kind: monitor.CheckedIn, At: when, SeenAt: when.UTC(), Run: &monitor.RunFacts{
			ID: monitor.RunID(run), Unnamed: unnamed, Via: via, StartedAt: when, Outcome: monitor.Outcome(outcome),
		}}
		mustBeEncoded(t, o)
		o.Run.CreatedAt, o.Run.FinishedAt, o.Run.Name = when, when, via
		mustBeEncoded(t, o)
		o.Evidence = &diagnose.Evidence{Report: &diagnose.Report{Output: id}}
		mustBeEncoded(t, o)
	})
}

func mustBeEncoded(t *testing.T, o monitor.Observation) {
	t.Helper()
	got, err := encode(o)
	want, wantErr := json.Marshal(o)
	if !bytes.Equal(got, want) || (err == nil) != (wantErr == nil) {
		t.Errorf("%s, %v; want %s, %v", got, err, want, wantErr)
	}
}

func TestEncodeOddities(t *testing.T) {
	t.Parallel()
	mustBeEncoded(t, monitor.Observation{})
	mustBeEncoded(t, monitor.Observation{Run: &monitor.RunFacts{}})
	mustBeEncoded(t, monitor.Observation{At: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), Run: &monitor.RunFacts{}})
	mustBeEncoded(t, monitor.Observation{At: time.Date(2026, 1, 1, 0, 0, 0, 0, time.FixedZone("", 30*3600)), Run: &monitor.RunFacts{}})
}
