package cli

import (
	"io"

	"github.com/spf13/cobra"

	"rollcall.dev/rollcall/internal/client"
	"rollcall.dev/rollcall/internal/rest/wire"
)

func defectsCommand() *cobra.Command {
	var s server
	var f client.DefectFilter
	var l listing
	c := &cobra.Command{
		Use:   "defects",
		Short: "Show what will keep a message from reaching somebody who can act on it",
		Long: `Show what the daily check of a running Rollcall has found, the most urgent first: jobs without an owner, a runbook or a severity, teams
that lead nowhere, channels that are archived, people who have left. docs/owners.md lists the kinds.

It asks the API, for which the configuration names tokens (api.tokens). Ends with 0, or with 1 where the server refuses or cannot be
reached, or with 2 where it is called wrongly.`,
		Args: exactly(0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := l.check(); err != nil {
				return err
			}
			f.Limit = l.limit
			api, err := s.client()
			if err != nil {
				return err
			}
			all, err := api.Defects(c.Context(), f)
			if err != nil {
				return err
			}
			if l.output == "json" {
				return printJSON(c.OutOrStdout(), all)
			}
			return defectTable(c.OutOrStdout(), all)
		},
	}
	s.flags(c)
	c.Flags().StringVar(&f.Team, "team", "", "only what the team with this id is to mend")
	c.Flags().StringVar(&f.Kind, "kind", "", "only those of this kind, such as no_owner")
	l.flags(c)
	return c
}

// defectTable prints defects, one a line, in UTC.
func defectTable(out io.Writer, all []wire.Defect) error {
	rows := make([][]string, 0, len(all))
	for _, d := range all {
		rows = append(rows, []string{when(d.Since), d.Kind, d.Subject, d.Team, orDash(d.Detail)})
	}
	return printTable(out, "SINCE|KIND|SUBJECT|TEAM|DETAIL", rows)
}
