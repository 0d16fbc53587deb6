package cli

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"rollcall.dev/rollcall/internal/client"
)

// maxCell is how many characters of a text a table shows; -o json shows all of it.
const maxCell = 100

// deliveryTable prints deliveries, one a line, in UTC.
func deliveryTable(out io.Writer, all []client.Delivery) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "QUEUED\tID\tSTATUS\tTO\tJOB\tCHANGE\tATTEMPTS\tLAST ERROR")
	for _, d := range all {
		row := []string{
			d.QueuedAt.UTC().Format(time.DateTime), d.ID, status(d), place(d), d.Job, d.Change + " (" + d.Action + ")",
			strconv.Itoa(d.Attempts), d.LastError,
		}
		for i, cell := range row {
			row[i] = plain(cell)
		}
		_, _ = fmt.Fprintln(w, strings.TrimRight(strings.Join(row, "\t"), "\t"))
	}
	return w.Flush()
}

// status is the status, and what makes it special.
func status(d client.Delivery) string {
	switch {
	case d.Status == "pending" && d.InFlight:
		return "being sent"
	case d.Status == "pending" && !d.NotBefore.IsZero():
		return "pending until " + d.NotBefore.UTC().Format(time.TimeOnly)
	case d.ResentBy != "":
		return d.Status + ", resent by " + d.ResentBy
	default:
		return d.Status
	}
}

// place is where a message goes.
func place(d client.Delivery) string {
	if d.Address == "" {
		return plain(d.Receiver)
	}
	return plain(d.Receiver + " " + d.Address)
}

// plain is a text in one line that a terminal shows and does not obey: jobs and receivers wrote parts of it.
func plain(text string) string {
	line := strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
	if r := []rune(line); len(r) > maxCell {
		return string(r[:maxCell-1]) + "…"
	}
	return line
}
