package web

import (
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/render"
)

// rerun is a run that somebody asked for.
type rerun struct {
	At    moment
	Who   string
	Job   string
	State string
	Text  string // why it was asked for, or refused
}

// reruns are those of an incident, the oldest first.
func (v view) reruns(i incident.Incident) []rerun {
	clock := v.clock(i)
	all := make([]rerun, 0, len(i.Reruns))
	for _, r := range i.Reruns {
		shown := rerun{At: moment{r.At, clock}, Who: person(r.By), Job: render.Line(r.Job), State: stateOf(r.State), Text: render.Text(r.Reason)}
		if r.State == incident.RerunRefused {
			shown.Text = render.Text(r.Problem)
		}
		all = append(all, shown)
	}
	return all
}

// didRerun says in a line of the timeline what came of a run that somebody asked for.
func didRerun(c incident.Change) string {
	switch c {
	case incident.RerunBegan:
		return "ran it again"
	case incident.RerunDenied:
		return "wanted to run it again, and it was refused"
	default:
		return "the re-run has ended"
	}
}

func stateOf(s incident.RerunState) string {
	switch s {
	case incident.RerunAsked:
		return "not known yet"
	case incident.RerunStarted:
		return "runs"
	default:
		return render.Head(render.Line(string(s)), maxShown)
	}
}

// suspended says of a silence that it has a job suspended instead, and what became of that; empty where it mutes.
func suspended(s incident.Silence) (job, state string) {
	held := s.Suspends
	if held == nil {
		return "", ""
	}
	job = render.Subject(incident.Subject{Namespace: held.Namespace, Name: held.Name})
	if held.State == incident.SuspensionAsked {
		return job, "is suspended in a moment"
	}
	state = render.Head(render.Line(string(held.State)), maxShown)
	if problem := render.Head(render.Line(held.Problem), maxMatcherShown); problem != "" {
		state += ": " + problem
	}
	return job, state
}
