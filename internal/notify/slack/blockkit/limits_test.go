package blockkit_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/ownership"
)

// limits of https://docs.slack.dev/reference/block-kit, by the type of the block or element that has the text, in characters.
func limits() map[string]int {
	return map[string]int{"header": 150, "section": 3000, "text": 3000, "button": 75, "plain_text": 3000, "mrkdwn": 3000}
}

// beyond names every documented limit that a message exceeds, and every one that Rollcall sets itself: all texts together stay far below
// the 13,200 characters above which Slack refuses a message.
func beyond(m message) []string {
	var problems []string
	bad := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	raw, err := json.Marshal(m.Blocks)
	if err != nil {
		return []string{err.Error()}
	}
	var blocks []any
	if err := json.Unmarshal(raw, &blocks); err != nil {
		return []string{err.Error()}
	}
	if len(blocks) == 0 || len(blocks) > 50 {
		bad("%d blocks", len(blocks))
	}
	if n := render.Length(m.Text); n == 0 || n > 4000 {
		bad("text of %d", n)
	}
	total := 0
	var visit func(v any)
	visit = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				visit(x)
			}
		case map[string]any:
			kind, _ := v["type"].(string)
			total += render.Length(said(v))
			for _, p := range beyondOf(kind, v) {
				bad("%s", p)
			}
			for _, x := range v {
				visit(x)
			}
		}
	}
	visit(blocks)
	if total >= 8000 {
		bad("%d characters in all", total)
	}
	return problems
}

// said is what stands in an object itself.
func said(o map[string]any) string {
	text, _ := o["text"].(string)
	return text
}

// beyondOf names the limits that one block or element exceeds.
func beyondOf(kind string, o map[string]any) []string {
	var problems []string
	atMost := func(what string, n, limit int) {
		if n > limit {
			problems = append(problems, fmt.Sprintf("%s: %s of %d, at most %d", kind, what, n, limit))
		}
	}
	text := said(o)
	if inner, ok := o["text"].(map[string]any); ok {
		text = said(inner)
	}
	if limit, ok := limits()[kind]; ok {
		atMost("text", render.Length(text), limit)
	}
	for key, limit := range map[string]int{"action_id": 255, "block_id": 255, "value": 2000, "url": 3000} {
		id, _ := o[key].(string)
		atMost(key, render.Length(id), limit)
	}
	count := func(key string, limit int) {
		items, _ := o[key].([]any)
		atMost("number of "+key, len(items), limit)
		for _, item := range items {
			if item, ok := item.(map[string]any); ok && key == "fields" {
				atMost("a field", render.Length(said(item)), 2000)
			}
		}
	}
	switch kind {
	case "section":
		count("fields", 10)
	case "context":
		count("elements", 10)
	case "actions":
		count("elements", 25)
	case "overflow":
		count("options", 5)
	case "":
		count("options", 100)
	}
	return problems
}

// A test of the test: what exceeds a limit is found.
func TestWhatIsBeyondALimitIsFound(t *testing.T) {
	t.Parallel()
	many := func(n int) []any { return make([]any, n) }
	long := func(n int) map[string]any {
		return map[string]any{"type": "plain_text", "text": strings.Repeat("𝕏", n/2) + strings.Repeat("x", n%2)}
	}
	for _, tc := range []struct {
		kind      string
		good, bad map[string]any
	}{
		{"header", map[string]any{"text": long(150)}, map[string]any{"text": long(151)}},
		{"section", map[string]any{"text": long(3000)}, map[string]any{"text": long(3001)}},
		{"section", map[string]any{"fields": many(10)}, map[string]any{"fields": many(11)}},
		{"section", map[string]any{"fields": []any{long(2000)}}, map[string]any{"fields": []any{long(2001)}}},
		{"button", map[string]any{"text": long(75)}, map[string]any{"text": long(76)}},
		{"button", map[string]any{"value": strings.Repeat("x", 2000)}, map[string]any{"value": strings.Repeat("x", 2001)}},
		{"button", map[string]any{"url": strings.Repeat("x", 3000)}, map[string]any{"url": strings.Repeat("x", 3001)}},
		{"button", map[string]any{"action_id": strings.Repeat("x", 255)}, map[string]any{"action_id": strings.Repeat("x", 256)}},
		{"actions", map[string]any{"block_id": strings.Repeat("x", 255)}, map[string]any{"block_id": strings.Repeat("x", 256)}},
		{"context", map[string]any{"elements": many(10)}, map[string]any{"elements": many(11)}},
	} {
		if got := beyondOf(tc.kind, tc.good); len(got) > 0 {
			t.Errorf("%s: %q", tc.kind, got)
		}
		if got := beyondOf(tc.kind, tc.bad); len(got) != 1 {
			t.Errorf("%s: found %q in what is too much by one", tc.kind, got)
		}
	}
}

func TestSamplesAreWithinTheLimits(t *testing.T) {
	t.Parallel()
	for _, s := range notifytest.Samples() {
		for _, problem := range beyond(of(s.Notice, render.View{Action: s.Action, Now: s.Now, Note: s.Note})) {
			t.Errorf("%s: %s", s.Name, problem)
		}
	}
}

