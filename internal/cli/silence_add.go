package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rollcall.dev/rollcall/internal/rest/wire"
)

func addSilenceCommand(s *server) *cobra.Command {
	var n wire.NewSilence
	var labels []string
	c := &cobra.Command{
		Use:   "add {--namespace|--name|--label|…} {--for|--until} --reason TEXT",
		Short: "Keep quiet what matches, until an instant",
		Long: `Keep quiet what matches all that is given. What happens meanwhile is counted and listed, and told at the end if it goes on.

Needs a token with the role act. Ends with 0, or with 1 where the server refuses or cannot be reached, or with 2 where it is called
wrongly.`,
		Args: exactly(0, "flags only"),
		RunE: func(c *cobra.Command, _ []string) error {
			var err error
			if n.Match.Labels, err = labelled(labels); err != nil {
				return err
			}
			if err := checkSilence(n); err != nil {
				return err
			}
			api, err := s.client()
			if err != nil {
				return err
			}
			begun, err := api.Silence(c.Context(), n)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "%s until %s: %s\n", plain(begun.ID), plain(lasts(begun)), plain(matched(begun.Match)))
			return err
		},
	}
	c.Flags().StringVar(&n.Match.Namespace, "namespace", "", "namespace, with * ? [a-z] as in file names")
	c.Flags().StringVar(&n.Match.Name, "name", "", "name of the job, likewise")
	c.Flags().StringVar(&n.Match.Cluster, "cluster", "", "cluster, likewise")
	c.Flags().StringArrayVar(&labels, "label", nil, "KEY=VALUE, a label of the job; may be given several times")
	c.Flags().StringVar(&n.Match.Owner, "owner", "", "id of the team")
	c.Flags().StringVar(&n.Match.Cause, "cause", "", "code of the cause, as in docs/verdicts.md")
	c.Flags().StringVar(&n.Match.Monitor, "monitor", "", "id of one monitor")
	c.Flags().StringVar(&n.For, "for", "", "how long, such as 30m, 4h, 2d")
	c.Flags().StringVar(&n.Until, "until", "", "until when, such as 2026-12-01T08:00:00Z")
	c.Flags().StringVar(&n.Reason, "reason", "", "why, for whoever wonders later")
	c.Flags().BoolVar(&n.UntilRecovery, "until-recovery", false, "end it before that, with the first recovery")
	return c
}

// labelled reads KEY=VALUE texts.
func labelled(texts []string) (map[string]string, error) {
	all := map[string]string{}
	for _, text := range texts {
		key, value, ok := strings.Cut(text, "=")
		if !ok || key == "" {
			return nil, usageError{fmt.Errorf("--label %q: allowed is KEY=VALUE", text)}
		}
		all[key] = value
	}
	return all, nil
}

func checkSilence(n wire.NewSilence) error {
	switch {
	case matched(n.Match) == "":
		return usageError{errors.New("rollcall silences add takes at least one of " +
			"--namespace, --name, --cluster, --label, --owner, --cause, --monitor")}
	case (n.For == "") == (n.Until == ""):
		return usageError{errors.New("rollcall silences add takes --for or --until")}
	case strings.TrimSpace(n.Reason) == "":
		return usageError{errors.New("rollcall silences add takes --reason")}
	}
	return nil
}
