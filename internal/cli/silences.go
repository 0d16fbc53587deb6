package cli

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rollcall.dev/rollcall/internal/rest/wire"
)

func silencesCommand() *cobra.Command {
	var s server
	var ended bool
	var l listing
	c := &cobra.Command{
		Use:   "silences",
		Short: "Show what is kept quiet, and keep something quiet",
		Long: `Show the silences of a running Rollcall, the newest first: what is kept quiet, by whom, why, and until when.

It asks the API, for which the configuration names tokens (api.tokens). Ends with 0, or with 1 where the server refuses or cannot be
reached, or with 2 where it is called wrongly.`,
		Args: exactly(0, "no arguments, or a subcommand: add, end"),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := l.check(); err != nil {
				return err
			}
			api, err := s.client()
			if err != nil {
				return err
			}
			all, err := api.Silences(c.Context(), ended, l.limit)
			if err != nil {
				return err
			}
			if l.output == "json" {
				return printJSON(c.OutOrStdout(), all)
			}
			return silenceTable(c.OutOrStdout(), all)
		},
	}
	s.flags(c)
	c.Flags().BoolVar(&ended, "ended", false, "also those that are over")
	l.flags(c)
	c.AddCommand(addSilenceCommand(&s), endSilenceCommand(&s))
	return c
}

// silenceTable prints silences, one a line, in UTC.
func silenceTable(out io.Writer, all []wire.Silence) error {
	rows := make([][]string, 0, len(all))
	for _, s := range all {
		rows = append(rows, []string{when(s.CreatedAt), s.ID, lasts(s), s.By.String(), strconv.Itoa(s.Muted), covers(s), s.Reason})
	}
	return printTable(out, "BEGUN|ID|UNTIL|BY|MUTED|WHAT|REASON", rows)
}

// lasts is until when it is quiet.
func lasts(s wire.Silence) string {
	switch {
	case !s.EndedAt.IsZero():
		text := "ended " + when(s.EndedAt)
		if s.EndedBy != nil {
			text += " by " + s.EndedBy.String()
		}
		return text
	case s.UntilRecovery:
		return when(s.Until) + " or recovery"
	default:
		return when(s.Until)
	}
}

// covers names what is kept quiet, or the job that is suspended instead.
func covers(s wire.Silence) string {
	if s.Suspends == nil {
		return matched(s.Match)
	}
	text := "suspends " + s.Suspends.Job + " (" + s.Suspends.State
	if s.Suspends.Problem != "" {
		text += ": " + s.Suspends.Problem
	}
	return text + ")"
}

// matched names what is kept quiet.
func matched(m wire.Match) string {
	var parts []string
	for _, p := range [][2]string{
		{"monitor", m.Monitor}, {"cluster", m.Cluster}, {"namespace", m.Namespace}, {"name", m.Name}, {"owner", m.Owner}, {"cause", m.Cause},
	} {
		if p[1] != "" {
			parts = append(parts, p[0]+" "+p[1])
		}
	}
	for _, k := range slices.Sorted(maps.Keys(m.Labels)) {
		parts = append(parts, "label "+k+"="+m.Labels[k])
	}
	return strings.Join(parts, ", ")
}

func endSilenceCommand(s *server) *cobra.Command {
	return &cobra.Command{
		Use:   "end ID",
		Short: "End a silence before its time: what goes on is told then",
		Args:  exactly(1, "the id of a silence"),
		RunE: func(c *cobra.Command, args []string) error {
			api, err := s.client()
			if err != nil {
				return err
			}
			ended, err := api.EndSilence(c.Context(), args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "%s has ended: %s\n", plain(ended.ID), plain(matched(ended.Match)))
			return err
		},
	}
}
