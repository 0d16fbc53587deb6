package slack_test

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"rollcall.dev/rollcall/test/slack"
)

func TestPlainAndMentions(t *testing.T) {
	t.Parallel()
	sec := func(text string) []any {
		return []any{object{"type": "section", "text": object{"type": "mrkdwn", "text": text}}}
	}
	pre := func(text string) []any {
		return []any{rich(object{"type": "rich_text_preformatted", "elements": []any{object{"type": "text", "text": text}}})}
	}
	for name, c := range map[string]struct {
		args  object
		plain string
		calls string
	}{
		"text":                  {object{"text": "*b* _i_ ~s~ `c`"}, "b i s c", ""},
		"no style within words": {object{"text": "a*b*c snake_case_name 2*3*4"}, "a*b*c snake_case_name 2*3*4", ""},
		"entities":              {object{"text": "1 &lt; 2 &amp;&amp; 3 &gt; 2 &amp;lt;"}, "1 < 2 && 3 > 2 &lt;", ""},
		"link":                  {object{"text": "<https://e.com/a?b=1&amp;c=2|the log>"}, "the log (https://e.com/a?b=1&c=2)", ""},
		"bare link":             {object{"text": "see https://e.com/x."}, "see https://e.com/x.", ""},
		"emoji":                 {object{"text": ":red_circle: :no_such_one:"}, "🔴 :no_such_one:", ""},
		"date":                  {object{"text": "<!date^1392734382^{date_num} {time_secs}|fallback>"}, "2014-02-18 14:39:42 UTC", ""},
		"broken date":           {object{"text": "<!date^x^{date}|fallback>"}, "fallback", ""},
		"quote":                 {object{"text": "&gt; said\ndone"}, "said\ndone", ""},
		"here":                  {object{"text": "<!here> look"}, "@here look", "here"},
		"channel, with a label": {object{"text": "<!channel|x>"}, "@channel", "channel"},
		"person and group":      {object{"text": "<@U1> <!subteam^S1> <@U1>"}, "@U1 @S1 @U1", "S1 U1"},
		"in backticks all the same": {object{"text": "`<!here>` ```<!everyone>```"},
			"@here @everyone", "everyone here"},
		"a fence ends where the log ends it": {object{"text": "```log ``` <!channel> ```"}, "log \n @channel ```", "channel"},
		"escaped":                            {object{"text": "&lt;!here&gt; &lt;@U1&gt;"}, "<!here> <@U1>", ""},
		"@here is a word":                    {object{"text": "@here"}, "@here", ""},
		"@here with link_names":              {object{"text": "@here", "link_names": true}, "@here", "here"},
		"markup off":                         {object{"text": "*x* <!here>", "mrkdwn": false}, "*x* @here", "here"},
		"section":                            {object{"text": "f", "blocks": sec("*Why* <!here>")}, "Why @here", "here"},
		"plain_text does nothing": {object{"text": "f", "blocks": []any{object{"type": "header", "text": object{"type": "plain_text",
			"text": "*x* <!here> :fire:"}}}}, "*x* <!here> 🔥", ""},
		"preformatted does nothing": {object{"text": "f", "blocks": pre("``` <!here>\n*x*")}, "``` <!here>\n*x*", ""},
		"the fallback calls too":    {object{"text": "<!here>", "blocks": sec("x")}, "x", "here"},
		"rich broadcast": {object{"text": "f", "blocks": []any{rich(object{"type": "rich_text_section",
			"elements": []any{object{"type": "broadcast", "range": "here"}}})}}, "@here", "here"},
		"attachment": {object{"attachments": []any{object{"color": "danger", "title": "T", "text": "x <!here>",
			"footer": "prod"}}}, "T\nx @here\nprod", "here"},
		"buttons": {object{"text": "f", "blocks": []any{actions(object{"type": "button",
			"text": object{"type": "plain_text", "text": "Runbook"}, "url": "https://e.com"})}}, "[Runbook](https://e.com)", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := unlimited()
			mustPost(t, s, c.args)
			m := s.All()[0]
			if got := m.Plain(); got != c.plain {
				t.Errorf("shown as %q, want %q", got, c.plain)
			}
			if got := strings.Join(m.Mentions(), " "); got != c.calls {
				t.Errorf("calls %q, want %q", got, c.calls)
			}
		})
	}
}

