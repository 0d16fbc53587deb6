package cli

import (
	"errors"
	"io"

	"github.com/spf13/cobra"

	"rollcall.dev/rollcall/internal/client"
	"rollcall.dev/rollcall/internal/rest/wire"
)

func monitorsCommand() *cobra.Command {
	var s server
	var f client.MonitorFilter
	var l listing
	c := &cobra.Command{
		Use:   "monitors",
		Short: "Show what is watched, and how it stands",
		Long: `Show the jobs that a running Rollcall watches, by namespace and name: how each stands, whose it is, when it last succeeded and when it
is due next.

It asks the API, for which the configuration names tokens (api.tokens). Ends with 0, or with 1 where the server refuses or cannot be
reached, or with 2 where it is called wrongly.`,
		Args: exactly(0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := errors.Join(oneOf("source", f.Source, "", "kubernetes", "checkin", "honeybadger"), l.check()); err != nil {
				return err
			}
			f.Limit = l.limit
			api, err := s.client()
			if err != nil {
				return err
			}
			all, err := api.Monitors(c.Context(), f)
			if err != nil {
				return err
			}
			if l.output == "json" {
				return printJSON(c.OutOrStdout(), all)
			}
			return monitorTable(c.OutOrStdout(), all)
		},
	}
	s.flags(c)
	c.Flags().StringVar(&f.Source, "source", "", "only kubernetes, checkin or honeybadger")
	c.Flags().StringVar(&f.Namespace, "namespace", "", "only those of this namespace")
	c.Flags().StringVar(&f.Search, "search", "", "only those with this in their namespace or name")
	l.flags(c)
	return c
}

// monitorTable prints monitors, one a line, in UTC.
func monitorTable(out io.Writer, all []wire.Monitor) error {
	rows := make([][]string, 0, len(all))
	for _, m := range all {
		rows = append(rows, []string{m.Job, m.State, orDash(m.Owner), orDash(m.Schedule), when(m.LastSuccess), when(m.NextSlot), m.ID})
	}
	return printTable(out, "JOB|STATE|OWNER|SCHEDULE|LAST SUCCESS|NEXT|ID", rows)
}
