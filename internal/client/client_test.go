package client_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/client"
)

// serve answers every request with do and returns a client of it.
func serve(t *testing.T, do http.HandlerFunc) *client.Client {
	t.Helper()
	s := httptest.NewServer(do)
	t.Cleanup(s.Close)
	c, err := client.New(s.URL+"/", "secret-token", "rollcall/test")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	for address, good := range map[string]bool{
		"http://127.0.0.1:8080": true, "https://rollcall.example.com/": true, "https://example.com/rollcall": true,
		"127.0.0.1:8080": false, "ftp://x": false, "http://": false, "": false, "http://x/?a=b": false, "http://user:secret@x": false,
	} {
		if _, err := client.New(address, "", ""); (err == nil) != good {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestPagesAreOneList(t *testing.T) {
	t.Parallel()
	var asked []string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.RawQuery)
		if r.Header.Get("Authorization") != "Bearer secret-token" || r.Header.Get("User-Agent") != "rollcall/test" {
			t.Errorf("headers %v", r.Header)
		}
		n := len(asked)
		_ = json.NewEncoder(w).Encode(map[string]any{
			"deliveries": []any{map[string]any{"id": fmt.Sprint(2*n - 1)}, map[string]any{"id": fmt.Sprint(2 * n)}}, "next": []string{"9", "5", ""}[n-1],
		})
	})
	all, err := c.Deliveries(t.Context(), client.DeliveryFilter{Status: "dead", Limit: 600})
	if err != nil || len(all) != 6 || all[5].ID != "6" {
		t.Errorf("%v, %v", all, err)
	}
	if got, want := strings.Join(asked, " "), "limit=500&status=dead before=9&limit=500&status=dead before=5&limit=500&status=dead"; got != want {
		t.Errorf("asked %s, want %s", got, want)
	}
}

func TestAllDeadAreSentAgain(t *testing.T) {
	t.Parallel()
	calls := 0
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		calls++
		if r.Method != http.MethodPost || r.URL.String() != "/api/v1/deliveries/resend?receiver=slack&status=dead" {
			t.Errorf("%s %s", r.Method, r.URL)
		}
		fmt.Fprint(w, []string{
			`{"resent":["a","b"],"refused":[{"id":"c","reason":"x"}],"more":true}`, `{"resent":["d"],"refused":[],"more":false}`,
		}[calls-1])
	})
	all, err := c.ResendDead(t.Context(), "slack")
	if err != nil || len(all.Resent) != 3 || len(all.Refused) != 1 {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestAnIDIsOnePartOfThePath(t *testing.T) {
	t.Parallel()
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.EscapedPath() != "/api/v1/deliveries/a%2Fb%3Fc/resend" || r.URL.RawQuery != "force=true" {
			t.Errorf("asked %s", r.URL)
		}
		fmt.Fprint(w, `{"id":"a/b?c"}`)
	})
	if d, err := c.Resend(t.Context(), "a/b?c", true); err != nil || d.ID != "a/b?c" {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestWhatGoesWrong(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		do   http.HandlerFunc
		want string
	}{
		"a problem": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"title":"Bad Request","detail":"It has mistakes.","errors":[{"field":"limit","value":"0","allowed":"1 to 9"}]}`)
		}, "the server answers 400 Bad Request: It has mistakes.\n  limit: value \"0\": allowed: 1 to 9"},
		"a page of a proxy": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadGateway)
			fmt.Fprint(w, "<html>nginx</html>")
		}, "the server answers 502 Bad Gateway"},
		"another service": {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "hello") }, "does not answer as a Rollcall does"},
		"a redirect": {func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/elsewhere" {
				t.Error("it was followed, with the token")
			}
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
		}, "the server answers 302 Found"},
		"too much": {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, strings.Repeat(" ", 17<<20)) }, "longer than 16 MiB"},
		"an answer that breaks off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, "{")
		}, "broke off"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := serve(t, tc.do).Deliveries(t.Context(), client.DeliveryFilter{Limit: 1})
			if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "secret-token") {
				t.Errorf("%v, want %s", err, tc.want)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := serve(t, nil).ResendDead(ctx, ""); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "cannot be reached") {
		t.Errorf("%v", err)
	}
}

// Whatever a server answers, it is an answer or an error.
func FuzzAnswer(f *testing.F) {
	f.Add(200, `{"deliveries":[{"id":"x","queued_at":"2026-11-30T06:00:00Z"}],"next":"1"}`)
	f.Add(409, `{"title":"Conflict","errors":[{"field":"x"}]}`)
	f.Add(200, `[]`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		c, err := client.New("http://rollcall.test", "", "")
		if err != nil {
			t.Fatal(err)
		}
		answers := 0
		c.Use(func(*http.Request) (*http.Response, error) {
			w := httptest.NewRecorder()
			w.WriteHeader(200 + (status&0x7fffffff)%400)
			_, _ = w.WriteString(body)
			answers++
			if answers > 3 {
				return nil, errors.New("enough")
			}
			return w.Result(), nil
		})
		if all, err := c.Deliveries(t.Context(), client.DeliveryFilter{Limit: 10}); err == nil && all == nil {
			t.Error("neither a list nor an error")
		}
	})
}
