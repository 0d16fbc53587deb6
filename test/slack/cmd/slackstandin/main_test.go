package main

import (
	"context"
	"io"
	"strings"
	"testing"

	"rollcall.dev/rollcall/test/slack"
)

func TestSampleIsWhatSlackAccepts(t *testing.T) {
	t.Parallel()
	s := slack.New(slack.Options{})
	if err := sample(t.Context(), s, slack.DefaultToken, slack.DefaultChannel); err != nil {
		t.Fatal(err)
	}
	if s.Count() != 6 || s.Early() != 0 {
		t.Errorf("%d messages, %d early requests", s.Count(), s.Early())
	}
}

// onWrite calls a function when something is written.
type onWrite func(string)

func (f onWrite) Write(p []byte) (int, error) { f(string(p)); return len(p), nil }

func TestRun(t *testing.T) {
	t.Parallel()
	for _, bad := range [][]string{{"--channel", "C1"}, {"--listen", "nowhere:-1"}, {"--no-such-flag"}} {
		if err := run(t.Context(), io.Discard, bad); err == nil {
			t.Errorf("%v was taken", bad)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	said := ""
	serving := onWrite(func(line string) {
		said = line
		cancel()
	})
	if err := run(ctx, serving, []string{"--listen", "127.0.0.1:0", "--sample", "--channel", "C012345=platform"}); err != nil {
		t.Errorf("until it is stopped: %v", err)
	}
	if !strings.Contains(said, "api_url http://127.0.0.1:") {
		t.Errorf("said %q", said)
	}
}
