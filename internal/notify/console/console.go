package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/render"
)

// Config is what an operator says; the zero value looks at the output and the environment.
type Config struct {
	Width int // columns of text; 0: those of the terminal, or 100
}

// Deps is what the Notifier works with.
type Deps struct {
	Out io.Writer           // required
	Env func(string) string // nil: os.Getenv
}

const (
	defaultWidth = 100
	minWidth     = 40
	maxWidth     = 120
)

// Notifier prints. It is safe for concurrent use.
type Notifier struct {
	mu    sync.Mutex
	out   io.Writer
	paint palette
	width int
}

// New makes a Notifier that prints to d.Out.
func New(c Config, d Deps) (*Notifier, error) {
	if d.Out == nil {
		return nil, errors.New("console: no output to print to")
	}
	if c.Width < 0 {
		return nil, fmt.Errorf("console: width %d: want a number of columns, or 0 for that of the terminal", c.Width)
	}
	if d.Env == nil {
		d.Env = os.Getenv
	}
	n := &Notifier{out: d.Out, width: c.Width}
	if file, ok := d.Out.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		if d.Env("NO_COLOR") == "" && d.Env("TERM") != "dumb" {
			n.paint = colours()
		}
		if columns, _, err := term.GetSize(int(file.Fd())); err == nil && n.width == 0 {
			n.width = columns
		}
	}
	if n.width == 0 {
		n.width = defaultWidth
	}
	n.width = min(max(n.width, minWidth), maxWidth)
	return n, nil
}

// Notify implements notify.Notifier. What was printed cannot be brought up to date.
func (n *Notifier) Notify(_ context.Context, a notify.Attempt) (notify.Receipt, error) {
	if a.Action == notify.Update {
		return nil, notify.ErrNotApplicable
	}
	now := time.Now()
	card := render.Compose(a.Notice, render.View{Action: notify.Post, Now: now, Note: a.Note, Language: a.Language})
	text := layout{paint: n.paint, width: n.width}.card(card)
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, err := io.WriteString(n.out, text); err != nil {
		return nil, fmt.Errorf("console: %w", err)
	}
	return nil, nil
}
