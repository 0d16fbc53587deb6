package incident

import (
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/ownership"
)

// A digest gathers what is of low severity for one team, and tells of it once: when the team's next working day begins.
//
//	low incident ──► the team's digest (begun with the first of them) ──work begins──► told, and over
//	recovered before that ──► counted as such

// JoinDigest takes an Incident into the digest of its team, which is told at the instant at if it is begun with it, and returns the
// digest's ID.
func (c *Cluster) JoinDigest(team ownership.Team, i Incident, at, now time.Time) (id string) {
	topic := "digest/" + team.ID
	of := func(w *working) bool { return w.Kind == Digest && w.Topic == topic && w.Status != Resolved }
	known := slices.IndexFunc(c.shared, of)
	if known < 0 {
		known = len(c.shared)
		w := c.begin(Digest, now, now)
		w.Topic, w.Sharing.ToldAt, w.opened = topic, at, false // it opens when it is told
	}
	w := c.shared[known]
	w.change()
	w.gathered = true
	w.Sharing.Open++
	w.UpdatedAt = latest(w.UpdatedAt, now)
	w.name(i, ownership.Answer{Team: team})
	w.Sharing.Severity = Low
	return w.ID
}

// LeaveDigest notes that an Incident is over of which a digest has still to tell.
func (c *Cluster) LeaveDigest(digest string) {
	w := c.find(digest)
	if w == nil || w.Status == Resolved {
		return
	}
	w.change()
	w.gathered = true
	w.Sharing.Open--
	w.Sharing.Recovered++
}

// ReturnToDigest notes that an Incident goes on after all of which a digest has still to tell; false where it has told.
func (c *Cluster) ReturnToDigest(digest string) bool {
	w := c.find(digest)
	if w == nil || w.Status == Resolved {
		return false
	}
	w.change()
	w.gathered = true
	w.Sharing.Open++
	w.Sharing.Recovered--
	return true
}

// passDigests tells of the digests whose time has come.
func (c *Cluster) passDigests(now time.Time) {
	for _, w := range c.shared {
		if w.Kind == Digest && w.Status != Resolved && !now.Before(w.Sharing.ToldAt) {
			w.change()
			w.digested = true
			w.Status, w.ResolvedAt, w.UpdatedAt = Resolved, now, now
		}
	}
}
