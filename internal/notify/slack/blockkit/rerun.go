package blockkit

import (
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/notify/words"
	"rollcall.dev/rollcall/internal/remedy"
)

// rerunButton opens the form by which a job is run again; nil where it cannot be.
func rerunButton(n incident.Notice, ref Ref, allowed bool, say words.Words) slack.BlockElement {
	ours := n.Kind == incident.Failing || n.Kind == incident.Absent
	if !allowed || !ours || n.Subject.Source != monitor.SourceKubernetes || n.Subject.Rerun == remedy.Never {
		return nil
	}
	return button(ActionRerun, say.Button.Rerun, ref, slack.StyleDefault)
}

// Bounds of what an Offer shows.
const (
	maxOfferText  = 500 // of one text
	maxOfferItems = 10  // images, warnings
)

// Offer lays out what would be run, for somebody to confirm. Times are told in the zone of that person.
func Offer(o remedy.Offer, zone *time.Location) []slack.Block {
	line := func(s string) string { return render.Head(render.Line(s), maxOfferText) }
	shown := []render.Fact{
		{Label: "Cluster", Value: line(o.Cluster)}, {Label: "Namespace", Value: line(o.Namespace)}, {Label: "CronJob", Value: line(o.Name)},
	}
	for _, image := range o.Images[:min(len(o.Images), maxOfferItems)] {
		shown = append(shown, render.Fact{Label: "Image", Value: line(image)})
	}
	shown = append(shown, render.Fact{Label: "Job", Value: line(o.JobName) + ", as of now"}, render.Fact{Label: "It says", Value: declared(o.Declared)})
	if note := render.Head(render.Text(o.Note), maxOfferText); strings.TrimSpace(note) != "" {
		shown = append(shown, render.Fact{Label: "Note", Value: note})
	}
	at := render.Clock{Zone: zone, Now: o.At}
	shown = append(shown, render.Fact{Label: "Confirm until", Value: at.Full(o.Until)})
	elements := facts(slices.DeleteFunc(shown, func(f render.Fact) bool { return f.Value == "" }))
	warnings := make([]string, 0, len(o.Warnings))
	for _, w := range o.Warnings[:min(len(o.Warnings), maxOfferItems)] {
		warnings = append(warnings, line(w))
	}
	return []slack.Block{slack.NewRichTextBlock("", append(elements, list("Mind", warnings)...)...)}
}

// declared is what a job says of being run again.
func declared(word string) string {
	switch word {
	case remedy.Safe:
		return "it may be run again"
	case remedy.SafeIfNotRunning:
		return "it may be run again while no other run of it goes on"
	case remedy.NeedsCheck:
		return "look before you run it again"
	default:
		return "nothing of being run again, which is not safe"
	}
}
