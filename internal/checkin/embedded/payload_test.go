package embedded

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/monitor"
)

func TestCutOffAnywhere(t *testing.T) {
	t.Parallel()
	body := `{"check_in":{"status":"error","duration":1500,"exit_code":2,"stderr":"a\"b\u00e9\n€𝄞\\","stdout":"x"}}`
	whole := decodePayload([]byte(body))
	if whole.Stderr != "a\"bé\n€𝄞\\" || whole.Duration != 1500*time.Millisecond || *whole.ExitCode != 2 {
		t.Fatalf("whole: %+v", whole)
	}
	said := strings.Index(body, `,"duration"`)
	for i := range body {
		p := decodePayload([]byte(body[:i]))
		if i >= said && !p.failed() {
			t.Errorf("cut at %d: %+v does not say that it failed", i, p)
		}
		if !strings.HasPrefix(whole.Stderr, p.Stderr) {
			t.Errorf("cut at %d: stderr %q is no beginning of %q", i, p.Stderr, whole.Stderr)
		}
	}
	for i := 1; i < len("𝄞"); i++ {
		if p := decodePayload([]byte(`{"check_in":{"stdout":"ab` + "𝄞"[:i])); p.Stdout != "ab" {
			t.Errorf("rune split after %d bytes: %q", i, p.Stdout)
		}
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		body     string
		duration time.Duration
		exit     string
	}{
		{`{"check_in":{"duration":1234,"exit_code":0}}`, 1234 * time.Millisecond, "0"},
		{`{"check_in":{"duration":12.5,"exit_code":-1}}`, 12500 * time.Microsecond, "-1"},
		{`{"check_in":{"duration":"1234","exit_code":" 7 "}}`, 1234 * time.Millisecond, "7"},
		{`{"check_in":{"exit_code":3221225477}}`, 0, "3221225477"},
		{`{"check_in":{"exit_code":-1073741819}}`, 0, "-1073741819"},
		{`{"check_in":{"duration":-1,"exit_code":1.5}}`, 0, "null"},
		{`{"check_in":{"duration":1e300,"exit_code":1e300}}`, 0, "null"},
		{`{"check_in":{"duration":null,"exit_code":null}}`, 0, "null"},
		{`{"check_in":{"duration":"NaN","exit_code":"NaN"}}`, 0, "null"},
		{"\ufeff" + `{"check_in":{"duration":1}}`, time.Millisecond, "null"},
	} {
		p := decodePayload([]byte(c.body))
		exit, _ := json.Marshal(p.ExitCode)
		if p.Duration != c.duration || string(exit) != c.exit {
			t.Errorf("%s: %s, exit %s; want %s, %s", c.body, p.Duration, exit, c.duration, c.exit)
		}
	}
}

