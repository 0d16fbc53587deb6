package render_test

import (
	"io/fs"
	"os"
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/notify/words"
)

func TestTheLanguageOfACard(t *testing.T) {
	t.Parallel()
	const english, japanese = "billing/invoice-close failed · HIGH", "billing/invoice-close が失敗しました · 重要度: 高"
	for name, tc := range map[string]struct{ owner, readers, want string }{
		"nobody says":                    {"", "", english},
		"the owner's":                    {"ja", "", japanese},
		"the owner's, of a region":       {"ja-JP", "", japanese},
		"the readers'":                   {"", "ja", japanese},
		"the readers' comes first":       {"ja", "en", english},
		"one that there are no words in": {"pt-BR", "", english},
	} {
		n := notifytest.Failed()
		n.Owner.Team.Language = tc.owner
		c := render.Compose(n, render.View{Action: notify.Post, Language: tc.readers})
		if c.Title != tc.want {
			t.Errorf("%s: %q, want %q", name, c.Title, tc.want)
		}
		if want := words.Of(c.Language).Label.Owner; !strings.Contains(c.Plain(), "\n"+want+": ") {
			t.Errorf("%s: the card is in %q, and no label of it is", name, c.Language)
		}
	}
}

// TestACauseInAnotherLanguage: what was diagnosed stands beside it, once, and the raw signal behind that.
func TestACauseInAnotherLanguage(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ summary, signal, code, why, detail string }{
		"both":          {"it ended", "exit 3", "ExitCode", "コンテナがエラーで終了しました", "it ended · exit 3"},
		"the same":      {"exit 3", "exit 3", "ExitCode", "コンテナがエラーで終了しました", "exit 3"},
		"no signal":     {"it ended", "", "ExitCode", "コンテナがエラーで終了しました", "it ended"},
		"no summary":    {"", "exit 3", "ExitCode", "コンテナがエラーで終了しました", "exit 3"},
		"another cause": {"it ended", "exit 3", "Other", "it ended", "exit 3"},
	} {
		n := notifytest.Failed()
		n.Cause.Summary, n.Cause.Signal, n.Cause.Code = tc.summary, tc.signal, diagnose.Code(tc.code)
		c := render.Compose(n, render.View{Language: "ja"})
		if c.Why != tc.why || c.Signal != tc.detail {
			t.Errorf("%s: %q, %q", name, c.Why, c.Signal)
		}
	}
}

// TestEveryReceiverSaysInWhichLanguage: whoever composes a Card does it in the language of its readers.
func TestEveryReceiverSaysInWhichLanguage(t *testing.T) {
	t.Parallel()
	root, found := os.DirFS("../.."), 0
	err := fs.WalkDir(root, ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		source, err := fs.ReadFile(root, name)
		for _, view := range strings.Split(string(source), "render.View{")[1:] {
			found++
			if literal, _, _ := strings.Cut(view, "}"); !strings.Contains(literal, "Language:") {
				t.Errorf("%s: render.View{%s} has no Language", name, literal)
			}
		}
		return err
	})
	if err != nil || found < 10 {
		t.Errorf("%d views were found: %v", found, err)
	}
}
