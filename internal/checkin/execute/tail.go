package execute

import (
	"strings"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/redact"
)

const (
	// tailBytes is how much of the end of each stream is told.
	tailBytes = 10_000
	// tailWindow is how much of it is searched for secrets: the tail, and room before it, so that one that the cut would go through is
	// recognised.
	tailWindow = 16 << 10
)

// tail keeps the end of what is written to it, in bounded memory. It is not safe for concurrent use.
type tail struct {
	buf []byte
	cut bool // something came before it
}

func (t *tail) add(p []byte) {
	if len(p) >= tailWindow {
		t.cut = t.cut || len(t.buf) > 0 || len(p) > tailWindow
		t.buf = append(t.buf[:0], p[len(p)-tailWindow:]...)
		return
	}
	t.buf = append(t.buf, p...)
	if len(t.buf) > 4*tailWindow {
		t.cut = true
		t.buf = append(t.buf[:0], t.buf[len(t.buf)-tailWindow:]...)
	}
}

// text is the end as it may leave this machine. Where something is missing before it stands an ellipsis.
func (t *tail) text() string {
	const ellipsis = "…\n"
	window, cut := t.buf, t.cut
	if len(window) > tailWindow {
		window, cut = window[len(window)-tailWindow:], true
	}
	text := string(window)
	if cut {
		if _, rest, ok := strings.Cut(text, "\n"); ok {
			text = rest // half a line may be half a secret
		}
	}
	text = redact.Text(checkin.Clean(text))
	if len(text) > tailBytes {
		text, cut = checkin.Tail(text, tailBytes-len(ellipsis)), true
	}
	if cut {
		text = ellipsis + text
	}
	return text
}
