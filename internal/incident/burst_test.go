package incident_test

import (
	"fmt"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/ownership"
)

// TestNoOwnerReadsOfTheJobsOfAnother, however many owners a burst has.
func TestNoOwnerReadsOfTheJobsOfAnother(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	of := func(n int) incident.Incident {
		i := incident.Incident{ID: fmt.Sprint(n), Monitor: monitor.ID(fmt.Sprint("kube/", n)), OpenedAt: now}
		i.Notice.Subject.Name, i.Notice.Owner.Team = fmt.Sprint("job-", n), ownership.Team{ID: fmt.Sprint("team-", n)}
		return i
	}
	const owners = 80
	c := incident.NewCluster(monitor.NewCluster(monitor.ClusterID("prod"), now), nil, func() string { return "burst" })
	id := c.BeginBurst("topic", of(0), nil, now)
	for n := range owners {
		c.JoinBurst(id, monitor.State{}, of(n), now)
	}
	shares := c.Changed()[0].Sharing.Owners
	if len(shares) != owners {
		t.Fatalf("%d owners are told, want %d", len(shares), owners)
	}
	for n, s := range shares {
		if s.Team.ID != fmt.Sprint("team-", n) || s.Jobs != 1 || len(s.First) > 1 {
			t.Errorf("owner %d: %+v", n, s)
		}
		for _, a := range s.First {
			if a.Job != fmt.Sprint("job-", n) {
				t.Errorf("%s reads of %s", s.Team.ID, a.Job)
			}
		}
	}
}
