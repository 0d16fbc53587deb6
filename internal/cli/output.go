package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
)

// listing is how a command prints, and how much at most.
type listing struct {
	output string
	limit  int
}

// flags adds the flags of a command that lists something.
func (l *listing) flags(c *cobra.Command) {
	c.Flags().IntVar(&l.limit, "limit", 100, "how many at most")
	outputFlag(c, &l.output)
}

func outputFlag(c *cobra.Command, output *string) {
	c.Flags().StringVarP(output, "output", "o", "table", "table or json")
}

func (l *listing) check() error {
	if l.limit < 1 || l.limit > maxListed {
		return usageError{fmt.Errorf("--limit %d: allowed are 1 to %d", l.limit, maxListed)}
	}
	return checkOutput(l.output)
}

func checkOutput(output string) error { return oneOf("output", output, "table", "json") }

// oneOf checks the value of a flag.
func oneOf(flag, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	allowed = slices.DeleteFunc(slices.Clone(allowed), func(a string) bool { return a == "" })
	return usageError{fmt.Errorf("--%s %q: allowed are %s", flag, value, strings.Join(allowed, ", "))}
}

// printJSON prints something for machines.
func printJSON(out io.Writer, v any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}

// printTable prints rows, one a line; cells are texts that are not trusted.
func printTable(out io.Writer, header string, rows [][]string) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, strings.ReplaceAll(header, "|", "\t"))
	for _, row := range rows {
		for i, cell := range row {
			row[i] = plain(cell)
		}
		_, _ = fmt.Fprintln(w, strings.TrimRight(strings.Join(row, "\t"), "\t"))
	}
	return w.Flush()
}

// when is an instant in a table, in UTC; a dash where there is none.
func when(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.DateTime)
}
