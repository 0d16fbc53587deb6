package cli

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"rollcall.dev/rollcall/internal/app"
	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/internal/lint"
)

type lintFlags struct {
	file, output, failOn string
	o                    app.LintOptions
	severities           []string
}

func lintCommand() *cobra.Command {
	var f lintFlags
	c := &cobra.Command{
		Use:   "lint PATH... | --cluster",
		Short: "Judge the manifests of CronJobs: owners, schedules, lost evidence",
		Long: `Judge CronJobs before they run: whose they are, what clock changes do to them, what will be missing when they fail.

PATH is a file, a directory with all that is beneath it (*.yaml, *.yml, *.json), or - for standard input:

  helm template . | rollcall lint -
  kustomize build overlays/prod | rollcall lint --config rollcall.yaml -

It ends with 0, with 1 where something is as bad as --fail-on or worse, and with 2 where something could not be read.`,
		RunE: f.run,
	}
	c.Flags().StringVar(&f.file, "config", "", "configuration file, for its teams, rules and severities")
	c.Flags().BoolVar(&f.o.Cluster, "cluster", false, "the CronJobs of the cluster that kubectl would talk to")
	c.Flags().StringVarP(&f.output, "output", "o", "text", strings.Join(app.LintFormats(), ", "))
	c.Flags().StringVar(&f.failOn, "fail-on", "error", "error, warning or never")
	c.Flags().StringArrayVar(&f.severities, "severity", nil, "RULE=error|warning|info|off; may be given often")
	c.Flags().BoolVar(&f.o.Fix, "fix", false, "write the annotations that the rules of --config give into the files")
	c.Flags().BoolVar(&f.o.DryRun, "dry-run", false, "with --fix: show what would be written")
	return c
}

func (f *lintFlags) run(c *cobra.Command, args []string) error {
	if err := f.check(args); err != nil {
		return usageError{err}
	}
	if f.file != "" {
		cfg, _, err := config.LoadWithoutSecrets(f.file)
		if err != nil {
			return usageError{fmt.Errorf("configuration:\n%w", err)}
		}
		f.o.Config = &cfg
	}
	f.o.Paths, f.o.Stdin, f.o.Now = args, c.InOrStdin(), time.Now()
	result, unread := app.Lint(c.Context(), f.o)
	if unread != nil && result.Report.Findings == nil {
		return usageError{unread}
	}
	if err := f.show(c, result); err != nil {
		return err
	}
	switch {
	case unread != nil:
		return usageError{unread}
	case !f.o.DryRun && f.failOn != "never" && result.Report.Fails(lint.Severity(f.failOn)):
		return codeError(exitFailed)
	default:
		return nil
	}
}

// jobs counts them.
func jobs(n int) string {
	if n == 1 {
		return "1 job"
	}
	return fmt.Sprintf("%d jobs", n)
}

// show writes the report, or what --dry-run is for.
func (f *lintFlags) show(c *cobra.Command, r app.LintResult) error {
	if f.o.DryRun {
		if _, err := fmt.Fprint(c.OutOrStdout(), r.Diff); err != nil {
			return err
		}
		_, _ = fmt.Fprintf(c.ErrOrStderr(), "%s would get annotations\n", jobs(r.Fixed))
		for _, n := range r.Report.Notes {
			_, _ = fmt.Fprintf(c.ErrOrStderr(), "note: %s:%d: %s\n", oneLine(n.File), n.Line, oneLine(n.Text))
		}
		return nil
	}
	if f.o.Fix {
		_, _ = fmt.Fprintf(c.ErrOrStderr(), "%s got annotations\n", jobs(r.Fixed))
	}
	out, terminal := c.OutOrStdout().(*os.File)
	colour := terminal && term.IsTerminal(int(out.Fd())) && os.Getenv("NO_COLOR") == "" // https://no-color.org
	return app.WriteLint(c.OutOrStdout(), r.Report, f.output, colour)
}

func (f *lintFlags) check(args []string) error {
	if err := cmp.Or(oneOf("output", f.output, app.LintFormats()...), oneOf("fail-on", f.failOn, "error", "warning", "never")); err != nil {
		return err
	}
	switch {
	case f.o.Cluster == (len(args) > 0):
		return errors.New("rollcall lint takes paths, or --cluster, and not both")
	case f.o.DryRun && !f.o.Fix:
		return errors.New("--dry-run has no effect without --fix")
	case f.o.Fix && f.file == "":
		return errors.New("--fix needs --config: the rules in it say what is written")
	case f.o.Fix && f.o.Cluster:
		return errors.New("--fix writes files: it does not change a cluster")
	}
	f.o.Severities = map[string]string{}
	for _, s := range f.severities {
		rule, severity, ok := strings.Cut(s, "=")
		if !ok {
			return fmt.Errorf("--severity %q: use RULE=error, RULE=warning, RULE=info or RULE=off", s)
		}
		f.o.Severities[rule] = severity
	}
	if _, err := lint.ParseSeverities(f.o.Severities); err != nil {
		return fmt.Errorf("--severity: %w", err)
	}
	return nil
}
