package diagnose

import (
	"fmt"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/schedule"
)

// orWord is a text, or another where there is none.
func orWord(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// raw quotes a signal as it came: its reason, and its message where it has one.
func raw(reason, message string) string {
	switch {
	case message == "":
		return reason
	case reason == "":
		return message
	default:
		return reason + ": " + message
	}
}

// named is a name that a command may hold, or else the word in its place. Names that were read out of a message are whatever
// somebody wrote there: none but a real name of an object gets into a command.
func named(name, word string) string {
	if objectName.MatchString(name) {
		return name
	}
	return word
}

// counted is a number with its noun.
func counted(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// about is a duration in a sentence: to the second, and from some minutes on to the minute. Where clocks differ it can come out
// negative; none has passed then.
func about(d time.Duration) string {
	d = max(d, 0)
	if d >= 10*time.Minute {
		return schedule.Short(d.Round(time.Minute))
	}
	return schedule.Short(d.Round(time.Second))
}

// instant is a moment in a sentence.
func instant(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

// maxQuote bounds what a sentence quotes of a message, in characters.
const maxQuote = 160

// quoted is the beginning of a text of the cluster, as a part of a sentence.
func quoted(text string) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "\uFFFD")), " ")
	runes := 0
	for at := range text {
		if runes++; runes > maxQuote {
			return text[:at] + "…"
		}
	}
	return text
}

// pith is the end of an error that passed through many hands: the last of them says what happened.
func pith(text string) string {
	for len(text) > maxQuote {
		_, rest, ok := strings.Cut(text, ": ")
		if !ok {
			break
		}
		text = rest
	}
	return quoted(text)
}

// edit is the command for what has to be corrected in the CronJob.
const edit = ": kubectl edit cronjob CRONJOB -n NAMESPACE"

// describe, describeNode and getNode are commands that show the pod and its node.
func (p Pod) describe() string     { return p.step("kubectl describe pod %s -n NAMESPACE") }
func (p Pod) describeNode() string { return "kubectl describe node " + named(p.Node, "NODE") }
func (p Pod) getNode() string      { return "kubectl get node " + named(p.Node, "NODE") }

func (p Pod) podsOfNode() string {
	return "kubectl get pods -A -o wide --field-selector spec.nodeName=" + named(p.Node, "NODE")
}

// step is one step of an advice; the pod's name is filled in.
func (p Pod) step(format string) string {
	return fmt.Sprintf(format, named(p.Name, "POD"))
}
