package cli

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rollcall.dev/rollcall/internal/app"
	"rollcall.dev/rollcall/internal/config"
)

func routeCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "route", Short: "See who is told",
		Args: exactly(0, "a subcommand: explain"),
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(routeExplainCommand())
	return c
}

func routeExplainCommand() *cobra.Command {
	var o app.ExplainOptions
	var file, output, at string
	c := &cobra.Command{
		Use:   "explain NAMESPACE/CRONJOB",
		Short: "Say who would be told if the job failed now, by when they were to act, and why it is they",
		Args:  exactly(1, "NAMESPACE/CRONJOB"),
		RunE: func(c *cobra.Command, args []string) error {
			err := explainArguments(args[0], output, at, &o)
			if err != nil {
				return usageError{err}
			}
			o.Config = config.Default()
			if file != "" {
				if o.Config, _, err = config.LoadWithoutSecrets(file); err != nil {
					return fmt.Errorf("configuration:\n%w", err)
				}
			}
			o.Stdin = c.InOrStdin()
			e, err := app.Explain(c.Context(), o)
			if err != nil {
				return err
			}
			if output == "json" {
				return printJSON(c.OutOrStdout(), e)
			}
			return explanation(c.OutOrStdout(), e)
		},
	}
	c.Flags().StringVar(&file, "config", "", "configuration file (YAML)")
	c.Flags().StringArrayVarP(&o.Paths, "file", "f", nil, "manifests instead of the cluster: a file, a directory, or -; may be given often")
	c.Flags().StringVarP(&output, "output", "o", "text", "text or json")
	c.Flags().StringVar(&at, "at", "", "when it fails, such as 2026-11-30T03:00:00Z; now")
	return c
}

func explainArguments(job, output, at string, o *app.ExplainOptions) error {
	var ok bool
	if o.Namespace, o.Name, ok = strings.Cut(job, "/"); !ok || o.Namespace == "" || o.Name == "" {
		return fmt.Errorf("%q: use NAMESPACE/CRONJOB", job)
	}
	if err := oneOf("output", output, "text", "json"); err != nil {
		return err
	}
	o.Now = time.Now().Truncate(time.Second)
	if at == "" {
		return nil
	}
	when, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return errors.New("--at " + at + ": use a time such as 2026-11-30T03:00:00Z")
	}
	o.Now = when
	return nil
}
