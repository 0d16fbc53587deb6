package render_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/render"
)

// fact is the value of a line of a Card; empty where it has none.
func fact(c render.Card, label string) string {
	for _, f := range c.Facts {
		if f.Label == label {
			return f.Value
		}
	}
	return ""
}

func TestWhatChanged(t *testing.T) {
	t.Parallel()
	image := func(before, after string) incident.Difference {
		return incident.Difference{What: incident.ImageAspect, Name: "main", Before: before, After: after}
	}
	node := incident.Difference{What: incident.NodeAspect, Before: "a", After: "b"}
	for want, changed := range map[string][]incident.Difference{
		"nothing in its images and pod template; values of environment variables are not compared": nil,
		"nothing but the node a → b":           {node},
		"image of main 1 → 2; node a → b":      {image("r:5000/a/b:1", "r:5000/a/b:2"), node},
		"image of main r/a:1 → r/b:1":          {image("r/a:1", "r/b:1")},
		"image of main r:5000/a → r:6000/a":    {image("r:5000/a", "r:6000/a")},
		"image of main r/a → r/a:1":            {image("r/a", "r/a:1")},
		"image of main r/a:1 → r/a:1@sha256:0": {image("r/a:1", "r/a:1@sha256:0")},
		"container main added (a:1)":           {image("", "a:1")},
		"container main removed":               {image("a:1", "")},
		"image of main, another one of the same name (sha256:0 → sha256:1)": {
			{What: incident.DigestAspect, Name: "main", Before: "sha256:0", After: "sha256:1"},
		},
		"Secret db; ConfigMap x; spec: command, environment, resources, volumes, other settings": {
			{What: incident.SpecAspect, Name: "command"}, {What: incident.SpecAspect, Name: "env"}, {What: incident.SpecAspect, Name: "resources"},
			{What: incident.SpecAspect, Name: "volumes"}, {What: incident.SpecAspect, Name: "others"},
			{What: incident.ConfigAspect, Name: "secret/db", Before: "1", After: "2"}, {What: incident.ConfigAspect, Name: "configmap/x", Before: "1", After: "2"},
		},
	} {
		n := notifytest.Failed()
		n.Compared, n.Changed = true, changed
		if got := fact(render.Compose(n, render.View{}), "Changed"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := fact(render.Compose(notifytest.Failed(), render.View{}), "Changed"); got != "" {
		t.Errorf("not compared, and yet: %q", got)
	}
}

func TestHowLongItUsuallyTakes(t *testing.T) {
	t.Parallel()
	n := notifytest.Failed()
	for _, tt := range []struct {
		usual       incident.Usual
		waited      time.Duration
		ran, due    string
		description string
	}{
		{incident.Usual{}, time.Hour, "38 min", "Sat 21 Nov 02:00 JST", "nothing known"},
		{
			incident.Usual{Took: monitor.Usual{Typical: 20 * time.Minute, Most: 24 * time.Minute}}, 0,
			"38 min; usually 20 min to 24 min", "Sat 21 Nov 02:00 JST", "a range",
		},
		{
			incident.Usual{Took: monitor.Usual{Typical: 20 * time.Minute, Most: 20 * time.Minute}, Grew: 0.3}, 0,
			"38 min; usually 20 min, of late 30 % longer than before", "Sat 21 Nov 02:00 JST", "a trend",
		},
		{
			incident.Usual{Waited: monitor.Usual{Typical: time.Second, Most: 3 * time.Second}}, 12 * time.Minute,
			"38 min", "Sat 21 Nov 02:00 JST, started 12 min later; usually 1 s to 3 s later", "late",
		},
		{
			incident.Usual{Waited: monitor.Usual{Typical: time.Second, Most: 3 * time.Second}}, 50 * time.Second,
			"38 min", "Sat 21 Nov 02:00 JST", "a little late",
		},
		{
			incident.Usual{Waited: monitor.Usual{Typical: 10 * time.Minute, Most: 15 * time.Minute}}, 20 * time.Minute,
			"38 min", "Sat 21 Nov 02:00 JST", "it always waits",
		},
	} {
		n.Usual, n.Waited = tt.usual, tt.waited
		c := render.Compose(n, render.View{})
		if ran, due := fact(c, "Ran for"), fact(c, "Due"); ran != tt.ran || due != tt.due {
			t.Errorf("%s: %q and %q", tt.description, ran, due)
		}
	}
}

func TestTheLastTime(t *testing.T) {
	t.Parallel()
	known := notifytest.KnownTrouble()
	const resolved = `resolved by @ann after 3 h 20 min, Sat 14 Nov 05:20 JST: “restarted ledger-db”; @bob: “it was out of connections”`
	for want, change := range map[string]func(*incident.Precedent){
		resolved: func(*incident.Precedent) {},
		"recovered by itself after 3 h 20 min, Sat 14 Nov 05:20 JST; taken on by @ann; it was the image": func(p *incident.Precedent) {
			p.EndedBy, p.Said, p.SameCause, p.Cause = nil, nil, false, "the image"
		},
		"": func(p *incident.Precedent) { *p = incident.Precedent{} },
	} {
		n := known
		p := *n.Precedent
		change(&p)
		n.Precedent = &p
		if got := fact(render.Compose(n, render.View{}), "Last time"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	n := known
	n.Parent = "Nightly backup"
	c := render.Compose(n, render.View{})
	if got := fact(c, "Depends on"); got != "Nightly backup, ledger-db, billing/export" {
		t.Errorf("depends on %q", got)
	}
	if diff := cmp.Diff(render.Link{Text: "Last time", URL: "https://rollcall.example.com/incidents/inc-0"}, c.Links[len(c.Links)-1]); diff != "" {
		t.Error(diff)
	}
	for _, v := range []render.View{{Action: notify.Reply}, {}} {
		over := known
		if v.Action != notify.Reply {
			over.Change, over.Judgement, over.ResolvedAt = incident.Recovery, monitor.Succeeded, over.At
		}
		if c := render.Compose(over, v); fact(c, "Last time")+fact(c, "Changed")+fact(c, "Depends on") != "" {
			t.Errorf("%+v says all of it again: %+v", v, c.Facts)
		}
	}
}
