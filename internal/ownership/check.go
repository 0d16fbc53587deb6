package ownership

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Check finds the Defects of an Inventory, the most urgent first. It is pure, and each check of it stands for itself.
func Check(inv Inventory) []Defect {
	c := &checking{Inventory: inv, met: map[string]bool{}, stale: map[string]*staleTeam{}}
	for _, job := range inv.Jobs {
		a := inv.Directory.Resolve(job.Subject)
		c.owner(job, a)
		c.declared(job, a)
		c.runbook(job, a)
		if a.Channel != "" {
			c.channel(a.Channel, a.Team.ID, "chosen by "+job.Title)
		}
	}
	c.staleTeams()
	for _, t := range inv.Directory.active() {
		c.review(t)
		c.channel(t.SlackChannel, t.ID, "of "+t.Called())
		c.usergroup(t)
	}
	c.channel(inv.Fallback, inv.Directory.Triage.ID, "of teams that have none")
	for _, p := range inv.People {
		c.person(p)
	}
	slices.SortFunc(c.found, Defect.Compare)
	return c.found
}

// checking is a Check under way.
type checking struct {
	Inventory

	found []Defect
	met   map[string]bool
	stale map[string]*staleTeam // archived ones that lead nowhere, by id
}

// staleTeam is an archived team that jobs go on naming.
type staleTeam struct {
	kind   DefectKind
	reason string
	first  string // a job that names it
	jobs   int
}

// add adds a Defect once.
func (c *checking) add(d Defect) {
	if id := d.ID(); !c.met[id] {
		c.met[id] = true
		c.found = append(c.found, d)
	}
}

func (c *checking) job(kind DefectKind, job Job, team, detail string) {
	c.add(Defect{Kind: kind, Subject: job.Title, Monitor: job.Monitor, Team: team, Detail: detail})
}

// owner looks at how the job's owner was found.
func (c *checking) owner(job Job, a Answer) {
	candidates := c.Directory.candidates(job.Subject)
	for _, candidate := range candidates {
		_, over, ok := c.Directory.heir(candidate.team)
		if ok {
			break
		}
		switch last := over[len(over)-1]; last.defect {
		case UnknownTeam:
			c.job(UnknownTeam, job, a.Team.ID, fmt.Sprintf("%s names %s, which is no team", candidate.source, candidate.team))
		default:
			t := c.stale[last.team]
			if t == nil {
				t = &staleTeam{kind: last.defect, reason: last.reason, first: job.Title}
				c.stale[last.team] = t
			}
			t.jobs++
		}
	}
	if len(candidates) == 0 {
		c.job(NoOwner, job, c.Directory.Triage.ID, c.Directory.Triage.Called()+" is told instead")
	}
}

// staleTeams tells of each team once, however many jobs name it.
func (c *checking) staleTeams() {
	for id, t := range c.stale {
		detail := fmt.Sprintf("%s; %s names it", t.reason, t.first)
		if t.jobs > 1 {
			detail = fmt.Sprintf("%s; %s and %d more name it", t.reason, t.first, t.jobs-1)
		}
		c.add(Defect{Kind: t.kind, Subject: "team " + id, Team: c.Directory.Triage.ID, Detail: detail})
	}
}

// declared looks for what a stranger has to know.
func (c *checking) declared(job Job, a Answer) {
	if !job.Severity {
		c.job(NoSeverity, job, a.Team.ID, "")
	}
	if job.AsksRerun && !job.Rerun {
		c.job(NoRerun, job, a.Team.ID, "")
	}
}

func (c *checking) runbook(job Job, a Answer) {
	if job.Runbook == "" {
		c.job(NoRunbook, job, a.Team.ID, "")
		return
	}
	if f := c.Facts.Links[job.Runbook]; f.Kind != "" {
		c.job(f.Kind, job, a.Team.ID, job.Runbook+": "+f.Detail)
	}
}

func (c *checking) review(t Team) {
	if t.ReviewOverdue(c.Now) {
		c.add(Defect{
			Kind: ReviewOverdue, Subject: "team " + t.ID, Team: t.ID, Detail: "somebody was to look at the entry by " + t.ReviewBy.String(),
			Since: t.ReviewBy.add(1).noon().Truncate(24 * time.Hour),
		})
	}
}

func (c *checking) channel(id, team, whose string) {
	if f := c.Facts.Channels[id]; id != "" && f.Kind != "" {
		c.add(Defect{Kind: f.Kind, Subject: "channel " + id, Team: team, Detail: "the channel " + whose + words(f)})
	}
}

func (c *checking) usergroup(t Team) {
	if f := c.Facts.Usergroups[t.SlackUsergroup]; t.SlackUsergroup != "" && f.Kind != "" {
		c.add(Defect{Kind: f.Kind, Subject: "user group " + t.SlackUsergroup, Team: t.ID, Detail: "the user group of " + t.Called() + words(f)})
	}
}

func (c *checking) person(p Engaged) {
	if f := c.Facts.People[p.ID]; f.Kind != "" {
		c.add(Defect{
			Kind: f.Kind, Subject: "person " + p.ID, Team: cmp.Or(p.Team, c.Directory.Triage.ID),
			Detail: cmp.Or(p.Name, p.ID) + " " + p.For + words(f),
		})
	}
}

func words(f Fact) string {
	if f.Detail == "" {
		return ""
	}
	return ": " + f.Detail
}

// active lists the teams that are not archived, the triage team among them.
func (d Directory) active() []Team {
	var all []Team
	if !slices.ContainsFunc(d.Teams, func(t Team) bool { return t.ID == d.Triage.ID }) {
		all = append(all, d.Triage)
	}
	for _, t := range d.Teams {
		if !t.Archived() {
			all = append(all, t)
		}
	}
	return all
}
