package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"rollcall.dev/rollcall/internal/client"
)

// maxListed bounds --limit.
const maxListed = 100_000

func deliveriesCommand() *cobra.Command {
	var s server
	var f client.DeliveryFilter
	var l listing
	c := &cobra.Command{
		Use:   "deliveries",
		Short: "Show what was told to whom, and what could not be told",
		Long: `Show the messages of a running Rollcall, the newest first: what was told to whom, what waits, what was given up (dead).

It asks the API, for which the configuration names tokens (api.tokens). Ends with 0, or with 1 where the server refuses or cannot be
reached, or with 2 where it is called wrongly.`,
		Args: exactly(0, "no arguments, or a subcommand: resend"),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := errors.Join(oneOf("status", f.Status, "", "pending", "sent", "skipped", "dead"), l.check()); err != nil {
				return err
			}
			f.Limit = l.limit
			api, err := s.client()
			if err != nil {
				return err
			}
			all, err := api.Deliveries(c.Context(), f)
			if err != nil {
				return err
			}
			if l.output == "json" {
				return printJSON(c.OutOrStdout(), all)
			}
			return deliveryTable(c.OutOrStdout(), all)
		},
	}
	s.flags(c)
	c.Flags().StringVar(&f.Status, "status", "", "only those that are pending, sent, skipped or dead")
	c.Flags().StringVar(&f.Incident, "incident", "", "only those of the incident with this id")
	c.Flags().StringVar(&f.Receiver, "receiver", "", "only those to this receiver: slack, console, webhook/NAME")
	l.flags(c)
	c.AddCommand(resendCommand(&s))
	return c
}
