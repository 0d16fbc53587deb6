package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// The exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// usageError marks a command that was called wrongly.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// Execute runs the command line and returns the exit code.
func Execute(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := &cobra.Command{
		Use:   "rollcall",
		Short: "Tells the right people, in time and truthfully, that a scheduled job failed or never ran",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError{fmt.Errorf("unknown command %q; see rollcall --help", args[0])}
			}
			return nil
		},
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(serveCommand(), execCommand(), keeperCommand(), pingCommand(), configCommand(), monitorsCommand(), incidentsCommand(),
		silencesCommand(), rerunCommand(), suspendCommand(), resumeCommand(), deliveriesCommand(), defectsCommand(), lintCommand(),
		routeCommand(), versionCommand())

	err := root.ExecuteContext(ctx)
	var usage usageError
	var code codeError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &code):
		return int(code)
	case errors.As(err, &usage):
		_, _ = fmt.Fprintf(stderr, "rollcall: %v\n", err)
		return exitUsage
	default:
		_, _ = fmt.Fprintf(stderr, "rollcall: %v\n", err)
		return exitFailed
	}
}

// exactly is cobra.ExactArgs with an error that says what is wanted.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != n {
			return usageError{fmt.Errorf("%s takes %s; %d arguments given", c.CommandPath(), what, len(args))}
		}
		return nil
	}
}
