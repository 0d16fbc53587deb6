package msteams

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/render"
)

var update = flag.Bool("update", false, "write the golden files")

func TestCards(t *testing.T) {
	t.Parallel()
	for _, s := range notifytest.Told(notifytest.Samples()) {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			body, err := fitting(render.Compose(s.Notice, render.View{Action: notify.Post, Now: s.Now, Note: s.Note}))
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := json.Indent(&out, append(body, '\n'), "", "  "); err != nil {
				t.Fatal(err)
			}
			notifytest.Golden(t, *update, s.Name+".json", out.Bytes())
			if _, err := accepted(body); err != nil {
				t.Error(err)
			}
		})
	}
}

func everyCard(f func(name string, c render.Card)) {
	for _, change := range []incident.Change{incident.Opened, incident.Recovery} {
		v := render.View{Now: notifytest.Slot(), Note: strings.Join(notifytest.Attacks(), " ")}
		for seed := range notifytest.Attacks() {
			f(fmt.Sprintf("hostile/%s/%d", change, seed), render.Compose(notifytest.Hostile(change, seed), v))
		}
		for _, piece := range append(notifytest.Attacks(), "x", "𝕏", "<&>", "a\n", "ﷺ", "\\", "{{DATE(2017-02-14T06:00Z)}}", "{", "{{{") {
			f(fmt.Sprintf("huge/%s/%q", change, piece), render.Compose(notifytest.Huge(change, incident.Absent, piece), v))
			f(fmt.Sprintf("shared/%s/%q", change, piece), render.Compose(notifytest.HugeShared(change, incident.Stalled, piece), v))
		}
		f("empty/"+string(change), render.Compose(incident.Notice{Change: change}, v))
	}
}

// Whatever a Notice says: it is within the limits and the schema, all text stands where nothing is interpreted, and no function is
// called.
func TestAnyNoticeIsWithinTheLimitsAndActsOnNobody(t *testing.T) {
	t.Parallel()
	everyCard(func(name string, c render.Card) {
		body, err := fitting(c)
		if err != nil || len(body) > 28<<10 {
			t.Fatalf("%s: %d bytes, %v", name, len(body), err)
		}
		m, err := accepted(body)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		walk(m, func(o map[string]any) {
			if o["type"] == "TextBlock" || strings.Contains(fmt.Sprint(o["text"]), "{{") {
				t.Errorf("%s: %v", name, o)
			}
		})
		if bytes.Contains(body, []byte("entities")) && !strings.Contains(c.Plain(), "entities") {
			t.Errorf("%s: somebody is mentioned", name)
		}
	})
}

// The plain form is Markdown to Teams: in it nothing is left to interpret, and it is short.
func TestThePlainFormIsEscaped(t *testing.T) {
	t.Parallel()
	active := regexp.MustCompile("(^|[^\\\\])(\\\\\\\\)*[`*_{}\\[\\]()<>#+.!|~&:-]")
	everyCard(func(name string, c render.Card) {
		body, err := encode(plain(c))
		if err != nil || len(body) > 20<<10 {
			t.Fatalf("%s: %d bytes, %v", name, len(body), err)
		}
		m, err := accepted(body)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		walk(m, func(o map[string]any) {
			for _, text := range []any{o["text"], o["fallbackText"]} {
				if s, _ := text.(string); active.MatchString(s) || strings.HasSuffix(s, "\\…") && !strings.HasSuffix(s, "\\\\…") {
					t.Errorf("%s: %q", name, s)
				}
			}
		})
	})
}

func FuzzEscaped(f *testing.F) {
	f.Add("[x](https://evil.example) **b** {{DATE(2017-02-14T06:00Z)}}", 20)
	f.Add("\\", 1)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		limit = 1 + max(limit, 0)%3000
		got := escaped(render.Line(s), limit)
		if render.Length(got) > limit || strings.Contains(got, "{{") {
			t.Errorf("%q", got)
		}
		rest := regexp.MustCompile(`\\[^a-zA-Z0-9\s]`).ReplaceAllString(got, "")
		if strings.ContainsAny(rest, "\\`*_{}[]()<>#+-.!|~&:") {
			t.Errorf("%q leaves %q", s, rest)
		}
	})
}

func attempt() notify.Attempt {
	n := notifytest.Failed()
	n.DecidedAt = time.Now().Add(-time.Hour)
	return notify.Attempt{Message: notify.Message{ID: "0193-d1", Action: notify.Post, Notice: n}}
}

func status(code int, header ...string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
	}
}

func TestWhatAnAnswerMeans(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answers []func(http.ResponseWriter)
		want    string
		taken   int
	}{
		"taken":              {nil, "<nil>", 1},
		"200 is a yes":       {[]func(http.ResponseWriter){status(200)}, "<nil>", 0},
		"refused card":       {[]func(http.ResponseWriter){status(400)}, "<nil>", 1},
		"too large":          {[]func(http.ResponseWriter){status(413)}, "<nil>", 1},
		"refused twice":      {[]func(http.ResponseWriter){status(400), status(400)}, "rejected (400)", 0},
		"too many":           {[]func(http.ResponseWriter){status(429, "Retry-After", "17")}, "try again after 17s", 0},
		"gateway":            {[]func(http.ResponseWriter){status(502)}, "may have been sent", 0},
		"gateway, for a bit": {[]func(http.ResponseWriter){status(503, "Retry-After", "5")}, "try again after 5s", 0},
		"workflow is gone":   {[]func(http.ResponseWriter){status(404)}, "rejected (404)", 0},
		"redirect":           {[]func(http.ResponseWriter){status(302, "Location", "https://example.com")}, "rejected (redirect)", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &workflow{answers: tc.answers}
			var log bytes.Buffer
			n, err := New(Config{URL: f.start(t), AllowPrivate: true}, Deps{Log: slog.New(slog.NewTextHandler(&log, nil))})
			if err != nil {
				t.Fatal(err)
			}
			receipt, err := n.Notify(t.Context(), attempt())
			if !strings.HasPrefix(fmt.Sprint(err), tc.want) || receipt != nil || len(f.taken) != tc.taken || len(f.refused) > 0 {
				t.Errorf("%s, %v, %d taken, refused %v", receipt, err, len(f.taken), f.refused)
			}
			if retry, ok := errors.AsType[*notify.RetryError](err); name == "too many" && (!ok || !retry.Receiver) {
				t.Error("only this message waits")
			}
			if plainly := strings.Contains(log.String(), "refused the card"); plainly != strings.HasPrefix(name, "refused") && name != "too large" {
				t.Errorf("logged %q", log.String())
			}
			if strings.Contains(log.String()+fmt.Sprint(err), "hunter2") {
				t.Error("the address is a secret")
			}
		})
	}
}

func TestUpdatesAndPrivateAddresses(t *testing.T) {
	t.Parallel()
	f := &workflow{}
	n, err := New(Config{URL: f.start(t)}, Deps{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.Notify(t.Context(), attempt()); !strings.Contains(fmt.Sprint(err), "allow_private") {
		t.Error(err)
	}
	a := attempt()
	a.Action = notify.Update
	if _, err := n.Notify(t.Context(), a); !errors.Is(err, notify.ErrNotApplicable) || len(f.taken) > 0 {
		t.Error(err)
	}
	if _, err := New(Config{URL: "hunter2"}, Deps{}); err == nil || !strings.HasPrefix(err.Error(), "msteams: url") || strings.Contains(err.Error(), "hunter2") {
		t.Error(err)
	}
}
