package ledger

import (
	"context"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// wake tells of what a silence that was ended kept quiet.
func (t *telling) wake(ctx context.Context, silence string) error {
	muted, err := t.tx.Muted(ctx, silence)
	if err != nil {
		return err
	}
	for _, c := range t.batch.changes { // some are not stored yet
		muted = append(muted, unresolved(c.Incidents)...)
	}
	for _, i := range muted {
		err := t.edit(ctx, i, func(i incident.Incident) (incident.Incident, bool, error) {
			if i.MutedBy != silence { // the batch has changed that already
				return i, false, nil
			}
			return i.Wake(t.now), true, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// wakeOver tells of what silences kept quiet that ended before their time: by hand, by a recovery, or by the configuration.
func (t *telling) wakeOver(ctx context.Context) error {
	if t.clusters.due[monitor.ClusterID(t.ledger.Cluster)] {
		if err := t.muting.load(ctx); err != nil {
			return err
		}
	}
	for _, s := range t.muting.all {
		if early(s) {
			if err := t.wake(ctx, s.ID); err != nil {
				return err
			}
			t.muting.woken[s.ID] = true
		}
	}
	return nil
}
