package cli

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"rollcall.dev/rollcall/internal/rest/wire"
)

// differences are what is not as it was at the last success, in one line; empty where that is not known.
func differences(i wire.WholeIncident) string {
	if i.Compared && len(i.Changed) == 0 {
		return "nothing"
	}
	said := make([]string, 0, len(i.Changed))
	for _, d := range i.Changed {
		line := strings.TrimSpace(d.What + " " + d.Name)
		if d.Before != "" || d.After != "" {
			line += fmt.Sprintf(" %s → %s", cmp.Or(d.Before, "none"), cmp.Or(d.After, "none"))
		}
		said = append(said, line)
	}
	return strings.Join(said, "; ")
}

// lastTime is what became of the incident before, in one line.
func lastTime(l *wire.LastTime) string {
	if l == nil {
		return ""
	}
	s := "recovered by itself"
	if l.ResolvedBy != nil {
		s = "resolved by " + l.ResolvedBy.String()
	}
	s += " " + when(l.ResolvedAt)
	for _, e := range l.Said {
		s += "; " + e.By.String() + ": " + e.Text
	}
	return s + " (incident " + l.ID + ")"
}

// showCommands prints how to look further, each command as it is to be copied.
func showCommands(out io.Writer, commands []string) error {
	if len(commands) == 0 {
		return nil
	}
	_, err := fmt.Fprintln(out)
	for _, c := range commands {
		if err == nil {
			_, err = fmt.Fprintln(out, oneLine(c))
		}
	}
	return err
}
