package embedded

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
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
	s := New(Options{})
	f.Fuzz(func(t *testing.T, body []byte) {
		p := decodePayload(body)
		if p.Duration < 0 || p.Duration > maxDurationMillis*time.Millisecond {
			t.Errorf("duration %s", p.Duration)
		}
		out := s.output(p)
		if len(out) > maxOutput || !utf8.ValidString(out) || strings.ContainsRune(out, 0) {
			t.Errorf("output %q", out)
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
