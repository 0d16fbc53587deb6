package app

import (
	"context"
	"log/slog"
	"time"

	"rollcall.dev/rollcall/internal/ownership"
)

// reviewEvery is how often it is said that a team's entry was not looked at for too long.
const reviewEvery = 24 * time.Hour

// review says at once, and then every day until ctx ends, which teams' entries in the configuration are past the day by which somebody
// was to look at them: people leave, and nobody tells the file.
func review(ctx context.Context, d ownership.Directory, log *slog.Logger) error {
	tick := time.NewTicker(reviewEvery)
	defer tick.Stop()
	for {
		for _, t := range d.Overdue(time.Now()) {
			log.Warn("team_review_overdue", "team", t.ID, "review_by", t.ReviewBy.String())
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
