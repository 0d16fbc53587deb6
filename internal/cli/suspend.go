package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rollcall.dev/rollcall/internal/rest/wire"
)

func suspendCommand() *cobra.Command {
	var s server
	var n wire.NewSuspension
	var cluster, output string
	c := &cobra.Command{
		Use:   "suspend NAMESPACE/CRONJOB {--for|--until} --reason TEXT",
		Short: "Suspend a CronJob for a time: it is resumed at the end by itself",
		Long: `Suspend a CronJob for a time: no run of it begins, and it is resumed at the end by itself.

Needs a token with the role operate. Ends with 0 where that is under way, or with 1 where the server refuses or cannot be reached, or with 2
where it is called wrongly.`,
		Args: exactly(1, "NAMESPACE/CRONJOB"),
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case (n.For == "") == (n.Until == ""):
				return usageError{errors.New("rollcall suspend takes --for or --until")}
			case strings.TrimSpace(n.Reason) == "":
				return usageError{errors.New("rollcall suspend takes --reason")}
			}
			if err := checkOutput(output); err != nil {
				return err
			}
			api, err := s.client()
			if err != nil {
				return err
			}
			m, err := cronJob(c.Context(), api, args[0], cluster)
			if err != nil {
				return err
			}
			held, err := api.Suspend(c.Context(), m.ID, n)
			if err != nil {
				return err
			}
			if output == "json" {
				return printJSON(c.OutOrStdout(), held)
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "%s is suspended in a moment, until %s\n", plain(m.Job), when(held.Until))
			return err
		},
	}
	s.flags(c)
	c.Flags().StringVar(&n.For, "for", "", "how long, such as 30m, 4h, 2d")
	c.Flags().StringVar(&n.Until, "until", "", "until when, such as 2026-12-01T08:00:00Z")
	c.Flags().StringVar(&n.Reason, "reason", "", "why, for whoever wonders later")
	c.Flags().StringVar(&cluster, "cluster", "", "the cluster that has it, where several do")
	outputFlag(c, &output)
	return c
}

func resumeCommand() *cobra.Command {
	var s server
	var cluster, output string
	c := &cobra.Command{
		Use:   "resume NAMESPACE/CRONJOB",
		Short: "Resume a CronJob that Rollcall has suspended, before the end",
		Long: `Resume a CronJob that Rollcall has suspended, before the end. What somebody else suspended is left alone.

Needs a token with the role operate. Ends with 0 where that is under way, or with 1 where the server refuses or cannot be reached, or with 2
where it is called wrongly.`,
		Args: exactly(1, "NAMESPACE/CRONJOB"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkOutput(output); err != nil {
				return err
			}
			api, err := s.client()
			if err != nil {
				return err
			}
			m, err := cronJob(c.Context(), api, args[0], cluster)
			if err != nil {
				return err
			}
			lifted, err := api.Resume(c.Context(), m.ID)
			if err != nil {
				return err
			}
			if output == "json" {
				return printJSON(c.OutOrStdout(), lifted)
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "%s is resumed in a moment\n", plain(m.Job))
			return err
		},
	}
	s.flags(c)
	c.Flags().StringVar(&cluster, "cluster", "", "the cluster that has it, where several do")
	outputFlag(c, &output)
	return c
}
