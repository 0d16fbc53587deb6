package execute

import (
	"errors"
	"fmt"
	"io"

	"rollcall.dev/rollcall/internal/checkin/ping"
	"rollcall.dev/rollcall/internal/checkin/report"
)

// say writes a line to the log. Nobody is left to tell where that cannot be written.
func say(log io.Writer, text string) { _, _ = fmt.Fprintf(log, "rollcall exec: %s\n", text) }

// refused says that a report was dropped.
func refused(r report.Report, err error) string {
	return fmt.Sprintf("%s will not take the report of this run and it was dropped: %v. The job is not affected.", ping.Where(r.URL), err)
}

// late says that a report was not told in the tries that it had.
func late(r report.Report, err error, spool string) string {
	if errors.Is(err, errBusy) {
		err = errors.New("another rollcall exec is telling reports there")
	}
	if spool == "" {
		return fmt.Sprintf("could not tell %s: %v; there is no spool, so the report is lost unless that changes soon.", ping.Where(r.URL), err)
	}
	return fmt.Sprintf("could not tell %s: %v; kept in %s and told later.", ping.Where(r.URL), err, spool)
}
