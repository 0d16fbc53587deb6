package slack_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"rollcall.dev/rollcall/test/slack"
)

type object = map[string]any

type answer struct {
	status int
	header http.Header
	body   object
}

func (a answer) ok() bool { v, _ := a.body["ok"].(bool); return v }

func (a answer) code() string { s, _ := a.body["error"].(string); return s }

// messages are the findings in response_metadata.
func (a answer) messages() string {
	meta, _ := a.body["response_metadata"].(object)
	list, _ := meta["messages"].([]any)
	out := make([]string, len(list))
	for i, x := range list {
		out[i], _ = x.(string)
	}
	return strings.Join(out, "\n")
}

// unlimited is a workspace without rate limits.
func unlimited() *slack.Server { return slack.New(slack.Options{Rate: slack.RateLimits{Off: true}}) }

// call is a Web API call with a JSON body and the token in the header.
func call(t *testing.T, s *slack.Server, method string, args object) answer {
	t.Helper()
	body, err := json.Marshal(args)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://slack.test/api/"+method, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("Authorization", "Bearer "+slack.DefaultToken)
	return do(t, s, req)
}

// form is a Web API call with a form body.
func form(t *testing.T, s *slack.Server, method string, values url.Values) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://slack.test/api/"+method,
		strings.NewReader(values.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return do(t, s, req)
}

func do(t *testing.T, s *slack.Server, req *http.Request) answer {
	t.Helper()
	res, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	out := answer{status: res.StatusCode, header: res.Header}
	if err := json.Unmarshal(raw, &out.body); err != nil {
		t.Fatalf("answer is no JSON: %q", raw)
	}
	return out
}

// mustPost posts to the default channel and returns the ts.
func mustPost(t *testing.T, s *slack.Server, args object) string {
	t.Helper()
	if args["channel"] == nil {
		args["channel"] = slack.DefaultChannel
	}
	a := call(t, s, "chat.postMessage", args)
	ts, _ := a.body["ts"].(string)
	if ts == "" {
		t.Fatalf("post: %v", a.body)
	}
	return ts
}

// control sends one command to the control endpoint.
func control(t *testing.T, s *slack.Server, body string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://slack.test/_control", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return do(t, s, req)
}
