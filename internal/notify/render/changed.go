package render

import (
	"math"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// changed is what is not as it was at the last success, in one line; empty where the two cannot be compared.
func (w writer) changed() string {
	if !w.n.Compared {
		return ""
	}
	say := w.say
	var said, parts []string
	node := ""
	for _, d := range w.n.Changed[:min(len(w.n.Changed), incident.MaxChanged)] {
		switch d.What {
		case incident.SpecAspect:
			parts = append(parts, w.specPart(d.Name))
		case incident.NodeAspect:
			node = say.Changed.Step(Line(d.Before), Line(d.After))
		default:
			said = append(said, w.difference(d))
		}
	}
	if len(parts) > 0 {
		said = append(said, say.Changed.Spec(parts...))
	}
	switch {
	case len(said) == 0 && node == "":
		return say.Changed.Nothing
	case len(said) == 0:
		return say.Changed.OnlyNode(node)
	case node != "":
		said = append(said, say.Changed.Node(node))
	}
	return say.Changed.All(said...)
}

func (w writer) difference(d incident.Difference) string {
	say, name, before, after := w.say, Line(d.Name), Line(d.Before), Line(d.After)
	switch {
	case d.What == incident.ConfigAspect:
		kind, object, _ := strings.Cut(name, "/")
		if kind == "secret" {
			return "Secret " + object
		}
		return "ConfigMap " + object
	case d.What == incident.DigestAspect:
		return say.Changed.Pushed(name, say.Changed.Step(before, after))
	case before == "":
		return say.Changed.Added(name, after)
	case after == "":
		return say.Changed.Removed(name)
	}
	return say.Changed.Image(name, say.Changed.Step(imageStep(before, after)))
}

// imageStep is the way from one image to another: their tags alone where the rest is the same.
func imageStep(before, after string) (from, to string) {
	at := strings.LastIndexAny(before, ":@") + 1
	if at > strings.LastIndexByte(before, '/') && at > 0 && strings.HasPrefix(after, before[:at]) && !strings.ContainsAny(after[at:], ":@/") {
		return before[at:], after[at:]
	}
	return before, after
}

// specPart is a part of a job's spec for people.
func (w writer) specPart(name string) string {
	say := w.say
	switch monitor.SpecPart(name) {
	case monitor.PartCommand:
		return say.Changed.Command
	case monitor.PartEnv:
		return say.Changed.Environment
	case monitor.PartResources:
		return say.Changed.Resources
	case monitor.PartVolumes:
		return say.Changed.Volumes
	default:
		return say.Changed.Others
	}
}

// ranFor is how long the run took, beside how long successes take.
func (w writer) ranFor() string {
	if w.n.Duration <= 0 {
		return ""
	}
	s, usual := w.say.Form.Duration(w.n.Duration), w.n.Usual
	if usual.Took != (monitor.Usual{}) {
		s = w.say.Usual.Ran(s, w.usually(usual.Took))
	}
	if usual.Grew > 0 {
		s = w.say.Usual.Growing(s, int(min(math.Round(100*usual.Grew), math.MaxInt32)))
	}
	return s
}

// lateFrom is how much later than usual a start is worth a word.
const lateFrom = time.Minute

// startedLate adds to when a run was due that it started unusually late, where it did.
func (w writer) startedLate(due string) string {
	usual, waited := w.n.Usual.Waited, w.n.Waited
	if usual == (monitor.Usual{}) || waited < usual.Most+lateFrom || waited < 2*usual.Most {
		return due
	}
	return w.say.Usual.StartedLate(due, w.say.Form.Duration(waited), w.usually(usual))
}

// usually is a range in words.
func (w writer) usually(u monitor.Usual) string {
	from, to := w.say.Form.Duration(u.Typical), w.say.Form.Duration(u.Most)
	if from == to {
		return from
	}
	return w.say.Form.Range(from, to)
}
