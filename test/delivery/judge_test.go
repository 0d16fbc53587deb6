package delivery

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rollcall.dev/rollcall/test/harness"
	"rollcall.dev/rollcall/test/slack"
)

// awaitAll waits until Slack shows all that the script asks for, and the outbox of the process is empty.
func (w *world) awaitAll(r *harness.Rollcall, limit time.Duration) {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), limit)
	defer cancel()
	_, err := w.slack.WaitFor(ctx, func(all []slack.Message) bool {
		over := 0
		for _, m := range all {
			if m.Root() && strings.Contains(m.Text, "✅") {
				over++
			}
		}
		return len(all) >= w.jobs*rounds*toldOfRound && over >= w.jobs*rounds
	})
	if err != nil {
		w.Errorf("after %s not everything is told", limit)
	}
	for ctx.Err() == nil {
		if strings.Contains(metrics(ctx, r), "rollcall_outbox_pending 0\n") {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if text := metrics(w.Context(), r); !strings.Contains(text, "rollcall_outbox_pending 0\n") || !strings.Contains(text, "rollcall_outbox_dead 0\n") {
		w.Error("messages wait in the end, or are dead")
	}
}

func metrics(ctx context.Context, r *harness.Rollcall) string {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.URL+"/metrics", nil)
	if err != nil {
		return ""
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return ""
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	return string(text)
}

// judge compares what stands in Slack with the script.
func (w *world) judge() {
	w.Helper()
	if d := w.slack.Duplicates(); len(d) > 0 {
		w.Errorf("%d messages were told twice, such as %q", len(d), d[0][0].Text)
	}
	for i := range w.jobs {
		var told []string
		for _, root := range w.slack.Roots(channelOf(i)) {
			told = append(told, headline(root))
			for _, reply := range w.slack.Replies(channelOf(i), root.TS) {
				told = append(told, "  "+headline(reply))
			}
		}
		name := jobName(i)
		want := strings.Repeat(fmt.Sprintf("✅ %s recovered\n  🔴 %s failed again\n  ✅ %s recovered\n", name, name, name), rounds)
		if got := strings.Join(told, "\n") + "\n"; got != want {
			w.Errorf("of %s is told:\n%swant:\n%s", name, got, want)
		}
	}
}

// headline is the beginning of a message: which job, and what became of it.
func headline(m slack.Message) string {
	text, _, _ := strings.Cut(m.Text, " · ")
	text, _, _ = strings.Cut(text, ":")
	return text
}

// lookups are how often a process asked Slack whether what an earlier one was sending had arrived.
func (w *world) lookups() int {
	n := 0
	for _, r := range w.slack.Requests() {
		if r.Method == "conversations.history" || r.Method == "conversations.replies" {
			n++
		}
	}
	return n
}

// complain fails over what no log may contain, and shows the log of a failed test's last process.
func (w *world) complain(dir string) {
	w.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "log"))
	if err != nil {
		w.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if strings.Contains(line, `"level":"ERROR"`) {
			w.Errorf("logged: %s", line)
		}
	}
}
