package cli

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"rollcall.dev/rollcall/internal/rest/wire"
)

func showCommand(s *server) *cobra.Command {
	var output string
	c := &cobra.Command{
		Use:   "show ID",
		Short: "Show one incident: its cause, what went wrong, and who did what",
		Args:  exactly(1, "the id of an incident"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkOutput(output); err != nil {
				return err
			}
			api, err := s.client()
			if err != nil {
				return err
			}
			i, err := api.Incident(c.Context(), args[0])
			if err != nil {
				return err
			}
			if output == "json" {
				return printJSON(c.OutOrStdout(), i)
			}
			return showIncident(c.OutOrStdout(), i)
		},
	}
	outputFlag(c, &output)
	return c
}

// showIncident prints all of one that people read; -o json has the rest.
func showIncident(out io.Writer, i wire.WholeIncident) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(name, value string) {
		if value = oneLine(value); value != "" && value != "-" {
			_, _ = fmt.Fprintf(w, "%s\t%s\n", name, value)
		}
	}
	line("incident", i.ID)
	line("job", i.Job)
	line("status", standing(i.Incident))
	line("kind", i.Kind)
	line("severity", i.Severity)
	line("owner", i.Owner)
	line("opened", when(i.OpenedAt))
	line("act by", when(i.ActBy))
	line("resolved", when(i.ResolvedAt))
	line("last success", when(i.LastSuccess))
	line("changed", differences(i))
	line("next slot", when(i.NextSlot))
	line("depends on", strings.Join(i.DependsOn, ", "))
	line("last time", lastTime(i.LastTime))
	line("silence", i.MutedBy)
	line("burst", i.Burst)
	line("cause", strings.TrimSpace(i.Cause.Code+": "+i.Cause.Summary))
	line("signal", i.Cause.Signal)
	for _, step := range i.Cause.Advice {
		line("do", step)
	}
	line("runbook", i.Runbook)
	line("page", i.Link)
	if d := i.Deliveries; d != nil {
		line("messages", fmt.Sprintf("%d sent, %d pending, %d skipped, %d dead", d.Sent, d.Pending, d.Skipped, d.Dead))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := showCommands(out, i.Commands); err != nil {
		return err
	}
	if err := showMembers(out, i); err != nil {
		return err
	}
	if err := showReruns(out, i); err != nil {
		return err
	}
	return showTimeline(out, i)
}

// showReruns prints the runs that people asked for.
func showReruns(out io.Writer, i wire.WholeIncident) error {
	if len(i.Reruns) == 0 {
		return nil
	}
	rows := make([][]string, 0, len(i.Reruns))
	for _, r := range i.Reruns {
		rows = append(rows, []string{when(r.At), r.By.String(), r.Job, r.State, strings.TrimSpace(r.Reason + " " + r.Problem)})
	}
	_, _ = fmt.Fprintln(out)
	return printTable(out, "RUN AGAIN|BY|JOB|STATE|TEXT", rows)
}

func showMembers(out io.Writer, i wire.WholeIncident) error {
	if len(i.Members) == 0 {
		return nil
	}
	rows := make([][]string, 0, len(i.Members))
	for _, m := range i.Members {
		rows = append(rows, []string{when(m.Slot), m.Judgement, orDash(m.Code), strings.TrimSpace(m.Job + " " + m.Run)})
	}
	_, _ = fmt.Fprintln(out)
	return printTable(out, "SLOT|JUDGEMENT|CAUSE|RUN", rows)
}

func showTimeline(out io.Writer, i wire.WholeIncident) error {
	if len(i.Timeline) == 0 {
		return nil
	}
	rows := make([][]string, 0, len(i.Timeline))
	for _, e := range i.Timeline {
		what := e.What
		if e.Times > 1 {
			what += fmt.Sprintf(" ×%d", e.Times)
		}
		if !e.Until.IsZero() {
			what += " until " + when(e.Until)
		}
		rows = append(rows, []string{when(e.At), e.By.String(), what, e.Text})
	}
	_, _ = fmt.Fprintln(out)
	return printTable(out, "AT|BY|WHAT|TEXT", rows)
}
