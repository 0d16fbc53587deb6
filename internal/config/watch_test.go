package config

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// history is what a Watcher read and told.
type history struct {
	mu      sync.Mutex
	content string
	told    []string
}

// show gives the file another content and begins a new list.
func (h *history) show(content string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.content, h.told = content, nil
}

func (h *history) list() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.told
}

func (h *history) tell(text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.told = append(h.told, text)
}

func (h *history) read(file string) (Config, Problems, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return Parse(file, []byte(h.content), fakeSource(nil))
}

func (h *history) apply(c Config, _ Problems) error {
	h.tell("apply " + c.Cluster)
	if c.Cluster == "refused" {
		return errors.New("cannot be applied")
	}
	return nil
}

func (h *history) report(err error) {
	if err == nil {
		h.tell("good again")
		return
	}
	h.tell("bad: " + err.Error())
}

// TestWatcher plays a sequence of contents, one between two looks, and compares what was told after each.
func TestWatcher(t *testing.T) {
	t.Parallel()
	named := func(name string) string { return "cluster: " + name }
	const bad = "clutser: x"
	steps := []struct {
		content string
		want    []string
	}{
		{named("first"), nil},
		{named("first") + "\n# a comment", nil},
		{named("second"), []string{"apply second"}},
		{named("second"), nil},
		{bad, []string{"bad: f:1: clutser: unknown key; did you mean cluster?"}},
		{bad, nil},
		{bad + "\nlisten: x", []string{"bad: f:1: clutser: unknown key; did you mean cluster?\n" +
			"f:2: listen: value \"x\": use HOST:PORT such as 127.0.0.1:8080, or :8080 for all addresses"}},
		{named("second"), []string{"good again"}},
		{bad, []string{"bad: f:1: clutser: unknown key; did you mean cluster?"}},
		{named("third"), []string{"apply third", "good again"}},
		{named("refused"), []string{"apply refused", "bad: cannot be applied"}},
		{named("refused"), nil},
		{bad, []string{"bad: f:1: clutser: unknown key; did you mean cluster?"}},
		{named("refused"), []string{"apply refused", "bad: cannot be applied"}},
		{named("third"), []string{"apply third", "good again"}},
	}
	synctest.Test(t, func(t *testing.T) {
		var told history
		told.show(steps[0].content)
		current, _, err := told.read("f")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		w := Watcher{File: "f", Interval: time.Second, Current: current, Apply: told.apply, Report: told.report, read: told.read}
		go func() { ended <- w.Run(ctx) }()
		for i, step := range steps {
			told.show(step.content)
			<-time.After(time.Second)
			synctest.Wait()
			if got := told.list(); !slices.Equal(got, step.want) {
				t.Errorf("step %d, %q: told %q, want %q", i, step.content, got, step.want)
			}
		}
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
}

// TestWatcherFollowsSymlinks: Kubernetes replaces a mounted ConfigMap by turning a symbolic link to another directory.
func TestWatcherFollowsSymlinks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, version := range []string{"one", "two"} {
		if err := os.Mkdir(filepath.Join(dir, version), 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, version, "rollcall.yaml"),
			"cluster: "+version+"\nwebhooks: {honeybadger: {token: 'file:"+dir+"/token'}}")
	}
	turn := func(version string) {
		next := filepath.Join(dir, "next")
		if err := errors.Join(os.Symlink(version, next), os.Rename(next, filepath.Join(dir, "..data"))); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "..data", "rollcall.yaml")
	write(t, filepath.Join(dir, "token"), "a")
	turn("one")
	current, _, err := Load(file)
	if err != nil {
		t.Fatal(err)
	}

	var told history
	w := Watcher{File: file, Apply: told.apply, Report: told.report}
	seen := w.check(outcome{config: current})
	turn("two")
	seen = w.check(seen)
	write(t, filepath.Join(dir, "token"), "b")
	seen = w.check(seen)
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	seen = w.check(seen)
	if got := told.list(); len(got) != 3 || got[0] != "apply two" || got[1] != "apply two" || !strings.Contains(got[2], "no such file") {
		t.Errorf("told %q", got)
	}
	if seen.config.Webhooks.Honeybadger.Token.Reveal() != "b" {
		t.Error("the new secret is not in force")
	}
}
