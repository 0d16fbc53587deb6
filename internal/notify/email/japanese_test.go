package email

import (
	"mime"
	"slices"
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/render"
)

// TestWhatATeamReadsInJapanese: subjects and texts of each kind of message, and the page of some.
func TestWhatATeamReadsInJapanese(t *testing.T) {
	t.Parallel()
	n := newNotifier(t, config())
	var all strings.Builder
	for _, s := range notifytest.Told(notifytest.Japanese()) {
		raw, err := n.compose(s.Attempt, render.Compose(s.Notice, render.View{Action: notify.Post, Now: s.Now, Note: s.Note}), n.to, s.Now)
		if err != nil {
			t.Fatal(err)
		}
		got := understand(t, raw)
		subject, err := new(mime.WordDecoder).DecodeHeader(got.header.Get("Subject"))
		if err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
		all.WriteString("== " + s.Name + "\n" + subject + "\n\n" + strings.ReplaceAll(got.text, "\r\n", "\n"))
		if !strings.Contains(got.html, `<html lang="ja">`) {
			t.Errorf("%s: the page does not say that it is in Japanese", s.Name)
		}
		if slices.Contains([]string{"failed", "recovered_reply"}, s.Name) {
			notifytest.Golden(t, *update, "japanese_"+s.Name+".html", []byte(strings.ReplaceAll(got.html, "\r\n", "\n")))
		}
	}
	notifytest.Golden(t, *update, "japanese.txt", []byte(all.String()))
}
