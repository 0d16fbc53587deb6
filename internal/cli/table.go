package cli

import (
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"

	"rollcall.dev/rollcall/internal/rest/wire"
)

// maxCell is how many characters of a text a table shows; -o json shows all of it.
const maxCell = 100

// deliveryTable prints deliveries, one a line, in UTC.
func deliveryTable(out io.Writer, all []wire.Delivery) error {
	rows := make([][]string, 0, len(all))
	for _, d := range all {
		rows = append(rows, []string{
			when(d.QueuedAt), d.ID, status(d), place(d), d.Job, d.Change + " (" + d.Action + ")", strconv.Itoa(d.Attempts), d.LastError,
		})
	}
	return printTable(out, "QUEUED|ID|STATUS|TO|JOB|CHANGE|ATTEMPTS|LAST ERROR", rows)
}

// status is the status, and what makes it special.
func status(d wire.Delivery) string {
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
func place(d wire.Delivery) string {
	if d.Address == "" {
		return plain(d.Receiver)
	}
	return plain(d.Receiver + " " + d.Address)
}

// plain is a text in one line that a terminal shows and does not obey: jobs and receivers wrote parts of it. It is cut.
func plain(text string) string {
	line := oneLine(text)
	if r := []rune(line); len(r) > maxCell {
		return string(r[:maxCell-1]) + "…"
	}
	return line
}

// oneLine is plain for a text that has room.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
}