func fetch(t *testing.T, s *slack.Server, path string) (int, http.Header, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://slack.test"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var out strings.Builder
	buf := make([]byte, 4096)
	for {
		n, err := res.Body.Read(buf)
		out.Write(buf[:n])
		if err != nil {
			return res.StatusCode, res.Header, out.String()
		}
	}
}

// TestPageGolden: one page with one of everything. Run with UPDATE_GOLDEN=1 to accept a new drawing.
func TestPageGolden(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := unlimited()
		blocks := []any{
			object{"type": "header", "text": object{"type": "plain_text", "text": ":red_circle: <invoice> failed"}},
			object{"type": "section", "text": object{"type": "mrkdwn", "text": "*Why* `exit 3` <!here>"},
				"accessory": object{"type": "overflow",
					"options": []any{option("a")}}},
			object{"type": "section", "fields": []any{object{"type": "mrkdwn", "text": "*A*\n1"}, object{"type": "mrkdwn",
				"text": "*B*\n<https://e.com|two>"}}},
			object{"type": "divider"},
			object{"type": "context", "elements": []any{object{"type": "mrkdwn", "text": "image 1 → 2"}, object{"type": "image",
				"image_url": "https://e.com/a.png", "alt_text": "logo"}}},
			rich(object{"type": "rich_text_preformatted", "elements": []any{object{"type": "text",
				"text": "<script>alert(1)</script>\n``` <!channel>"}}},
				object{"type": "rich_text_list", "style": "bullet", "elements": []any{object{"type": "rich_text_section",
					"elements": []any{object{"type": "text", "text": "one", "style": object{"bold": true}}}}}}),
			actions(with(button("ack"), "style", "primary"), with(button("del"), "confirm", confirmOf(3, 3, 3)),
				with(button("link"), "url",
					"https://e.com"), selectOf(2)),
		}
		root := mustPost(t, s, object{"text": "fallback", "blocks": blocks})
		reply := mustPost(t, s, object{"text": "a *reply*", "thread_ts": root})
		mustPost(t, s, object{"text": "loud", "thread_ts": root, "reply_broadcast": true})
		if a := call(t, s, "chat.update", object{"channel": slack.DefaultChannel, "ts": reply,
			"text": "a _better_ reply"}); !a.ok() {
			t.Fatal(a.body)
		}
		mustPost(t, s, object{"text": "pre", "attachments": []any{object{"color": "#ff0000", "title": "T",
			"title_link": "javascript:alert(1)",
			"text":       "x"}}})
		status, header, got := fetch(t, s, "/?channel="+slack.DefaultChannel+"&tz=Asia/Tokyo&theme=dark&threads=open")
		if status != http.StatusOK || !strings.Contains(header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Fatalf("%d %v", status, header)
		}
		for _, bad := range []string{"<script>alert", `href="javascript:`, "<invoice>"} {
			if strings.Contains(got, bad) {
				t.Errorf("the page contains %q", bad)
			}
		}
		golden := filepath.Join("testdata", "page.html")
		if os.Getenv("UPDATE_GOLDEN") != "" {
			if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			a, b := strings.Split(got, "\n"), strings.Split(string(want), "\n")
			for i := range min(len(a), len(b)) {
				if a[i] != b[i] {
					t.Fatalf("line %d:\n got %s\nwant %s", i+1, a[i], b[i])
				}
			}
			t.Fatalf("%d lines, want %d", len(a), len(b))
		}
	})
}

func TestPageErrorsAndAssets(t *testing.T) {
	t.Parallel()
	s := slack.New(slack.Options{Channels: []slack.Channel{}})
	for _, c := range []struct {
		path   string
		status int
		want   string
	}{
		{"/", 200, "Nothing was posted here yet."}, {"/?tz=Mars/Base", 400, "no time zone"}, {"/?channel=nope&theme=pink",
			200, "Stand-in"},
		{"/assets/page.css", 200, "--mention-bg"}, {"/assets/page.js", 200, "fetch"}, {"/assets/page.html", 404,
			""}, {"/nowhere", 404, ""},
		{"/archives/C9/p17", 404, ""},
	} {
		if status, _, body := fetch(t, s, c.path); status != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s: %d %q", c.path, status, body)
		}
	}
}

func TestMentionsAreSortedAndUnique(t *testing.T) {
	t.Parallel()
	s := unlimited()
	mustPost(t, s, object{"text": "<@U2> <@U1> <!here> <@U2>"})
	if got := s.All()[0].Mentions(); !slices.Equal(got, []string{"U1", "U2", "here"}) {
		t.Errorf("%v", got)
	}
}
