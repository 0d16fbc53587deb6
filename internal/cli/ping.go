package cli

import (
	"github.com/spf13/cobra"

	"rollcall.dev/rollcall/internal/checkin/ping"
	"rollcall.dev/rollcall/internal/version"
)

func pingCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "ping URL",
		Short: "Check in at a URL: at once, after 10 s, after 30 s; always ends with 0",
		Long: `Check in at a URL: at once, after 10 s and after another 30 s, until it is answered.

It always ends with 0 and within a minute, whatever happens: the job that it reports for must never suffer from it.`,
		DisableFlagParsing: true, // whatever stands there, the job that follows must not fail over it
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 && (args[0] == "--help" || args[0] == "-h") {
				return c.Help()
			}
			url := ""
			if len(args) > 0 {
				url = args[len(args)-1]
			}
			ping.Run(c.Context(), ping.Options{URL: url, Log: c.ErrOrStderr(), UserAgent: "rollcall/" + version.Version()})
			return nil
		},
	}
}
