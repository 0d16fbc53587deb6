package cli

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"rollcall.dev/rollcall/internal/client"
)

func resendCommand(s *server) *cobra.Command {
	var allDead, force bool
	var receiver string
	c := &cobra.Command{
		Use:   "resend {ID... | --all-dead}",
		Short: "Send messages again that could not be told",
		Long: `Send messages again, under the same ids: those named, or all that were given up. Each goes behind what waits for the
same incident and destination. An update that a newer one has replaced is not sent again.

Needs a token with the role act. Ends with 0 where all of them wait to be sent now, with 1 where one does not, with 2 where it is called
wrongly.`,
		RunE: func(c *cobra.Command, ids []string) error {
			switch {
			case allDead == (len(ids) > 0):
				return usageError{errors.New("rollcall deliveries resend takes the ids of deliveries, or --all-dead")}
			case receiver != "" && !allDead:
				return usageError{fmt.Errorf("--receiver %q: allowed with --all-dead", receiver)}
			case force && allDead:
				return usageError{errors.New("--force: allowed with ids")}
			}
			api, err := s.client()
			if err != nil {
				return err
			}
			if allDead {
				return resendDead(c, api, receiver)
			}
			return resendEach(c, api, ids, force)
		},
	}
	c.Flags().BoolVar(&allDead, "all-dead", false, "all that were given up")
	c.Flags().StringVar(&receiver, "receiver", "", "with --all-dead: only those to this receiver")
	c.Flags().BoolVar(&force, "force", false, "also what has arrived: it is told twice then, unless its receiver recognises it")
	return c
}

func resendEach(c *cobra.Command, api *client.Client, ids []string, force bool) error {
	failed := 0
	for _, id := range ids {
		d, err := api.Resend(c.Context(), id, force)
		if err != nil {
			failed++
			_, _ = fmt.Fprintf(c.ErrOrStderr(), "%s: %v\n", plain(id), err)
			continue
		}
		_, _ = fmt.Fprintf(c.OutOrStdout(), "%s waits to be sent to %s\n", plain(d.ID), place(d))
	}
	return unsent(failed)
}

func resendDead(c *cobra.Command, api *client.Client, receiver string) error {
	all, err := api.ResendDead(c.Context(), receiver)
	for _, r := range all.Refused {
		_, _ = fmt.Fprintf(c.ErrOrStderr(), "%s: %s\n", plain(r.ID), plain(r.Reason))
	}
	count(c.OutOrStdout(), len(all.Resent))
	if err != nil {
		return err
	}
	return unsent(len(all.Refused))
}

func count(out io.Writer, n int) {
	switch n {
	case 0:
		_, _ = fmt.Fprintln(out, "There are no dead letters to send.")
	case 1:
		_, _ = fmt.Fprintln(out, "1 message waits to be sent.")
	default:
		_, _ = fmt.Fprintf(out, "%d messages wait to be sent.\n", n)
	}
}

func unsent(n int) error {
	if n == 0 {
		return nil
	}
	return fmt.Errorf("%d not sent again", n)
}
