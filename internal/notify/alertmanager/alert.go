package alertmanager

import (
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/render"
)

// alert is a postableAlert of https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml.
type alert struct {
	Labels       map[string]string `json:"labels"`
	Annotations  map[string]string `json:"annotations"`
	StartsAt     time.Time         `json:"startsAt"`
	EndsAt       time.Time         `json:"endsAt"`
	GeneratorURL string            `json:"generatorURL,omitempty"`
}

// Bounds in characters. None is documented; these keep an alert far below what an Alertmanager or what it sends to would refuse.
const (
	maxLabel      = 200
	maxAnnotation = 2000
)

// labelsOf are the labels by which an alert is opened. Empty ones are left out, as an Alertmanager does it.
func labelsOf(n incident.Notice) map[string]string {
	severity := n.Severity
	if severity == incident.Undeclared {
		severity = incident.Normal
	}
	labels := map[string]string{
		"alertname": alertName(n.Kind),
		"severity":  string(severity),
		"team":      n.Owner.Team.ID,
		"cluster":   n.Subject.Cluster,
		"namespace": n.Subject.Namespace,
		"incident":  n.Incident,
		"cause":     string(n.Cause.Code),
	}
	switch n.Subject.Source {
	case monitor.SourceKubernetes:
		labels["cronjob"] = n.Subject.Name
	case monitor.SourceCluster: // the cluster label names it
	default:
		labels["checkin"] = n.Subject.Name
	}
	return labelSet(labels)
}

// labelSet makes labels of texts: in one line each, and none that is empty.
func labelSet(texts map[string]string) map[string]string {
	for name, text := range texts {
		texts[name] = render.Line(text)
	}
	return bounded(texts, maxLabel)
}

// alertName goes by the kind of Incident, which it keeps.
func alertName(k incident.Kind) string {
	switch k {
	case incident.Failing:
		return "RollcallJobFailed"
	case incident.Absent:
		return "RollcallJobMissed"
	case incident.Stalled:
		return "RollcallClusterStalled"
	case incident.Blind:
		return "RollcallBlind"
	default:
		name := strings.Join(strings.Fields(plain(string(k))), "")
		return "Rollcall" + strings.ToUpper(name[:min(len(name), 1)]) + name[min(len(name), 1):]
	}
}

// annotationsOf tell people what is known by now; they are no part of an alert's identity.
func annotationsOf(a notify.Attempt) map[string]string {
	n := a.Notice
	card := render.Compose(n, render.View{Note: a.Note, Language: a.Language})
	return bounded(map[string]string{
		"summary":         card.Title,
		"description":     description(card),
		"runbook_url":     webAddress(n.Subject.Runbook),
		"acknowledged_by": n.AckedBy.String(),
	}, maxAnnotation)
}

// description is the card without its log, and without what the labels and other annotations say.
func description(c render.Card) string {
	label := c.Label()
	var lines []string
	add := func(before, text string) {
		if text != "" {
			lines = append(lines, before+text)
		}
	}
	add("", c.Note)
	add("", c.Story)
	add("", c.Why)
	add(label.Signal+": ", c.Signal)
	for _, s := range c.Slots {
		add(c.SlotsTitle+": ", s)
	}
	for _, s := range c.Advice {
		add(label.ToDo+": ", s)
	}
	for _, f := range c.Facts {
		add(f.Label+": ", f.Value)
	}
	return strings.Join(lines, "\n")
}

// bounded makes each text one that acts nowhere and is not too long, and leaves out the empty ones.
func bounded(texts map[string]string, limit int) map[string]string {
	out := make(map[string]string, len(texts))
	for name, text := range texts {
		if text = render.Head(plain(text), limit); text != "" {
			out[name] = text
		}
	}
	return out
}

// plain is clean text in which nothing mentions, links or marks up, where an Alertmanager's templates pass it on as it is.
func plain(s string) string {
	return strings.TrimSpace(strings.NewReplacer("<", "‹", ">", "›").Replace(render.Text(s)))
}

// webAddress is an address that may be clicked; empty for anything else, and where an annotation would cut it.
func webAddress(raw string) string {
	if u := render.WebAddress(raw); len(u) <= maxAnnotation {
		return u
	}
	return ""
}
