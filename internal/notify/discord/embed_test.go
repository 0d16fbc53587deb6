package discord

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/render"
)

var update = flag.Bool("update", false, "write the golden files")

func encoded(t *testing.T, m message) []byte {
	t.Helper()
	body, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestMessages(t *testing.T) {
	t.Parallel()
	for _, s := range notifytest.Samples() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			m := rich(render.Compose(s.Notice, viewOf(s.Attempt, s.Now)), s.Notice)
			if _, err := accepted(encoded(t, m)); err != nil {
				t.Error(err)
			}
			var out bytes.Buffer
			enc := json.NewEncoder(&out)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			if err := enc.Encode(m); err != nil {
				t.Fatal(err)
			}
			notifytest.Golden(t, *update, s.Name+".json", out.Bytes())
		})
	}
}

// links are masked links of ours: the only markup in which an address may stand.
func links() *regexp.Regexp {
	return regexp.MustCompile(`\[(Open incident|Runbook|Last time)\]\(https://(rollcall|runbooks)\.example\.com/[^\s()<>\[\]]*\)`)
}

var (
	escapes   = regexp.MustCompile(`\\[^a-zA-Z0-9\s]`)
	anywhere  = regexp.MustCompile("[*_~`|<>\\[\\]()@:\\\\]")
	atTheHead = regexp.MustCompile(`^\s*[#+-]`)
)

// active is the first line in which something would act.
func active(s string) string {
	s = escapes.ReplaceAllString(s, "")
	for line := range strings.SplitSeq(s, "\n") {
		if anywhere.MatchString(line) || atTheHead.MatchString(line) {
			return line
		}
	}
	return ""
}

// Whatever a Notice says: it is within all limits, nobody is mentioned, and nothing formats or links but what we wrote ourselves.
func TestAnyNoticeIsWithinTheLimitsAndActsOnNobody(t *testing.T) {
	t.Parallel()
	ours := regexp.MustCompile(`(?m)^\*\*(Why|Signal)\*\* |^- |^\*\*(What to do|Nobody answered|Not seen)\*\*$`)
	blocks := regexp.MustCompile("(?s)\\*\\*((?:End of|Look further) [^\n]*)\\*\\*\n```\n(.*?)\n```(?:\n\n|$)")
	note := regexp.MustCompile(`(?m)\A\*(.*)\*$`)
	check := func(name string, n incident.Notice, action notify.Action) {
		a := notify.Attempt{Message: notify.Message{Action: action, Notice: n}, Note: strings.Join(notifytest.Attacks(), " ")}
		card := render.Compose(n, viewOf(a, notifytest.Slot()))
		for _, m := range []message{rich(card, n), plain(card)} {
			if _, err := accepted(encoded(t, m)); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if bad := active(m.Content); bad != "" {
				t.Errorf("%s: content %q", name, bad)
			}
			for _, e := range m.Embeds {
				text := links().ReplaceAllString(e.Description, "")
				for _, block := range blocks.FindAllStringSubmatch(text, -1) {
					if strings.Contains(block[2], "``") || active(block[1]) != "" {
						t.Errorf("%s: the block can be left: %q", name, block)
					}
				}
				text = blocks.ReplaceAllString(text, "")
				text = ours.ReplaceAllString(note.ReplaceAllString(text, "$1"), "")
				for _, f := range e.Fields {
					text += "\n" + f.Name + "\n" + f.Value
				}
				if bad := active(text + "\n" + e.Title); bad != "" {
					t.Errorf("%s: %q", name, bad)
				}
			}
		}
	}
	for _, change := range []incident.Change{incident.Opened, incident.Recovery} {
		for _, action := range []notify.Action{notify.Post, notify.Update} {
			for seed := range notifytest.Attacks() {
				check(fmt.Sprintf("hostile/%s/%s/%d", change, action, seed), notifytest.Hostile(change, seed), action)
			}
			for _, piece := range append(notifytest.Attacks(), "x", "𝕏", "`", "\\", "@a", "a\n") {
				check(fmt.Sprintf("huge/%s/%q", change, piece), notifytest.Huge(change, incident.Absent, piece), action)
				check(fmt.Sprintf("shared/%s/%q", change, piece), notifytest.HugeShared(change, incident.Stalled, piece), action)
			}
			check("empty", incident.Notice{Change: change}, action)
		}
	}
}

func TestTheColourSaysHowBadItIs(t *testing.T) {
	t.Parallel()
	seen := map[int]string{}
	for _, tone := range []render.Tone{render.Bad, render.Good, render.Neutral} {
		for _, s := range []incident.Severity{incident.Critical, incident.High, incident.Normal, incident.Low} {
			name := string(tone)
			if tone == render.Bad {
				name += string(s)
			}
			if other, ok := seen[colour(tone, s)]; ok && other != name {
				t.Errorf("%s looks like %s", name, other)
			}
			seen[colour(tone, s)] = name
		}
	}
	if colour(render.Bad, incident.Undeclared) != colour(render.Bad, incident.Normal) {
		t.Error("what nobody declared is taken as normal")
	}
}

func FuzzEscaped(f *testing.F) {
	f.Add("[x](https://evil.example) **b** <@1> @everyone\n# h", "```\nout", 200)
	f.Add("\\", "`", 1)
	f.Fuzz(func(t *testing.T, s, log string, limit int) {
		limit = 1 + max(limit, 0)%5000
		if got := escaped(render.Text(s), limit); render.Length(got) > limit || active(got) != "" {
			t.Errorf("%q becomes %q, in which %q acts", s, got, active(got))
		}
		got := fenced(render.Text(log), limit)
		if inner := strings.TrimSuffix(strings.TrimPrefix(got, "```\n"), "\n```"); render.Length(got) > limit || strings.Contains(inner, "``") {
			t.Errorf("%q becomes %q of %d", log, got, render.Length(got))
		}
	})
}
