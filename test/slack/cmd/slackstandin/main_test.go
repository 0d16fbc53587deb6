package main

import (
	"context"
	"testing"
	"time"

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

func TestRun(t *testing.T) {
	t.Parallel()
	for _, bad := range [][]string{{"--channel", "C1"}, {"--listen", "nowhere:-1"}, {"--no-such-flag"}} {
		if err := run(t.Context(), bad); err == nil {
			t.Errorf("%v was taken", bad)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := run(ctx, []string{"--listen", "127.0.0.1:0", "--sample", "--channel", "C012345=platform"}); err != nil {
		t.Errorf("until it is stopped: %v", err)
	}
}
