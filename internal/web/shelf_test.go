package web_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/web"
)

// shelf is a Reader of what a test puts into it. It counts what it is asked for.
type shelf struct {
	open, resolved  []incident.Incident
	members         []incident.Incident // of whatever burst, the newest first
	told            []web.Told
	silences, ended []incident.Silence
	watched         int
	defects         []ownership.Finding
	err             error

	mu    sync.Mutex
	asked map[string]int
}

func (s *shelf) count(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.asked == nil {
		s.asked = map[string]int{}
	}
	s.asked[what]++
}

func (s *shelf) Incidents(_ context.Context, resolved bool, limit int) ([]incident.Incident, error) {
	s.count(fmt.Sprint("incidents, resolved ", resolved))
	list := s.open
	if resolved {
		list = s.resolved
	}
	return slices.Clone(list[:min(limit, len(list))]), s.err
}

func (s *shelf) Incident(_ context.Context, id string) (incident.Incident, error) {
	s.count("incident")
	for _, i := range slices.Concat(s.open, s.resolved, s.members) {
		if i.ID == id {
			return i, s.err
		}
	}
	return incident.Incident{}, web.ErrNotFound
}

func (s *shelf) Members(_ context.Context, _, before string, limit int) ([]incident.Incident, error) {
	s.count("members")
	from := slices.IndexFunc(s.members, func(i incident.Incident) bool { return i.ID == before }) + 1
	return s.members[from:min(from+limit, len(s.members))], s.err
}

func (s *shelf) Told(context.Context, string) ([]web.Told, error) {
	s.count("told")
	return s.told, s.err
}

func (s *shelf) Watched(context.Context) (int, error) {
	s.count("watched")
	return s.watched, s.err
}

func (s *shelf) Defects(context.Context) ([]ownership.Finding, error) {
	s.count("defects")
	return slices.Clone(s.defects), s.err
}

func (s *shelf) Silences(_ context.Context, _ time.Time, ended bool, _ int) ([]incident.Silence, error) {
	s.count(fmt.Sprint("silences, ended ", ended))
	if ended {
		return s.ended, s.err
	}
	return s.silences, s.err
}

func (s *shelf) Names(_ context.Context, ids []string) ([]web.Name, error) {
	s.count("names")
	var names []web.Name
	for _, i := range slices.Concat(s.open, s.resolved, s.members) {
		if slices.Contains(ids, i.ID) {
			n := i.Notice.Subject
			names = append(names, web.Name{ID: i.ID, Kind: i.Kind, Job: n.Namespace + "/" + n.Name, Resolved: i.Status == incident.Resolved})
		}
	}
	return names, s.err
}

// incidentOf is an incident that stands as its newest notice says.
func incidentOf(id string, n incident.Notice, changes ...func(*incident.Incident)) incident.Incident {
	n.Incident = id
	i := incident.Incident{
		ID: id, Kind: n.Kind, Status: incident.Open, OpenedAt: n.OpenedAt, UpdatedAt: n.DecidedAt, Cause: n.Cause, Count: n.Count, Notice: n,
		Members: []incident.Member{{Slot: n.Slot, RunName: n.RunName, Judgement: n.Judgement, Code: n.Cause.Code, At: n.At}},
		ToldAt:  n.DecidedAt, Version: 1,
	}
	for _, change := range changes {
		change(&i)
	}
	return i
}

// named gives the job another name.
func named(name string) func(*incident.Incident) {
	return func(i *incident.Incident) { i.Notice.Subject.Name = name }
}

// ownedBy gives the job another owner.
func ownedBy(id, name string) func(*incident.Incident) {
	return func(i *incident.Incident) {
		i.Notice.Owner.Team = ownership.Team{ID: id, Name: name, Timezone: "Europe/Berlin"}
	}
}

func ann() incident.Person { return incident.Person{ID: "slack/U1", Name: "@ann"} }

// noon is when tests look at the pages: an hour after what the samples tell of.
func noon() time.Time { return notifytest.Slot().Add(time.Hour) }

func toActBy(at time.Time) func(*incident.Incident) {
	return func(i *incident.Incident) { i.ActBy, i.Notice.ActBy = at, at }
}

func acked(i *incident.Incident) {
	i.Status, i.AckedBy, i.AckedAt = incident.Acknowledged, ann(), noon().Add(-10*time.Minute)
	i.Notice.Status, i.Notice.AckedBy, i.Notice.AckedAt = i.Status, i.AckedBy, i.AckedAt
}

func snoozed(i *incident.Incident) {
	i.SnoozedUntil = noon().Add(8 * time.Hour)
	i.Notice.SnoozedUntil = i.SnoozedUntil
}

func muted(by string) func(*incident.Incident) {
	return func(i *incident.Incident) { i.MutedBy, i.MutedUntil = by, noon().Add(2*time.Hour) }
}

func over(i *incident.Incident) {
	i.Status, i.ResolvedAt = incident.Resolved, i.UpdatedAt
	i.Notice.Change, i.Notice.Judgement, i.Notice.ResolvedAt = incident.Recovery, monitor.Succeeded, i.ResolvedAt
}

// burstOf is a burst with so many jobs of two teams.
func burstOf(id string, jobs int) incident.Incident {
	n := notifytest.Stalled()
	n.Kind, n.Judgement, n.Lasting, n.Severity, n.Jobs, n.Total = incident.Burst, monitor.Failed, monitor.Failed, incident.High, jobs, jobs
	n.Cause = notifytest.Stuck().Cause
	return incidentOf(id, n, func(i *incident.Incident) {
		i.Members = nil
		i.Sharing = &incident.Sharing{
			Jobs: jobs, Open: jobs - 16, Recovered: 12, Alone: 4, Severity: incident.High, ToldAt: i.OpenedAt,
			Owners: []incident.Share{
				{Team: ownership.Team{ID: "billing", Name: "Billing"}, Jobs: jobs - 1},
				{Team: ownership.Team{ID: "shop", Name: "Shop"}, Jobs: 1},
			},
		}
	})
}

// members are the members of a burst, the newest first.
func members(n int) []incident.Incident {
	all := make([]incident.Incident, n)
	for k := range all {
		all[k] = incidentOf(fmt.Sprintf("m-%03d", n-k), notifytest.Stuck(), named(fmt.Sprintf("job-%03d", n-k)),
			func(i *incident.Incident) { i.Burst, i.ToldAt = "b-1", time.Time{} })
	}
	return all
}

// silence is one that ann made.
func silence(id string, changes ...func(*incident.Silence)) incident.Silence {
	s := incident.Silence{
		ID: id, Match: incident.Matcher{Namespace: "billing", Labels: map[string]string{"tier": "batch"}}, By: ann(),
		Reason: "billing moves to the new database", CreatedAt: noon().Add(-3 * time.Hour), Until: noon().Add(2 * time.Hour),
	}
	for _, change := range changes {
		change(&s)
	}
	return s
}

// window is what a maintenance window makes.
func window() incident.Silence {
	return silence("window/patching/1795190400", func(s *incident.Silence) {
		s.Window, s.By, s.Reason, s.Match = "patching", incident.Rollcall(), "the nodes are patched", incident.Matcher{Cluster: "prod"}
		s.Muted, s.Incidents = 1, []string{"inc-5"}
	})
}
