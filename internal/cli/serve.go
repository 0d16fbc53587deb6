package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"rollcall.dev/rollcall/internal/app"
	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/internal/telemetry"
)

func serveCommand() *cobra.Command {
	var file, level, format string
	c := &cobra.Command{
		Use:   "serve",
		Short: "Run Rollcall: watch, decide, tell",
		Long: `Run Rollcall: watch, decide, tell.

Without --config it keeps everything in ./data, listens on 127.0.0.1:8080, watches the cluster of the
kubeconfig or service account that it finds, and tells on the console and on the inbox page.`,
		Args: exactly(0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			log, err := telemetry.NewLogger(c.ErrOrStderr(), level, format)
			if err != nil {
				return usageError{err}
			}
			cfg := config.Default()
			if file != "" {
				var warnings config.Problems
				if cfg, warnings, err = config.Load(file); err != nil {
					return fmt.Errorf("configuration:\n%w", err)
				}
				for _, w := range warnings {
					log.Warn("configuration_warning", "problem", w.String())
				}
			}
			app.TuneMemory()
			return app.Serve(c.Context(), app.ServeOptions{Config: cfg, File: file, Logger: log, Out: c.OutOrStdout()})
		},
	}
	c.Flags().StringVar(&file, "config", "", "configuration file (YAML)")
	c.Flags().StringVar(&level, "log-level", "info", "debug, info, warn or error")
	c.Flags().StringVar(&format, "log-format", "auto", "auto, text or json")
	return c
}
