package cli

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"rollcall.dev/rollcall/internal/checkin/execute"
	"rollcall.dev/rollcall/internal/version"
)

// codeError is how a command of somebody else's ended; nothing is to be said about it.
type codeError int

func (c codeError) Error() string { return fmt.Sprintf("exit code %d", int(c)) }

// runIDVariable names the environment variable with the id of the run, which a Pod fills in with the UID of its Job.
const runIDVariable = "ROLLCALL_RUN_ID"

// keeperName is the command by which exec starts its keeper.
const keeperName = "exec-keeper"

func execCommand() *cobra.Command {
	var o execute.Options
	c := &cobra.Command{
		Use:   "exec [flags] URL -- COMMAND [ARGUMENT...]",
		Short: "Run a command and report its start and its end at a URL; ends with the command's own exit code",
		Long: `Run a command and report at a URL that it began and how it ended: exit code, duration, peak memory, the end of its output.

It ends with the command's own exit code: 128+n where signal n ended it, 127 or 126 where it could not be started.
The command never suffers from the report: what cannot be told now is kept on disk and told later, with the original times.
The URL is that of a check-in of Rollcall, Honeybadger or healthchecks. ROLLCALL_RUN_ID may hold the id of the run, a UUID: in the run of a
CronJob that is the UID of its Job.`,
		DisableFlagParsing: true, // what is wrong before the -- must not keep the command from running
	}
	flags := c.Flags()
	flags.StringVar(&o.URL, "url", "", "the URL, for who prefers a flag")
	flags.StringVar(&o.Spool, "spool", "", "folder for what cannot be told yet (default: of systemd, the system or the user)")
	flags.BoolVar(&o.NoOutput, "no-output", false, "do not look at the command's output")
	flags.DurationVar(&o.Wait, "wait", 0, "after the end, wait so long at most for the report (default: 55s as process 1, else 0s)")
	c.RunE = func(c *cobra.Command, args []string) error {
		before, command := split(args)
		if len(command) == 0 {
			if slices.Contains(before, "--help") || slices.Contains(before, "-h") {
				return c.Help()
			}
			return usageError{errors.New("rollcall exec takes a URL, --, and the command to run; no command is given")}
		}
		o.Command, o.Log, o.UserAgent = command, c.ErrOrStderr(), "rollcall/"+version.Version()
		o.Keeper, o.RunID = []string{"rollcall", keeperName}, os.Getenv(runIDVariable)
		if err := parse(c, &o, before); err != nil {
			_, _ = fmt.Fprintf(o.Log, "rollcall exec: %v\n", err)
			o.URL = "" // which is not reported to
		}
		return codeError(o.Run())
	}
	return c
}

// split parts the arguments at the first --.
func split(args []string) (before, command []string) {
	i := slices.Index(args, "--")
	if i < 0 {
		return args, nil
	}
	return args[:i], args[i+1:]
}

// parse reads what stands before the --. Its errors do not repeat the URL, which is a secret.
func parse(c *cobra.Command, o *execute.Options, before []string) error {
	if err := c.Flags().Parse(before); err != nil {
		return err
	}
	if o.Wait < 0 || o.Wait > 24*time.Hour {
		return fmt.Errorf("--wait %s: allowed are 0s to 24h", o.Wait)
	}
	urls := c.Flags().Args()
	if o.URL != "" {
		urls = append(urls, o.URL)
	}
	if len(urls) != 1 {
		return fmt.Errorf("one URL is wanted before the --; %d given", len(urls))
	}
	o.URL = urls[0]
	return nil
}

// keeperCommand is how exec starts its keeper; it is for nobody else.
func keeperCommand() *cobra.Command {
	return &cobra.Command{
		Use:    keeperName + " DESCRIPTOR",
		Hidden: true,
		Args:   exactly(1, "the number of a descriptor, from rollcall exec"),
		RunE: func(_ *cobra.Command, args []string) error {
			socket, err := strconv.Atoi(args[0])
			if err != nil || socket <= 2 {
				return usageError{fmt.Errorf("descriptor %q: rollcall exec gives the number of one", args[0])}
			}
			return codeError(execute.Keep(socket))
		},
	}
}