func FuzzPayload(f *testing.F) {
	f.Add([]byte(`{"check_in":{"status":"success","duration":1234,"stdout":"a","stderr":"b","exit_code":0}}`))
	f.Add([]byte(`{"check_in":{"status":"error","stdout":"\u00e`))
	f.Add([]byte(`{"check_in":{"a":[[{"b":1}]],"status":"error"}}`))
	f.Add([]byte("\xef\xbb\xbf{\"exit_code\":\"3\"}"))
	f.Add([]byte(`[[[[`))
	f.Add([]byte(`{"check_in":{"status":"start","run_id":"r","started_at":"2026-07-01T10:00:00Z","sent_at":"2026-07-01T11:00:00Z"}}`))
	f.Add([]byte(`{"check_in":{"finished_at":"0001-01-01T00:00:00Z","started_at":"9999-12-31T23:59:59Z","sent_at":"2026-07-01T11:00:00Z"}}`))
	s := New(Options{})
	f.Fuzz(func(t *testing.T, body []byte) {
		p := decodePayload(body)
		if p.Duration < 0 || p.Duration > maxDurationMillis*time.Millisecond {
			t.Errorf("duration %s", p.Duration)
		}
		now := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
		r := p.report(now)
		if r.At.After(now) || r.StartedAt.After(now) || now.Sub(r.At) > maxLate && !r.At.IsZero() {
			t.Errorf("at %s, started at %s", r.At, r.StartedAt)
		}
		o := s.observe("checkin/a", r, now)
		if o.Evidence != nil {
			out := o.Evidence.Report.Output
			if len(out) > maxOutput || !utf8.ValidString(out) || strings.ContainsRune(out, 0) {
				t.Errorf("output %q", out)
			}
		}
		if o.At.After(now) || o.Run.ID == "" || o.Run.StartedAt.After(o.At) || o.Run.Outcome != monitor.Unfinished && o.Run.FinishedAt.IsZero() {
			t.Errorf("observed %+v of %+v", o, o.Run)
		}
		var strict struct {
			CheckIn *struct {
				Status string `json:"status"`
			} `json:"check_in"`
		}
		// What a strict decoder reads, this one reads too, but for keys that are written twice or in another case.
		if json.Unmarshal(body, &strict) == nil && strict.CheckIn != nil && strict.CheckIn.Status == "error" &&
			strings.Count(strings.ToLower(string(body)), "status") == 1 && strings.Contains(string(body), `"status"`) &&
			strings.Contains(string(body), `"check_in"`) && strings.Count(strings.ToLower(string(body)), "check_in") == 1 && !p.failed() {
			t.Errorf("%q is a failure", body)
		}
	})
}

// TestTold: what `rollcall exec` tells is of its own time, whatever its clock says and however late it comes.
func TestTold(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	const story = `"run_id":"r1","started_at":"2020-01-01T01:00:00Z","finished_at":"2020-01-01T01:05:00Z","sent_at":"2020-01-01T02:05:00Z"`
	for name, c := range map[string]struct {
		body string
		want checkin.Report
	}{
		"an end": {`{"check_in":{"status":"success","exit_code":0,"max_rss":4096,` + story + `}}`, checkin.Report{
			Event: checkin.EventSuccess, RunID: "r1", At: now.Add(-time.Hour), StartedAt: now.Add(-65 * time.Minute),
			Duration: 5 * time.Minute, ExitCode: new(0), MaxRSS: 4096,
		}},
		"killed": {`{"check_in":{"status":"error","exit_code":137,"signal":"SIGKILL",` + story + `}}`, checkin.Report{
			Event: checkin.EventFailure, RunID: "r1", At: now.Add(-time.Hour), StartedAt: now.Add(-65 * time.Minute),
			Duration: 5 * time.Minute, ExitCode: new(137), Signal: "SIGKILL",
		}},
		"and more": {`{"check_in":{"rows":120,"table":"invoices","clean":true,"none":null,"deep":{"a":1},"list":[1]}}`, checkin.Report{
			Event: checkin.EventSuccess, Extra: map[string]string{"rows": "120", "table": "invoices", "clean": "true"},
		}},
		"a start": {`{"check_in":{"status":"start","run_id":"r1","started_at":"2020-01-01T01:00:00Z","sent_at":"2020-01-01T01:00:01Z"}}`, checkin.Report{
			Event: checkin.EventStart, RunID: "r1", At: now.Add(-time.Second), StartedAt: now.Add(-time.Second),
		}},
		"from the future": {`{"check_in":{"finished_at":"2020-01-01T01:00:00Z","sent_at":"2019-01-01T01:00:01Z"}}`, checkin.Report{Event: checkin.EventSuccess}},
		"too old":         {`{"check_in":{"finished_at":"2020-01-01T01:00:00Z","sent_at":"2020-01-10T01:00:01Z"}}`, checkin.Report{Event: checkin.EventSuccess}},
		"no instant":      {`{"check_in":{"finished_at":"yesterday","sent_at":12}}`, checkin.Report{Event: checkin.EventSuccess}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := decodePayload([]byte(c.body))
			if diff := cmp.Diff(c.want, p.report(now)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
