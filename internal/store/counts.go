package store

import (
	"context"
	"time"
)

// Counts is what metrics and the front page show of the whole.
type Counts struct {
	Monitors      int // those not gone at their source, clusters aside
	OpenIncidents int
	Pending       int       // deliveries that wait
	Dead          int       // deliveries that were given up and are kept
	OldestPending time.Time // when the first of the waiting deliveries was queued; zero: none waits
	CheckIns      int
}

// A Monitor that stands for a cluster has no namespace.
const sqlCountClusters = `SELECT count(*) FROM monitors WHERE namespace = '' AND substr(id, 1, 8) = 'cluster/'`

// Each part goes through an index.
const sqlCounts = `SELECT
	(SELECT count(*) FROM monitors) - (SELECT count(*) FROM monitors WHERE removed_at > 0)
		- (` + sqlCountClusters + `),
	(SELECT count(*) FROM incidents WHERE status <> 'resolved'),
	(SELECT count(*) FROM deliveries WHERE status = 'pending'),
	(SELECT count(*) FROM deliveries WHERE status = 'dead'),
	COALESCE((SELECT queued_at FROM deliveries WHERE status = 'pending' ORDER BY seq LIMIT 1), 0),
	(SELECT count(*) FROM checkins)`

// Counts counts. It reads one state of the database.
func (s *Store) Counts(ctx context.Context) (Counts, error) {
	var c Counts
	var oldest int64
	_, err := first(ctx, s.read, sqlCounts, nil, &c.Monitors, &c.OpenIncidents, &c.Pending, &c.Dead, &oldest, &c.CheckIns)
	c.OldestPending = instant(oldest)
	return c, s.wrap(err, "count")
}
