package webhook

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
)

// chat is a template as an operator would write it for a chat of their own.
const chat = `{"title": {{json .text}}, "level": {{json (upper .incident.severity)}},
 "at": {{json (date "02.01.2006 15:04 MST" .occurrence.at .job.time_zone)}},
 "why": {{json .cause.summary}}, "code": {{json .cause.exit_code}}, "missed": [{{range $i, $s := .incident.slots}}{{if $i}}, {{end}}{{json $s}}{{end}}],
 "details": {{json .owner}}}
`

func TestTemplates(t *testing.T) {
	t.Parallel()
	s, err := newShape(chat, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, sample := range notifytest.Samples() {
		body, err := s.body(t.Context(), payloadOf(sample.Attempt))
		if err != nil {
			t.Fatalf("%s: %v", sample.Name, err)
		}
		notifytest.Golden(t, *update, "template/"+sample.Name+".json", body)
	}
	for seed := range notifytest.Attacks() {
		n := notifytest.Hostile(incident.Opened, seed)
		if _, err := s.body(t.Context(), payloadOf(notify.Attempt{Message: notify.Message{Notice: n}})); err != nil {
			t.Errorf("hostile %d: %v", seed, err)
		}
	}
}

// The document that a template sees says the same as the wire: whatever is on the wire is in it.
func TestTheDocumentIsThePayload(t *testing.T) {
	t.Parallel()
	for _, s := range notifytest.Samples() {
		wire, doc := decoded(t, payloadOf(s.Attempt)), decoded(t, document(payloadOf(s.Attempt)))
		if path := missing("", wire, doc); path != "" {
			t.Errorf("%s: %s is on the wire and not, or otherwise, in the document", s.Name, path)
		}
	}
}

func decoded(t *testing.T, v any) any {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// missing is the path of something that want has and got has not.
func missing(path string, want, got any) string {
	w, isMap := want.(map[string]any)
	if !isMap {
		if l, isList := want.([]any); isList {
			g, _ := got.([]any)
			if len(g) != len(l) {
				return path
			}
			for i := range l {
				if at := missing(path+"[]", l[i], g[i]); at != "" {
					return at
				}
			}
			return ""
		}
		if !reflect.DeepEqual(want, got) {
			return path
		}
		return ""
	}
	g, _ := got.(map[string]any)
	for k, v := range w {
		if at := missing(path+"."+k, v, g[k]); at != "" {
			return at
		}
	}
	return ""
}

// What a template is tried with has everything, so that a name that exists is not taken for one that does not.
func TestTheSampleIsFull(t *testing.T) {
	t.Parallel()
	var visit func(path string, v reflect.Value)
	visit = func(path string, v reflect.Value) {
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				if f := v.Type().Field(i); f.IsExported() {
					visit(path+"."+f.Name, v.Field(i))
				}
			}
			return
		case reflect.Slice:
			for i := range v.Len() {
				visit(path+"[]", v.Index(i))
			}
		case reflect.Pointer:
			if !v.IsNil() {
				visit(path, v.Elem())
			}
		}
		if v.IsZero() {
			t.Errorf("%s is empty", path)
		}
	}
	visit("", reflect.ValueOf(sample()))
}

func TestAWrongTemplateIsToldWhenItIsConfigured(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ template, contentType, want string }{
		"syntax":            {"{\n{{if}}", "", "template: line 2: missing value for if"},
		"unknown function":  {"\n\n{{nope .text}}", "", `template: line 3: function "nope" not defined`},
		"unknown field":     {"\n{{json .job.runbok}}", "", `line 2:11: executing "body" at <.job.runbok>: map has no entry for key "runbok"`},
		"no JSON":           {`{"text": "{{.text}}"}`, "", "no JSON: write texts with the function json"},
		"no JSON either":    {`hello`, "application/vnd.x+json; charset=utf-8", "no JSON"},
		"no date":           {`{{date "15:04" .job.name}}`, "text/plain", "is no instant of the payload"},
		"zones":             {`{{date "15:04" .occurrence.at "UTC" "UTC"}}`, "text/plain", "at most one zone"},
		"type":              {`x`, "text", `content_type is "text": want a media type`},
		"type, injected":    {`x`, "text/plain\r\nX-Evil: 1", "content_type is"},
		"long":              {strings.Repeat("x", maxTemplate+1), "text/plain", "template has 65537 bytes: at most 65536"},
		"only a type":       {"", "text/plain", `content_type is "text/plain": it is said of a template`},
		"too much":          {`{{range 2000}}{{printf "%1000d" 1}}{{end}}`, "text/plain", "more than 1048576 bytes"},
		"too wide":          {`{{printf "%999999[1]d%999999[1]d" 1}}`, "text/plain", "more than 1048576 bytes"},
		"too wide by value": {`{{printf "%*d%*d" 999999 1 999999 1}}`, "text/plain", "more than 1048576 bytes"},
		"too often":         {`{{$x := printf "%600000d" 1}}{{print $x $x $x $x}}`, "text/plain", "more than 1048576 bytes"},
		"too much at once":  {`{{$x := "0123456789"}}{{range 60}}{{$x = printf "%s%s" $x $x}}{{end}}`, "text/plain", "more than 1048576 bytes"},
		"itself":            {`{{define "a"}}{{template "a"}}{{end}}{{template "a"}}`, "text/plain", "more than 20000 repetitions"},
		"for ever":          {`{{range 999999999}}{{end}}`, "text/plain", "more than 20000 repetitions"},
	} {
		synctest.Test(t, func(t *testing.T) { // in which no time passes: on a busy machine it would be over before what is counted
			_, err := New(Config{URL: "https://example.com", Template: tc.template, ContentType: tc.contentType}, Deps{})
			if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.HasPrefix(err.Error(), "webhook: ") {
				t.Errorf("%s: %v, want %q", name, err, tc.want)
			}
		})
	}
}

