package slacktypes_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"path"
	"testing"

	standin "rollcall.dev/rollcall/test/slack"
)

// recorder keeps what is sent to Slack of what declarations have types for, and passes it on.
type recorder struct {
	t        *testing.T
	next     http.RoundTripper
	name     string // of what is being sent
	payloads []payload
}

// typeOf is the type of a method's arguments; empty: it takes nothing that has one.
func typeOf(method string) string {
	switch method {
	case "chat.postMessage", "chat.update", "webhook":
		return "Message"
	case "views.open", "views.push", "views.update", "views.publish":
		return "Opening"
	default:
		return ""
	}
}

// RoundTrip implements http.RoundTripper.
func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	method := path.Base(req.URL.Path)
	if req.URL.Path == standin.DefaultWebhook {
		method = "webhook"
	}
	if typ := typeOf(method); typ != "" {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		req.Body = io.NopCloser(bytes.NewReader(body))
		r.payloads = append(r.payloads, payload{name: r.name + " by " + method, method: method, typ: typ, args: r.arguments(req, body)})
	}
	return r.next.RoundTrip(req)
}

// arguments are those of a request that have types, from a form, in which the ones that are no texts are JSON, or from JSON.
func (r *recorder) arguments(req *http.Request, body []byte) map[string]json.RawMessage {
	given := map[string]json.RawMessage{}
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		if err := json.Unmarshal(body, &given); err != nil {
			r.t.Errorf("%s: %s: %v", r.name, req.URL.Path, err)
		}
	} else {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			r.t.Errorf("%s: %s: %v", r.name, req.URL.Path, err)
		}
		for key := range form {
			given[key] = json.RawMessage(form.Get(key))
		}
		if text, err := json.Marshal(form.Get("text")); err == nil && form.Has("text") {
			given["text"] = text
		}
	}
	args := map[string]json.RawMessage{}
	for _, key := range []string{"text", "blocks", "metadata", "view"} {
		if value, ok := given[key]; ok {
			args[key] = value
		}
	}
	return args
}
