package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rollcall.dev/rollcall/internal/client"
	"rollcall.dev/rollcall/internal/rest/wire"
)

func suspendCommand() *cobra.Command {
	var o operation
	var n wire.NewSuspension
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
			return o.run(c, args[0], func(api *client.Client, monitor string) (done string, s wire.Silence, err error) {
				s, err = api.Suspend(c.Context(), monitor, n)
				return "is suspended in a moment, until " + when(s.Until), s, err
			})
		},
	}
	o.flags(c)
	c.Flags().StringVar(&n.For, "for", "", "how long, such as 30m, 4h, 2d")
	c.Flags().StringVar(&n.Until, "until", "", "until when, such as 2026-12-01T08:00:00Z")
	c.Flags().StringVar(&n.Reason, "reason", "", "why, for whoever wonders later")
	return c
}

func resumeCommand() *cobra.Command {
	var o operation
	c := &cobra.Command{
		Use:   "resume NAMESPACE/CRONJOB",
		Short: "Resume a CronJob that Rollcall has suspended, before the end",
		Long: `Resume a CronJob that Rollcall has suspended, before the end. What somebody else suspended is left alone.

Needs a token with the role operate. Ends with 0 where that is under way, or with 1 where the server refuses or cannot be reached, or with 2
where it is called wrongly.`,
		Args: exactly(1, "NAMESPACE/CRONJOB"),
		RunE: func(c *cobra.Command, args []string) error {
			return o.run(c, args[0], func(api *client.Client, monitor string) (done string, s wire.Silence, err error) {
				s, err = api.Resume(c.Context(), monitor)
				return "is resumed in a moment", s, err
			})
		},
	}
	o.flags(c)
	return c
}

// operation is something that somebody has done to a CronJob.
type operation struct {
	server          server
	cluster, output string
}

func (o *operation) flags(c *cobra.Command) {
	o.server.flags(c)
	c.Flags().StringVar(&o.cluster, "cluster", "", "the cluster that has it, where several do")
	outputFlag(c, &o.output)
}

// run has do done to the CronJob of a name, and prints what is done, or the silence that stands for it.
func (o *operation) run(c *cobra.Command, name string, do func(api *client.Client, monitor string) (done string, s wire.Silence, err error)) error {
	if err := checkOutput(o.output); err != nil {
		return err
	}
	api, err := o.server.client()
	if err != nil {
		return err
	}
	m, err := cronJob(c.Context(), api, name, o.cluster)
	if err != nil {
		return err
	}
	done, s, err := do(api, m.ID)
	if err != nil {
		return err
	}
	if o.output == "json" {
		return printJSON(c.OutOrStdout(), s)
	}
	_, err = fmt.Fprintf(c.OutOrStdout(), "%s %s\n", plain(m.Job), done)
	return err
}