// Whatever a Notice says, in whatever parts, is within the limits.
func TestAnyNoticeThatCanBeMadeUpIsWithinTheLimits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := anyNotice(t)
		v := render.View{
			Action: rapid.SampledFrom([]notify.Action{notify.Post, notify.Reply, notify.Update, ""}).Draw(t, "action"),
			Now:    anyTime(t, "now"), Note: anyText(t, "note"),
		}
		for _, problem := range beyond(of(n, v)) {
			t.Error(problem)
		}
	})
}

// anyText is mostly as people write, sometimes anything, and sometimes far too long.
func anyText(t *rapid.T, label string) string {
	piece := rapid.OneOf(
		rapid.SampledFrom(append(notifytest.Attacks(), "", "billing", "𝕏", "a\n", "&")), rapid.StringN(0, 40, -1),
	).Draw(t, label)
	return strings.Repeat(piece, rapid.SampledFrom([]int{1, 1, 1, 10, 300}).Draw(t, label+" times"))
}

func anyTexts(t *rapid.T, label string) []string {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string { return anyText(t, label) }), 0, 8).Draw(t, label+"s")
}

func anyTime(t *rapid.T, label string) time.Time {
	if rapid.Bool().Draw(t, label+" is known") {
		return notifytest.Slot().Add(time.Duration(rapid.Int64Range(-1e18, 1e18).Draw(t, label)))
	}
	return time.Time{}
}

func anyPerson(t *rapid.T, label string) incident.Person {
	return incident.Person{ID: anyText(t, label+" id"), Name: anyText(t, label)}
}

func anyNotice(t *rapid.T) incident.Notice {
	count := func(label string) int { return rapid.IntRange(0, 100_000).Draw(t, label) }
	text := func(label string) string { return anyText(t, label) }
	at := func(label string) time.Time { return anyTime(t, label) }
	n := incident.Notice{
		Incident: text("id"), Link: "https://rollcall.example.com/" + text("link"),
		Kind: rapid.SampledFrom(notifytest.Kinds()).Draw(t, "kind"), Change: rapid.SampledFrom(notifytest.Changes()).Draw(t, "change"),
		Severity: incident.Severity(text("severity")),
		Subject: incident.Subject{
			Source:  rapid.SampledFrom([]monitor.Source{monitor.SourceKubernetes, monitor.SourceCheckIn, monitor.SourceCluster}).Draw(t, "source"),
			Cluster: text("cluster"), Namespace: text("namespace"), Name: text("name"), Schedule: text("schedule"), Zone: text("zone"),
			Description: text("description"), Runbook: "https://runbooks.example.com/" + text("runbook"),
		},
		Judgement: rapid.SampledFrom([]monitor.Judgement{
			monitor.Succeeded, monitor.Failed, monitor.Missed, monitor.Stuck, monitor.Skipped, monitor.Replaced, monitor.Running, monitor.Unknown,
		}).Draw(t, "judgement"),
		Slot: at("slot"), RunName: text("run"), At: at("at"), DecidedAt: at("decided"), OpenedAt: at("opened"), ResolvedAt: at("resolved"),
		Duration: time.Duration(count("seconds")) * time.Second, Delay: time.Duration(count("delay")) * time.Second,
		Cause: diagnose.Cause{
			Code:    rapid.SampledFrom([]diagnose.Code{"", diagnose.ExitCode, diagnose.SidecarOutlivesMain}).Draw(t, "code"),
			Summary: text("summary"), Signal: text("signal"), Container: text("container"), LogTail: text("log"), Advice: anyTexts(t, "advice"),
		},
		Gaps: anyTexts(t, "gap"), Count: count("count"), Consecutive: count("in a row"), Jobs: count("jobs"), Total: count("total"),
		Recovered: count("recovered"), LastSuccess: at("last"), NextSlot: at("next"), SnoozedUntil: at("snoozed"), ActBy: at("act by"),
		Status:  rapid.SampledFrom([]incident.Status{incident.Open, incident.Acknowledged, incident.Resolved}).Draw(t, "status"),
		AckedBy: anyPerson(t, "acker"), AckedAt: at("acked"), Level: rapid.IntRange(0, incident.MaxLevel).Draw(t, "level"),
		Owner: ownership.Answer{Team: ownership.Team{ID: text("team"), Name: text("team's name"), Language: rapid.SampledFrom([]string{"", "ja"}).Draw(t, "language")}, Source: text("source of the owner")},
	}
	n.Lasting = n.Judgement
	job, members := text("job"), rapid.IntRange(0, 500).Draw(t, "members")
	for i := range members {
		n.Affected = append(n.Affected, incident.Affected{Job: fmt.Sprintf("%d/%s", i, job), RunName: n.RunName})
		n.Slots = append(n.Slots, notifytest.Slot().Add(time.Duration(i)*time.Hour))
	}
	if rapid.Bool().Draw(t, "somebody said it") {
		n.Answer = &incident.Entry{By: anyPerson(t, "who"), Text: text("words")}
	}
	for _, reason := range anyTexts(t, "rejection") {
		n.Owner.Rejected = append(n.Owner.Rejected, ownership.Rejected{Team: reason, Source: reason, Reason: reason})
	}
	return n
}
