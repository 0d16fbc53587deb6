package console

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/render"
)

func TestColumns(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int{"": 0, "abc": 3, "é…“”": 4, "原因": 4, "（ー）": 6, "한글": 4, "🔴": 2, "ｱ": 1, "𠮷": 2} {
		if got := columns(s); got != want {
			t.Errorf("%q: %d, want %d", s, got, want)
		}
	}
}

func TestWrapping(t *testing.T) {
	t.Parallel()
	for s, want := range map[string][]string{
		"":                    {""},
		"one two three":       {"one two", "three"},
		"a-very-long-word in": {"a-very-long-word", "in"},
		"コンテナを確認してください":    {"コンテナを", "確認してく", "ださい"},
		"ログの末尾。ある":         {"ログの末", "尾。ある"},
		"Job（待機中）です":       {"Job（待機", "中）です"},
		"Podの名前 name-1 です": {"Podの名前", "name-1 で", "す"},
		"あい（うえお）":          {"あい（うえ", "お）"},
	} {
		if diff := cmp.Diff(want, wrap(s, 10)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", s, diff)
		}
	}
}

// TestWhatATeamReadsInJapanese, and that it stays within the width of the terminal.
func TestWhatATeamReadsInJapanese(t *testing.T) {
	t.Parallel()
	var all strings.Builder
	for _, s := range notifytest.Told(notifytest.Japanese()) {
		text := layout{width: 100}.card(render.Compose(s.Notice, render.View{Action: s.Action, Now: s.Now, Note: s.Note}))
		all.WriteString("== " + s.Name + "\n" + text)
		for line := range strings.Lines(text) {
			if words := strings.Fields(line); columns(strings.TrimRight(line, "\n")) > 100 && len(words) > 2 && !strings.Contains(line, "│") &&
				!strings.Contains(line, s.Notice.Subject.Name) {
				t.Errorf("%s: %d columns: %s", s.Name, columns(line), line)
			}
		}
	}
	notifytest.Golden(t, *update, "japanese.txt", []byte(all.String()))
}
