package blockkit

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/notify/words"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/remedy"
)

// rerunButton opens the form by which a job is run again; nil where it cannot be.
func rerunButton(n incident.Notice, ref Ref, allowed bool, say words.Words) slack.BlockElement {
	ours := n.Kind == incident.Failing || n.Kind == incident.Absent
	if !allowed || !ours || n.Subject.Source != monitor.SourceKubernetes || n.Subject.Rerun == ownership.RerunNever {
		return nil
	}
	return button(ActionRerun, say.Button.Rerun, ref, slack.StyleDefault)
}

// Bounds of what an Offer shows.
const (
	maxOfferText  = 500 // of one text
	maxOfferItems = 10  // images, warnings
)

// Offer lays out what would be run, for somebody to confirm, whose clock and words they are.
func Offer(o remedy.Offer, at render.Clock, say words.Words) []slack.Block {
	line := func(s string) string { return render.Head(render.Line(s), maxOfferText) }
	shown := []render.Fact{
		{Label: say.Modal.Cluster, Value: line(o.Cluster)}, {Label: say.Modal.Namespace, Value: line(o.Namespace)},
		{Label: say.Modal.CronJob, Value: line(o.Name)},
	}
	for _, image := range o.Images[:min(len(o.Images), maxOfferItems)] {
		shown = append(shown, render.Fact{Label: say.Modal.Image, Value: line(image)})
	}
	shown = append(shown, render.Fact{Label: say.Modal.Job, Value: say.Modal.AsOfNow(line(o.JobName))},
		render.Fact{Label: say.Modal.Says, Value: declared(o.Declared, say)})
	if note := render.Head(render.Text(o.Note), maxOfferText); strings.TrimSpace(note) != "" {
		shown = append(shown, render.Fact{Label: say.Label.Note, Value: note})
	}
	shown = append(shown, render.Fact{Label: say.Modal.Confirm, Value: at.Full(o.Until)})
	elements := facts(slices.DeleteFunc(shown, func(f render.Fact) bool { return f.Value == "" }))
	warnings := make([]string, 0, len(o.Warnings))
	for _, w := range o.Warnings[:min(len(o.Warnings), maxOfferItems)] {
		warnings = append(warnings, line(w))
	}
	return []slack.Block{slack.NewRichTextBlock("", append(elements, list(say.Modal.Mind, warnings)...)...)}
}

// declared is what a job says of being run again.
func declared(word string, say words.Words) string {
	switch word {
	case ownership.RerunSafe:
		return say.Modal.Safe
	case ownership.RerunSafeIfNotRunning:
		return say.Modal.SafeIfIdle
	case ownership.RerunNeedsCheck:
		return say.Modal.Check
	default:
		return say.Modal.Unsaid
	}
}
