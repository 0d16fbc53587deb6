package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"rollcall.dev/rollcall/internal/app"
	"rollcall.dev/rollcall/internal/config"
)

func configCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "config", Short: "Work with the configuration",
		Args: exactly(0, "a subcommand: check"),
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(configCheckCommand())
	return c
}

func configCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE",
		Short: "Check a configuration file: every mistake at once, with its line",
		Args:  exactly(1, "the path of one file"),
		RunE: func(c *cobra.Command, args []string) error {
			cfg, warnings, err := config.Load(args[0])
			for _, w := range warnings {
				_, _ = fmt.Fprintln(c.ErrOrStderr(), "warning:", w)
			}
			if err == nil {
				err = app.Check(cfg)
			}
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "%s is valid: cluster %s, store %s, %d teams, %d rules\n",
				args[0], cfg.Cluster, cfg.Store, len(cfg.Teams), len(cfg.Rules))
			return err
		},
	}
}
