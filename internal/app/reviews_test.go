package app

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/ownership"
)

func TestOverdueReviewsAreSaidDaily(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // it is the first of January 2000
		var log strings.Builder
		d := ownership.Directory{Teams: []ownership.Team{
			{ID: "over", ReviewBy: ownership.Date{Year: 1999, Month: time.December, Day: 31}},
			{ID: "soon", ReviewBy: ownership.Date{Year: 2000, Month: time.January, Day: 2}}, {ID: "never"},
		}}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- review(ctx, d, slog.New(slog.NewTextHandler(&log, nil))) }()
		time.Sleep(2*reviewEvery + time.Hour)
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		for words, want := range map[string]int{"team=over review_by=1999-12-31": 3, "team=soon review_by=2000-01-02": 1, "team=never": 0} {
			if got := strings.Count(log.String(), words); got != want {
				t.Errorf("%q is said %d times, want %d, in\n%s", words, got, want, log.String())
			}
		}
	})
}
