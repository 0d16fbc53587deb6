package cli

import (
	"errors"
	"io"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"rollcall.dev/rollcall/internal/client"
	"rollcall.dev/rollcall/internal/rest/wire"
)

func incidentsCommand() *cobra.Command {
	var s server
	var f client.IncidentFilter
	var l listing
	c := &cobra.Command{
		Use:   "incidents",
		Short: "Show what is wrong, and answer to it",
		Long: `Show the incidents of a running Rollcall, the newest first: what is wrong, since when, and who is at it.

It asks the API, for which the configuration names tokens (api.tokens). Ends with 0, or with 1 where the server refuses or cannot be
reached, or with 2 where it is called wrongly.`,
		Args: exactly(0, "no arguments, or a subcommand: show, ack, snooze, resolve, reopen, comment, wrong-owner, not-actionable"),
		RunE: func(c *cobra.Command, _ []string) error {
			err := errors.Join(
				oneOf("status", f.Status, "", "open", "acknowledged", "resolved", "unresolved"),
				oneOf("kind", f.Kind, "", "failing", "absent", "stalled", "blind", "burst", "digest"), l.check())
			if err != nil {
				return err
			}
			f.Limit = l.limit
			api, err := s.client()
			if err != nil {
				return err
			}
			all, err := api.Incidents(c.Context(), f)
			if err != nil {
				return err
			}
			if l.output == "json" {
				return printJSON(c.OutOrStdout(), all)
			}
			return incidentTable(c.OutOrStdout(), all)
		},
	}
	s.flags(c)
	c.Flags().StringVar(&f.Status, "status", "", "only those that are open, acknowledged, resolved, or unresolved: one of the first two")
	c.Flags().StringVar(&f.Monitor, "monitor", "", "only those of the monitor with this id")
	c.Flags().StringVar(&f.Owner, "owner", "", "only those of the team with this id")
	c.Flags().StringVar(&f.Kind, "kind", "", "only failing, absent, stalled, blind, burst or digest")
	c.Flags().StringVar(&f.Burst, "burst", "", "only those that the burst with this id tells of")
	l.flags(c)
	c.AddCommand(showCommand(&s))
	c.AddCommand(answerCommands(&s)...)
	return c
}

// incidentTable prints incidents, one a line, in UTC.
func incidentTable(out io.Writer, all []wire.Incident) error {
	rows := make([][]string, 0, len(all))
	for _, i := range all {
		rows = append(rows, []string{
			when(i.OpenedAt), i.ID, standing(i), orDash(i.Severity), i.Job, i.Kind, strconv.Itoa(i.Count), orDash(i.Owner), i.Cause.Summary,
		})
	}
	return printTable(out, "OPENED|ID|STATUS|SEVERITY|JOB|KIND|COUNT|OWNER|CAUSE", rows)
}

// standing is the status, and what makes it special.
func standing(i wire.Incident) string {
	text := i.Status
	if i.AckedBy != nil && i.Status == "acknowledged" {
		text += " by " + i.AckedBy.String()
	}
	switch {
	case i.Status == "resolved":
	case i.MutedBy != "":
		text += ", silenced"
	case i.Held:
		text += ", held"
	case !i.SnoozedUntil.IsZero():
		text += ", snoozed until " + i.SnoozedUntil.UTC().Format(time.DateTime)
	}
	return text
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}