// An execution ends when its time is over, though it produces nothing that could be counted: in a range, in one that is nested in
// everything else, and in templates that call each other.
func TestATemplateEndsWithItsTime(t *testing.T) {
	t.Parallel()
	over, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("the time is over"))
	for _, endless := range []string{
		`{{range 2}}{{end}}`,
		`{{if true}}{{with 1}}{{range 2}}{{break}}{{end}}{{end}}{{end}}`,
		`{{if false}}{{else if true}}{{range 0}}{{else}}{{range 2}}{{end}}{{end}}{{end}}`,
		`{{define "a"}}{{end}}{{template "a"}}`,
	} {
		s, err := newShape(endless, "text/plain")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.body(over, sample()); err == nil || !strings.Contains(err.Error(), "the time is over") {
			t.Errorf("%s: %v", endless, err)
		}
	}
}

func TestADesignedBodyIsSigned(t *testing.T) {
	t.Parallel()
	url, got := serve(t, 200)
	n, err := New(Config{
		URL: url, Secret: "s3cret", AllowPrivate: true, ContentType: "text/plain; charset=utf-8",
		Template: "{{lower .event}} {{.job.name}} {{index .incident.slots 0}}",
	}, Deps{})
	if err != nil {
		t.Fatal(err)
	}
	a := notify.Attempt{Message: notify.Message{ID: "d1", Action: notify.Post, Notice: notifytest.Failed()}}
	if _, err := n.Notify(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	r := (*got)[0]
	if want := "incident.opened invoice-close 2026-11-20T17:00:00Z"; string(r.body) != want || r.header.Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Errorf("posted %q as %q", r.body, r.header.Get("Content-Type"))
	}
	mac := hmac.New(sha256.New, []byte("s3cret"))
	mac.Write([]byte(r.header.Get("Rollcall-Timestamp") + "." + string(r.body)))
	if want := "v1=" + hex.EncodeToString(mac.Sum(nil)); r.header.Get("Rollcall-Signature") != want {
		t.Errorf("signature %q, want %q", r.header.Get("Rollcall-Signature"), want)
	}

	a.Notice.Slots = nil // and the template asks for the first one
	_, err = n.Notify(t.Context(), a)
	if rejected, ok := errors.AsType[*notify.RejectedError](err); !ok || rejected.Reason != "template" || len(*got) != 1 {
		t.Errorf("%v after %d requests", err, len(*got))
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = n.Notify(over, a); err == nil {
		t.Error("sent after its time")
	}
}

// FuzzTemplate: any text is refused, or makes a body within bounds of any notice, or says why not.
func FuzzTemplate(f *testing.F) {
	f.Add(chat, 0)
	f.Add(`{{range .incident.slots}}{{.}}{{end}}`, 1)
	f.Add(`{{define "a"}}{{template "a" .}}{{end}}{{template "a" .}}`, 2)
	f.Add(`{{$x := "a"}}{{range 64}}{{$x = print $x $x}}{{end}}`, 3)
	f.Add(`{{range 99999999}}{{end}}`, 4)
	f.Add("{{/*", 5)
	f.Fuzz(func(t *testing.T, text string, seed int) {
		over, cancel := context.WithCancel(t.Context())
		cancel() // nothing may go on for long: whatever repeats ends at its first beat
		s, err := parseShape(text, "text/plain")
		if err != nil {
			return
		}
		n := notifytest.Hostile(incident.Opened, max(seed, 0)%100)
		body, err := s.body(over, payloadOf(notify.Attempt{Message: notify.Message{Notice: n}}))
		if len(body) > maxBody || err != nil && body != nil {
			t.Errorf("%d bytes: %v", len(body), err)
		}
	})
}
