package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rollcall.dev/rollcall/internal/client"
)

// maxListed bounds --limit.
const maxListed = 100_000

func deliveriesCommand() *cobra.Command {
	var s server
	var f client.DeliveryFilter
	var output string
	c := &cobra.Command{
		Use:   "deliveries",
		Short: "Show what was told to whom, and what could not be told",
		Long: `Show the messages of a running Rollcall, the newest first: what was told to whom, what waits, what was given up (dead).

It asks the API, for which the configuration names tokens (api.tokens). Ends with 0, or with 1 where the server refuses or cannot be
reached, or with 2 where it is called wrongly.`,
		Args: exactly(0, "no arguments, or a subcommand: resend"),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := checkDeliveries(f, output); err != nil {
				return err
			}
			api, err := s.client()
			if err != nil {
				return err
			}
			all, err := api.Deliveries(c.Context(), f)
			if err != nil {
				return err
			}
			if output == "json" {
				encoder := json.NewEncoder(c.OutOrStdout())
				encoder.SetIndent("", "  ")
				return encoder.Encode(all)
			}
			return deliveryTable(c.OutOrStdout(), all)
		},
	}
	s.flags(c)
	c.Flags().StringVar(&f.Status, "status", "", "only those that are pending, sent, skipped or dead")
	c.Flags().StringVar(&f.Incident, "incident", "", "only those of the incident with this id")
	c.Flags().StringVar(&f.Receiver, "receiver", "", "only those to this receiver: slack, console, webhook/NAME")
	c.Flags().IntVar(&f.Limit, "limit", 100, "how many at most")
	c.Flags().StringVarP(&output, "output", "o", "table", "table or json")
	c.AddCommand(resendCommand(&s))
	return c
}

// checkDeliveries checks the flags.
func checkDeliveries(f client.DeliveryFilter, output string) error {
	statuses := []string{"", "pending", "sent", "skipped", "dead"}
	switch {
	case !slices.Contains(statuses, f.Status):
		return usageError{fmt.Errorf("--status %q: allowed are %s", f.Status, strings.Join(statuses[1:], ", "))}
	case f.Limit < 1 || f.Limit > maxListed:
		return usageError{fmt.Errorf("--limit %d: allowed are 1 to %d", f.Limit, maxListed)}
	case output != "table" && output != "json":
		return usageError{fmt.Errorf("--output %q: allowed are table, json", output)}
	}
	return nil
}
