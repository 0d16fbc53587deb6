package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"rollcall.dev/rollcall/internal/client"
	"rollcall.dev/rollcall/internal/rest/wire"
)

// answerCommands are what somebody may say of incidents.
func answerCommands(s *server) []*cobra.Command {
	return []*cobra.Command{
		answerCommand(s, "ack", "acknowledge", "Say that you are at it: nobody else is called any more"),
		answerCommand(s, "snooze", "snooze", "Have them quiet for a time: --for 2h, or --until an instant"),
		answerCommand(s, "resolve", "resolve", "Say that they are over, whatever the runs say"),
		answerCommand(s, "reopen", "reopen", "Say that they are not over"),
		answerCommand(s, "comment", "comment", "Note something in the timeline: --text"),
		answerCommand(s, "wrong-owner", "wrong_owner", "Say that others should have been told, and with --text who"),
		answerCommand(s, "not-actionable", "not_actionable", "Say that nobody can do anything with the message"),
	}
}

func answerCommand(s *server, name, kind, short string) *cobra.Command {
	a := wire.Answer{Kind: kind}
	c := &cobra.Command{
		Use:   name + " ID...",
		Short: short,
		Long: short + `.

Needs a token with the role act. Ends with 0 where all of the incidents have taken it, with 1 where one has not, with 2 where it is
called wrongly.`,
		RunE: func(c *cobra.Command, ids []string) error {
			switch {
			case len(ids) == 0:
				return usageError{fmt.Errorf("%s takes the ids of incidents", c.CommandPath())}
			case kind == "snooze" && (a.For == "") == (a.Until == ""):
				return usageError{errors.New("rollcall incidents snooze takes --for or --until")}
			case kind == "comment" && a.Text == "":
				return usageError{errors.New("rollcall incidents comment takes --text")}
			}
			api, err := s.client()
			if err != nil {
				return err
			}
			return answerEach(c, api, ids, a)
		},
	}
	c.Flags().StringVar(&a.Text, "text", "", "what is to stand in the timeline")
	c.Flags().Int64Var(&a.Version, "version", 0,
		"the version that you saw: it is refused if the incident has changed since (0: whichever there is)")
	if kind == "snooze" {
		c.Flags().StringVar(&a.For, "for", "", "how long, such as 30m, 4h, 2d")
		c.Flags().StringVar(&a.Until, "until", "", "until when, such as 2026-12-01T08:00:00Z")
	}
	return c
}

func answerEach(c *cobra.Command, api *client.Client, ids []string, a wire.Answer) error {
	failed := 0
	for _, id := range ids {
		i, err := api.Answer(c.Context(), id, a)
		if err != nil {
			failed++
			_, _ = fmt.Fprintf(c.ErrOrStderr(), "%s: %v\n", plain(id), err)
			continue
		}
		_, _ = fmt.Fprintf(c.OutOrStdout(), "%s is %s: %s\n", plain(i.ID), plain(standing(i.Incident)), plain(i.Job))
		if i.Correction != nil {
			correction(c.OutOrStdout(), *i.Correction)
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d not answered", failed)
	}
	return nil
}

// correction prints how a job gets another owner for good.
func correction(out io.Writer, c wire.Correction) {
	_, _ = fmt.Fprintf(out, "its owner comes from: %s. To have another one, change the manifest:\n\n", plain(c.Source))
	for line := range strings.Lines(c.Patch) {
		indent := len(line) - len(strings.TrimLeft(line, " "))
		_, _ = fmt.Fprintf(out, "    %s%s\n", line[:indent], oneLine(line))
	}
	if c.Command != "" {
		_, _ = fmt.Fprintf(out, "\nor: %s\n", oneLine(c.Command))
	}
	if c.Also != "" {
		_, _ = fmt.Fprintf(out, "%s\n", oneLine(c.Also))
	}
}
