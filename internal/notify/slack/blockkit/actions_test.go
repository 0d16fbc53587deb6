package blockkit_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/notify/slack/blockkit"
	"rollcall.dev/rollcall/internal/notify/words"
	"rollcall.dev/rollcall/internal/ownership"
)

// answerable is a message as the bot sends it where people can answer.
func answerable(n incident.Notice) message {
	m := of(n, render.View{Action: notify.Post, Now: n.DecidedAt})
	m.Blocks = append(m.Blocks, blockkit.Actions(n, true, words.Of(words.English))...)
	return m
}

// standings are how an incident can stand with the people.
func standings() map[string]incident.Notice {
	open := notifytest.Failed()
	open.Version, open.Status = 3, incident.Open
	acked := open
	acked.Status, acked.AckedBy, acked.AckedAt = incident.Acknowledged, incident.Person{ID: "slack/U1", Name: "@ann"}, open.DecidedAt.Add(time.Minute)
	resolved := notifytest.Recovered()
	resolved.Version, resolved.Status = 4, incident.Resolved
	last := open
	last.NextSlot = time.Time{}
	never := open
	never.Subject.Rerun = ownership.RerunNever
	cluster := notifytest.Stalled()
	cluster.Version, cluster.Status = 1, incident.Open
	ackedCluster := cluster
	ackedCluster.Status = incident.Acknowledged
	return map[string]incident.Notice{
		"open": open, "acknowledged": acked, "resolved": resolved, "no_next_run": last, "cluster": cluster, "cluster_acknowledged": ackedCluster,
		"never": never,
	}
}

func TestButtons(t *testing.T) {
	t.Parallel()
	want := map[string][]string{
		"open":                 {"Acknowledge", "Snooze", "Re-run…", "Resolve", "Not actionable…", "Wrong owner…", "Comment…", "Silence…"},
		"no_next_run":          {"Acknowledge", "Snooze", "Re-run…", "Resolve", "Not actionable…", "Wrong owner…", "Comment…", "Silence…"},
		"never":                {"Acknowledge", "Snooze", "Resolve", "Not actionable…", "Wrong owner…", "Comment…", "Silence…"},
		"acknowledged":         {"Resolve", "Snooze", "Re-run…", "Comment…", "…"},
		"resolved":             {"Reopen"},
		"cluster":              {"Acknowledge", "Snooze", "Resolve", "Comment…"},
		"cluster_acknowledged": {"Resolve", "Snooze", "Comment…"},
	}
	for name, n := range standings() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := answerable(n)
			notifytest.Golden(t, *update, "buttons_"+name+".json", message{Text: m.Text, Blocks: m.Blocks[len(m.Blocks)-1:]}.encode(t))
			var offers []string
			for _, o := range accepted(t, newStandIn(), m).Offers() {
				if o != "Open incident" && o != "Runbook" {
					offers = append(offers, o)
				}
			}
			if diff := cmp.Diff(want[name], offers); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestButtonsFit: with the longest message there is, and whatever the incident is called.
func TestButtonsFit(t *testing.T) {
	t.Parallel()
	for _, kind := range []incident.Kind{incident.Failing, incident.Absent} {
		n := notifytest.Huge(incident.Opened, kind, "&<>")
		n.Incident, n.Version, n.Status = strings.Repeat("x", 100), 1<<62, incident.Open
		accepted(t, newStandIn(), answerable(n))
		n.Incident = strings.Repeat("x", 500)
		if blocks := blockkit.Actions(n, true, words.Of(words.English)); blocks != nil {
			t.Errorf("buttons that nobody could understand: %v", blocks)
		}
	}
}

func TestRefs(t *testing.T) {
	t.Parallel()
	ref := blockkit.Ref{Incident: "019ac6b1-1111-7000-8000-000000000000", Version: 42}
	if got, err := blockkit.ParseRef(ref.String()); err != nil || got != ref {
		t.Errorf("%+v, %v", got, err)
	}
	if choice, got, err := blockkit.ParseChoice("1h " + ref.String()); err != nil || got != ref || choice != "1h" {
		t.Errorf("%q %+v, %v", choice, got, err)
	}
	for _, bad := range []string{"", "1", "1 ", " x", "-1 x", "x x", "1 x\ny", "1 x y", "1 " + strings.Repeat("x", 200), "1 é"} {
		if got, err := blockkit.ParseRef(bad); err == nil {
			t.Errorf("%q is read as %+v", bad, got)
		}
	}
}

func FuzzRef(f *testing.F) {
	f.Add("1 inc-1")
	f.Add("9223372036854775807 x")
	f.Add("1h 1 x")
	f.Fuzz(func(t *testing.T, s string) {
		ref, err := blockkit.ParseRef(s)
		if err != nil {
			return
		}
		if again, err := blockkit.ParseRef(ref.String()); err != nil || again != ref {
			t.Errorf("%q: %+v, written %q, read %+v %v", s, ref, ref, again, err)
		}
	})
}

// TestWhatIsSaidToOneActsInNothing.
func TestWhatIsSaidToOneActsInNothing(t *testing.T) {
	t.Parallel()
	for _, attack := range notifytest.Attacks() {
		lines := []blockkit.Line{{Text: attack, URL: "https://rollcall.example.com/x", After: attack}, {Text: attack, Code: true}, {Text: attack}}
		got := accepted(t, newStandIn(), message{Text: blockkit.Fallback(lines...), Blocks: blockkit.Said(lines...)})
		if calls := got.Mentions(); len(calls) > 0 {
			t.Errorf("%q calls %v", attack, calls)
		}
	}
	many := make([]blockkit.Line, 500)
	for i := range many {
		many[i].Text = strings.Repeat("&", 5000)
	}
	if text := blockkit.Fallback(many...); render.Length(text) > 3900 {
		t.Errorf("%d characters", render.Length(text))
	}
}
