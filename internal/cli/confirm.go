package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"rollcall.dev/rollcall/internal/rest/wire"
)

// confirmRerun shows an offer and has it confirmed, by flags or by somebody at a terminal. What is asked goes to stderr.
func confirmRerun(c *cobra.Command, o wire.Offer, f *rerunFlags) error {
	if err := showOffer(c.ErrOrStderr(), o); err != nil {
		return err
	}
	in := bufio.NewReader(c.InOrStdin())
	asks := !f.yes && terminal(c.InOrStdin())
	if o.MustCheck && !f.checked {
		if !asks {
			return errors.New("nothing says that it is safe to run it again: make sure that it may be, and say so with --checked")
		}
		f.checked = yes(c, in, "Nothing says that this is safe. Have you made sure that it may be run again?")
		if !f.checked {
			return errors.New("not run again")
		}
	}
	switch {
	case f.yes:
		return nil
	case !asks:
		return usageError{errors.New("rollcall rerun takes --yes where nobody can be asked")}
	case !yes(c, in, "Run it again?"):
		return errors.New("not run again")
	}
	return nil
}

// terminal reports whether somebody can be asked.
func terminal(in io.Reader) bool {
	file, ok := in.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// yes asks a question; whatever is not yes is no.
func yes(c *cobra.Command, in *bufio.Reader, question string) bool {
	_, _ = fmt.Fprint(c.ErrOrStderr(), question+" [y/N] ")
	line, _ := in.ReadString('\n') // an end of the input is no yes
	said := strings.ToLower(strings.TrimSpace(line))
	return said == "y" || said == "yes"
}

// showOffer prints what would be run.
func showOffer(out io.Writer, o wire.Offer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(name, value string) {
		if value = oneLine(value); value != "" {
			_, _ = fmt.Fprintf(w, "%s\t%s\n", name, value)
		}
	}
	line("cluster", o.Cluster)
	line("cronjob", o.Namespace+"/"+o.Name)
	for _, image := range o.Images {
		line("image", image)
	}
	line("job", o.JobName+", as of now")
	declared := o.Declared
	if declared == "" {
		declared = "nothing, which is not safe"
	}
	line("declares", declared)
	line("note", o.Note)
	for _, warning := range o.Warnings {
		line("mind", warning)
	}
	return w.Flush()
}
