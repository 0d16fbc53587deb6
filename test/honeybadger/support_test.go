package honeybadger_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"rollcall.dev/rollcall/test/honeybadger"
)

type object = map[string]any

type answer struct {
	status int
	header http.Header
	raw    string
	body   object
}

const checkIns = "/v2/projects/67747/check_ins"

func ask(t *testing.T, s *honeybadger.Server, method, path, body string) answer {
	t.Helper()
	return askAs(t, s, method, path, body, honeybadger.DefaultToken, "")
}

func askAs(t *testing.T, s *honeybadger.Server, method, path, body, user, password string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, "http://hb.test"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if user != "" {
		req.SetBasicAuth(user, password)
	}
	res, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	out := answer{status: res.StatusCode, header: res.Header, raw: string(raw)}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "application/json") && len(raw) > 0 {
		if err := json.Unmarshal(raw, &out.body); err != nil {
			t.Fatalf("%s %s: %q", method, path, raw)
		}
	}
	return out
}

// mustCreate makes a check-in and returns its id.
func mustCreate(t *testing.T, s *honeybadger.Server, fields string) string {
	t.Helper()
	a := ask(t, s, "POST", checkIns, `{"check_in":`+fields+`}`)
	id, _ := a.body["id"].(string)
	if a.status != http.StatusCreated || id == "" {
		t.Fatalf("create %s: %d %s", fields, a.status, a.raw)
	}
	return id
}
