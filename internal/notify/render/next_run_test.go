package render_test

import (
	"slices"
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/render"
)

// TestWhetherTheNextRunRepairsIt: it is said as it is declared, also in a reply, and is no news once the job has recovered.
func TestWhetherTheNextRunRepairsIt(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		declared *bool
		change   incident.Change
		action   notify.Action
		language string
		want     string // the end of the line
	}{
		{nil, incident.Opened, notify.Post, "", "JST"},
		{new(true), incident.Opened, notify.Post, "", "JST: repairs it by itself"},
		{new(false), incident.Repeated, notify.Reply, "", "JST: will not repair it"},
		{new(false), incident.Opened, notify.Post, "ja", "JST（この失敗の分は回復しません）"},
		{new(false), incident.Recovery, notify.Reply, "", "JST"},
	} {
		n := notifytest.Failed()
		n.Change, n.Subject.NextRunRepairs, n.Owner.Team.Language = tc.change, tc.declared, tc.language
		card := render.Compose(n, render.View{Action: tc.action})
		at := slices.IndexFunc(card.Facts, func(f render.Fact) bool { return f.Label == "Next run" || f.Label == "次回の実行" })
		if at < 0 || !strings.HasSuffix(card.Facts[at].Value, tc.want) {
			t.Errorf("%v in %s by %s: %+v, want … %s", tc.declared, tc.change, tc.action, card.Facts, tc.want)
		}
	}
}
