package blockkit_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/notify/slack/blockkit"
	standin "rollcall.dev/rollcall/test/slack"
)

var update = flag.Bool("update", false, "write the golden files")

// message is what Slack gets of a Card.
type message struct {
	Text   string        `json:"text"`
	Blocks []slack.Block `json:"blocks"`
}

func of(n incident.Notice, v render.View) message {
	c := render.Compose(n, v)
	return message{blockkit.Text(c), blockkit.Blocks(c)}
}

func (m message) encode(t *testing.T) []byte {
	t.Helper()
	var out strings.Builder
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(m); err != nil {
		t.Fatal(err)
	}
	return []byte(out.String())
}

func TestPayloads(t *testing.T) {
	t.Parallel()
	for _, s := range notifytest.Samples() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			m := of(s.Notice, render.View{Action: s.Action, Now: s.Now, Note: s.Note})
			notifytest.Golden(t, *update, s.Name+".json", m.encode(t))
			accepted(t, newStandIn(), m)
		})
	}
}

func newStandIn() *standin.Server {
	return standin.New(standin.Options{Rate: standin.RateLimits{Off: true}})
}

// accepted posts m to the stand-in, which holds it to every documented limit, and returns what was stored.
func accepted(t *testing.T, srv *standin.Server, m message) standin.Message {
	t.Helper()
	api := slack.New(standin.DefaultToken, slack.OptionAPIURL("http://slack.test/api/"), slack.OptionHTTPClient(srv.Client()))
	_, ts, err := api.PostMessageContext(t.Context(), standin.DefaultChannel,
		slack.MsgOptionText(m.Text, false), slack.MsgOptionBlocks(m.Blocks...))
	if err != nil {
		detail := ""
		if answer, ok := err.(slack.SlackErrorResponse); ok { //nolint:errorlint // its own type
			detail = strings.Join(answer.ResponseMetadata.Messages, "\n")
		}
		t.Fatalf("%v\n%s", err, detail)
	}
	got, ok := srv.Message(standin.DefaultChannel, ts)
	if !ok {
		t.Fatal("not stored")
	}
	if len(got.Warnings) > 0 {
		t.Errorf("accepted with warnings %v", got.Warnings)
	}
	return got
}

// everyNotice calls f with extreme notices of every kind and change, in every action.
func everyNotice(f func(name string, m message)) {
	for name, n := range notifytest.Extremes() {
		for _, action := range []notify.Action{notify.Post, notify.Reply, notify.Update} {
			v := render.View{Action: action, Now: notifytest.Slot(), Note: strings.Join(notifytest.Attacks(), " ")}
			f(fmt.Sprintf("%s/%s", name, action), of(n, v))
		}
	}
}

// What a Notice says may be as long and as hostile as it likes. Slack takes it, and it stays below the total that the reference
// advises. There is no text in the blocks that Slack interprets, no mention of anybody, and no button but one that opens a
// page.
func TestAnyNoticeIsWithinTheLimitsAndActsOnNobody(t *testing.T) {
	t.Parallel()
	srv := newStandIn()
	allowed := map[string]bool{
		"header": true, "rich_text": true, "context": true, "actions": true, "rich_text_section": true, "rich_text_preformatted": true,
		"rich_text_list": true, "text": true, "plain_text": true, "button": true,
	}
	everyNotice(func(name string, m message) {
		accepted(t, srv, m)
		for _, problem := range beyond(m) {
			t.Errorf("%s: %s", name, problem)
		}
		if _, ok := m.Blocks[0].(*slack.HeaderBlock); !ok {
			t.Errorf("%s: no header", name)
		}
		walk(t, m, func(o map[string]any) {
			kind, _ := o["type"].(string)
			if !allowed[kind] {
				t.Errorf("%s: an element of type %q", name, kind)
			}
			if drawn, said := o["emoji"].(bool); kind == "plain_text" && (drawn || !said) {
				t.Errorf("%s: plain text in which Slack draws emoji: %v", name, o)
			}
			if url, _ := o["url"].(string); kind == "button" && !strings.HasPrefix(url, "https://rollcall.example.com/") &&
				!strings.HasPrefix(url, "https://runbooks.example.com/") {
				t.Errorf("%s: a button to %q", name, url)
			}
		})
	})
}

// walk calls f for every object that has a type.
func walk(t *testing.T, m message, f func(object map[string]any)) {
	t.Helper()
	var blocks []any
	raw, err := json.Marshal(m.Blocks)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &blocks); err != nil {
		t.Fatal(err)
	}
	var visit func(v any)
	visit = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				visit(x)
			}
		case map[string]any:
			if _, ok := v["type"]; ok {
				f(v)
			}
			for _, x := range v {
				visit(x)
			}
		}
	}
	visit(blocks)
}

// The fallback text is what Slack would interpret: in it nothing is left to interpret.
func TestTheFallbackTextIsEscaped(t *testing.T) {
	t.Parallel()
	for seed := range notifytest.Attacks() {
		c := render.Compose(notifytest.Hostile(incident.Opened, seed), render.View{})
		for _, text := range []string{blockkit.Text(c), blockkit.Plain(c)} {
			if strings.ContainsAny(text, "<>") {
				t.Errorf("an unescaped bracket in %q", text)
			}
			for i, r := range text {
				if strings.ContainsRune("*_~`", r) && !strings.HasPrefix(text[i+1:], "\u2060") {
					t.Errorf("an unbroken %q in %q", r, text)
				}
			}
			rest := strings.NewReplacer("&amp;", "", "&lt;", "", "&gt;", "").Replace(text)
			if strings.Contains(rest, "&") {
				t.Errorf("an unescaped ampersand in %q", text)
			}
		}
	}
	huge := blockkit.Plain(render.Compose(notifytest.Huge(incident.Opened, incident.Failing, "&<>"), render.View{}))
	if !strings.HasSuffix(huge, "…") || render.Length(huge) > 3900 || strings.HasSuffix(huge, "&am…") {
		t.Errorf("cut to %d units, ending in %q", render.Length(huge), huge[len(huge)-20:])
	}
}

// The stand-in draws what people would see: an attack shows as the characters it is made of.
func TestHowAnAttackLooks(t *testing.T) {
	t.Parallel()
	srv := newStandIn()
	accepted(t, srv, of(notifytest.Hostile(incident.Opened, 0), render.View{Action: notify.Post, Now: notifytest.Slot()}))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://slack.test/", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := srv.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	page := string(body)
	for _, bad := range []string{"<script>alert", "href=\"https://evil.example", "class=\"mention", "\u202e"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page contains %q", bad)
		}
	}
	if !strings.Contains(page, "&lt;!channel&gt;") {
		t.Error("the attack is not to be seen")
	}
}
