package ledger

import (
	"context"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// digest takes what is of low severity into the digest of its owner when it would be told, and out of it when it is over: people read of
// it when they begin to work. Who subscribed to everything is told at once all the same.
func (t *telling) digest(ctx context.Context, d monitor.Definition, i incident.Incident, p incident.Policy) (incident.Incident, error) {
	over := i.Notice.Change == incident.Recovery && i.Digest != ""
	reopened := i.Notice.Change == incident.Reopened && i.Digest != ""
	fresh := reopened || i.Digest == "" && i.Notice.Change == incident.Opened && i.ToldAt.Equal(t.now)
	if i.Kind.Shared() || d.WitnessOf != "" || i.Notice.Severity != incident.Low || !over && !fresh {
		return i, nil
	}
	cluster, err := t.clusters.get(ctx, t.clusters.id(d))
	if err != nil {
		return i, err
	}
	if over {
		cluster.LeaveDigest(i.Digest)
		return i, nil
	}
	if reopened && cluster.ReturnToDigest(i.Digest) {
		return i, nil
	}
	i.Digest = cluster.JoinDigest(i.Notice.Owner.Team, i, p.Hours.NextDay(t.now), t.now)
	return i, nil
}
