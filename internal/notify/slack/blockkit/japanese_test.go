package blockkit_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/notify/slack/blockkit"
	"rollcall.dev/rollcall/internal/notify/words"
)

// TestWhatATeamReadsInJapanese: each kind of message, with its buttons. Slack takes it, and it is within the limits, which count characters.
func TestWhatATeamReadsInJapanese(t *testing.T) {
	t.Parallel()
	var all strings.Builder
	for _, s := range notifytest.Japanese() {
		if s.Notice.Status == "" {
			s.Notice.Status = incident.Open
		}
		m := of(s.Notice, render.View{Action: s.Action, Now: s.Now, Note: s.Note})
		if s.Action != notify.Reply {
			m.Blocks = append(m.Blocks, blockkit.Actions(s.Notice, true, words.Of(words.Japanese))...)
		}
		var line bytes.Buffer
		if err := json.Compact(&line, m.encode(t)); err != nil {
			t.Fatal(err)
		}
		all.WriteString(s.Name + " " + line.String() + "\n")
		accepted(t, newStandIn(), m)
		for _, problem := range beyond(m) {
			t.Errorf("%s: %s", s.Name, problem)
		}
	}
	notifytest.Golden(t, *update, "japanese.txt", []byte(all.String()))
}

// TestAnyNoticeInJapaneseIsWithinTheLimits: a cause is told in both languages there, which is more than in English alone.
func TestAnyNoticeInJapaneseIsWithinTheLimits(t *testing.T) {
	t.Parallel()
	srv := newStandIn()
	for name, n := range notifytest.Extremes() {
		n.Owner.Team.Language, n.Cause.Code = string(words.Japanese), diagnose.SidecarOutlivesMain
		m := of(n, render.View{Action: notify.Post, Now: notifytest.Slot(), Note: strings.Join(notifytest.Attacks(), " ")})
		m.Blocks = append(m.Blocks, blockkit.Actions(n, true, words.Of(words.Japanese))...)
		accepted(t, srv, m)
		for _, problem := range beyond(m) {
			t.Errorf("%s: %s", name, problem)
		}
	}
}
