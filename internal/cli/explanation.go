package cli

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/routing"
)

// explanation prints who is told and why. Times are those of the owner's zone.
func explanation(w io.Writer, e routing.Explanation) error {
	var out strings.Builder
	line := func(label, format string, args ...any) {
		fmt.Fprintf(&out, "%-11s%s\n", label, oneLine(fmt.Sprintf(format, args...)))
	}
	zone, err := time.LoadLocation(e.Owner.Team.Timezone)
	if err != nil {
		zone = time.UTC
	}
	local := func(t time.Time) string { return t.In(zone).Format("Mon 2006-01-02 15:04 MST") }

	fmt.Fprintf(&out, "%s, if it failed at %s\n", oneLine(e.Job), local(e.At))
	line("Owner", "%s (%s)", cmp.Or(e.Owner.Team.Name, e.Owner.Team.ID), e.Owner.Source)
	for _, r := range e.Owner.Rejected {
		line("", "not %s (%s): %s", cmp.Or(r.Team, r.Channel), r.Source, r.Reason)
	}
	line("Severity", "%s (%s)", cmp.Or(string(e.Severity), "undeclared, treated as normal"), e.SeverityFrom)
	line("Told", "%s", places(e.Destinations))
	for i, o := range e.IfRefused {
		label, because := "If refused", o.Because
		if i > 0 {
			label = ""
		}
		if because != "" {
			because = ": " + because
		}
		line(label, "%s%s", places([]notify.Destination{o.Destination}), because)
	}
	line("Runbook", "%s", cmp.Or(e.Runbook, "none"))
	if !e.NextRun.IsZero() {
		line("Next run", "%s%s", local(e.NextRun), repairs(e.NextRunRepairs))
	}
	if !e.DigestAt.IsZero() {
		line("Digest", "%s; nobody is asked to act", local(e.DigestAt))
	}
	if !e.ActBy.IsZero() {
		line("Act by", "%s", local(e.ActBy))
	}
	if len(e.Steps) > 0 {
		out.WriteString("If nobody acts\n")
	}
	for _, s := range e.Steps {
		text := s.What
		if len(s.To) > 0 {
			text += ": " + places(s.To)
		}
		fmt.Fprintf(&out, "  %d  %s  %s\n", s.Level, local(s.At), oneLine(text))
	}
	for _, n := range e.Notes {
		line("Note", "%s", n)
	}
	_, err = io.WriteString(w, out.String())
	return err
}

// repairs is what a job declares of its next run.
func repairs(declared *bool) string {
	switch {
	case declared == nil:
		return ""
	case *declared:
		return ", which repairs it by itself"
	default:
		return ", which will not repair it"
	}
}

// places are destinations in one line.
func places(all []notify.Destination) string {
	words := make([]string, 0, len(all))
	for _, d := range all {
		words = append(words, strings.TrimSpace(d.Receiver+" "+d.Address))
	}
	return cmp.Or(strings.Join(words, ", "), "nobody")
}
