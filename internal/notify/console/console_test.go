package console

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/render"
)

var update = flag.Bool("update", false, "write the golden files")

func TestWhatPeopleRead(t *testing.T) {
	t.Parallel()
	for _, s := range notifytest.Told(notifytest.Samples()) {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			card := render.Compose(s.Notice, render.View{Now: s.Now, Note: s.Note})
			notifytest.Golden(t, *update, s.Name+".txt", []byte(layout{width: 100}.card(card)))
		})
	}
}

func TestColoursAndNarrowTerminals(t *testing.T) {
	t.Parallel()
	card := render.Compose(notifytest.Failed(), render.View{Now: notifytest.Failed().DecidedAt})
	notifytest.Golden(t, *update, "colours.txt", []byte(layout{paint: colours(), width: 60}.card(card)))
}

// A file, a pipe or a buffer is no terminal: no colours.
func TestPrintsPlainlyWhereThereIsNoTerminal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(notifytest.Failed().DecidedAt.Add(2 * time.Second)))
		var out bytes.Buffer
		n, err := New(Config{}, Deps{Out: &out})
		if err != nil {
			t.Fatal(err)
		}
		receipt, err := n.Notify(t.Context(), notify.Attempt{Message: notify.Message{Action: notify.Post, Notice: notifytest.Failed()}})
		if receipt != nil || err != nil {
			t.Errorf("receipt %s, error %v", receipt, err)
		}
		notifytest.Golden(t, false, "failed.txt", out.Bytes())
	})
}

func TestEveryChangeStandsAlone(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	n, err := New(Config{Width: 80}, Deps{Out: &out})
	if err != nil {
		t.Fatal(err)
	}
	a := notify.Attempt{Message: notify.Message{Action: notify.Reply, Notice: notifytest.Recovered()}}
	if _, err := n.Notify(t.Context(), a); err != nil {
		t.Error(err)
	}
	for _, want := range []string{"✅ billing/invoice-close recovered", "3 runs failed", `container "main" ended with exit code 3`, "Owner"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out.String())
		}
	}
	out.Reset()
	a.Action = notify.Update
	if _, err := n.Notify(t.Context(), a); !errors.Is(err, notify.ErrNotApplicable) || out.Len() > 0 {
		t.Errorf("an update: error %v, printed %q", err, out.String())
	}
}

func TestNothingHostileReachesTheTerminal(t *testing.T) {
	t.Parallel()
	for seed := range len(notifytest.Attacks()) {
		for _, change := range []incident.Change{incident.Opened, incident.Recovery} {
			text := layout{width: 100}.card(render.Compose(notifytest.Hostile(change, seed), render.View{}))
			for _, r := range text {
				if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
					t.Fatalf("seed %d: %U reached the terminal in %q", seed, r, text)
				}
			}
		}
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestAnOutputThatFailsIsTriedAgain(t *testing.T) {
	t.Parallel()
	n, err := New(Config{}, Deps{Out: failing{}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = n.Notify(t.Context(), notify.Attempt{Message: notify.Message{Notice: notifytest.Failed()}})
	if _, rejected := errors.AsType[*notify.RejectedError](err); !errors.Is(err, os.ErrClosed) || rejected {
		t.Errorf("error %v", err)
	}
}

func TestWrongConfigurationIsNamed(t *testing.T) {
	t.Parallel()
	for want, construct := range map[string]func() (*Notifier, error){
		"no output": func() (*Notifier, error) { return New(Config{}, Deps{}) },
		"width -1":  func() (*Notifier, error) { return New(Config{Width: -1}, Deps{Out: failing{}}) },
	} {
		if _, err := construct(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one that says %q", err, want)
		}
	}
}
