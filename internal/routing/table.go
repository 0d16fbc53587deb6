package routing

import (
	"cmp"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
)

// The annotations that routing reads, beside those of the ownership directory.
const (
	SeverityAnnotation      = "rollcall.dev/severity"
	DescriptionAnnotation   = "rollcall.dev/description"
	RespondWithinAnnotation = "rollcall.dev/respond-within"
)

// Table is what routes are decided by.
type Table struct {
	Directory ownership.Directory
	// Slack is the name of the Slack receiver that takes a channel as its address; empty without one.
	Slack string
	// DefaultChannel takes what is for a team without a channel.
	DefaultChannel string
	// People lists the receivers without an address of their own at which people read: like a team's channel they are spared what is
	// of low severity.
	People []notify.Destination
	// Everyone lists the receivers without an address for each team that are told of people's jobs.
	Everyone []Subscriber
	// Witnesses lists the receivers that are also told of check-ins that merely confirm a watched job: machines that
	// follow check-ins, not people.
	Witnesses []Subscriber
	// ExternalURL is where people reach the pages; empty without one.
	ExternalURL string
	// DefaultSeverity applies where neither the job nor a rule declares one.
	DefaultSeverity incident.Severity
	// RunbookAnnotations are the keys that may hold a runbook link, in order of precedence.
	RunbookAnnotations []string
	// RemindAfter is the time between reminders of an Incident that goes on; zero: none.
	RemindAfter time.Duration
}

// Router routes by a Table that can be replaced while it is used. The zero value routes nothing; Use sets the Table.
type Router struct{ table atomic.Pointer[Table] }

// Use replaces the Table.
func (r *Router) Use(t Table) { r.table.Store(&t) }

// Route completes the Notice and names its destinations.
func (r *Router) Route(n incident.Notice, d monitor.Definition) (incident.Notice, []notify.Destination) {
	t := r.table.Load()
	if t == nil {
		return n, nil
	}
	return t.route(n, d)
}

// Named returns the id of the team that somebody means by its id or name.
func (r *Router) Named(text string) (string, bool) {
	t := r.table.Load()
	if t == nil {
		return "", false
	}
	team, ok := t.Directory.Named(text)
	return team.ID, ok
}

// Person returns where somebody reads who did something, and else who looks after Rollcall. Slack takes a user's id as a channel: that of
// the bot's conversation with that user.
func (r *Router) Person(p incident.Person) []notify.Destination {
	t := r.table.Load()
	if t == nil {
		return nil
	}
	if user, ok := strings.CutPrefix(p.ID, "slack/"); ok && t.Slack != "" {
		return t.slackTo(user)
	}
	return t.people(incident.Notice{Owner: ownership.Answer{Team: t.Directory.Triage}})
}

func (t Table) route(n incident.Notice, d monitor.Definition) (incident.Notice, []notify.Destination) {
	if d.Source == monitor.SourceCluster {
		return t.routeCluster(n)
	}
	n.Owner = t.resolve(d)
	n.Severity = t.severity(d, n.Owner)
	n.Subject.Description = d.Annotations[DescriptionAnnotation]
	n.Subject.Runbook = t.runbook(d)
	n.Subject.Rerun, n.Subject.RerunNote = rerun(d)
	n.Subject.NextRunRepairs = repairs(d)
	n.Subject.DependsOn = dependsOn(d)
	n.Link = t.link(n)
	if d.WitnessOf != "" {
		return n, wanting(nil, t.Witnesses, n)
	}
	return n, wanting(t.people(n), t.Witnesses, n)
}

func (t Table) resolve(d monitor.Definition) ownership.Answer { return t.Directory.Resolve(subject(d)) }

func subject(d monitor.Definition) ownership.Subject {
	return ownership.Subject{
		Namespace: d.Namespace, Name: d.Name, Labels: d.Labels, Annotations: d.Annotations,
		TemplateAnnotations: d.TemplateAnnotations, NamespaceAnnotations: d.NamespaceAnnotations,
	}
}

// routeCluster is for what befalls a cluster as a whole: no owner of a job is to answer for that, and who follows check-ins alone
// is not concerned.
func (t Table) routeCluster(n incident.Notice) (incident.Notice, []notify.Destination) {
	each := n.Kind == incident.Burst || n.Kind == incident.Digest // each owner is told of its own
	if !each || n.Owner.Team.ID == "" {
		n.Owner = ownership.Answer{Team: t.Directory.Triage, Source: "triage: it concerns the whole cluster"}
	}
	n.Link = t.link(n)
	return n, t.people(n)
}

func (t Table) link(n incident.Notice) string {
	if t.ExternalURL == "" {
		return ""
	}
	return strings.TrimSuffix(t.ExternalURL, "/") + "/incidents/" + url.PathEscape(n.Incident)
}

// people are the destinations at which the owner reads, and those who read what they subscribed to. What is of low severity waits for
// the digest: only subscribers get it.
func (t Table) people(n incident.Notice) []notify.Destination {
	if n.Kind == incident.Digest {
		return t.reads(n.Owner)
	}
	var to []notify.Destination
	if n.Severity != incident.Low {
		to = t.reads(n.Owner)
	}
	return wanting(to, t.Everyone, n)
}

// reads is where an owner reads: a channel, and the receivers that have none to choose.
func (t Table) reads(owner ownership.Answer) []notify.Destination {
	return append(t.slackTo(t.channel(owner)), t.People...)
}

// slackTo is a channel as a destination; none where there is no channel, or nothing that posts to channels.
func (t Table) slackTo(channel string) []notify.Destination {
	if t.Slack == "" || channel == "" {
		return nil
	}
	return []notify.Destination{{Receiver: t.Slack, Address: channel}}
}

// channel is where an owner reads: where the job says, else where the team does, else where somebody does.
func (t Table) channel(owner ownership.Answer) string {
	return cmp.Or(owner.Channel, owner.Team.SlackChannel, t.Directory.Triage.SlackChannel, t.DefaultChannel)
}

// severity is what the job declares, else what a rule gives, else the default.
func (t Table) severity(d monitor.Definition, a ownership.Answer) incident.Severity {
	for _, s := range []string{d.Annotations[SeverityAnnotation], a.Severity} {
		switch v := incident.Severity(strings.TrimSpace(s)); v {
		case incident.Critical, incident.High, incident.Normal, incident.Low:
			return v
		case incident.Undeclared:
		}
	}
	return t.DefaultSeverity
}

// runbook is the first annotated link that is a web address: anything else is not to be clicked.
func (t Table) runbook(d monitor.Definition) string {
	for _, key := range t.RunbookAnnotations {
		u, err := url.Parse(strings.TrimSpace(d.Annotations[key]))
		if err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" {
			return u.String()
		}
	}
	return ""
}
