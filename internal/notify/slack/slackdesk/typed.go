package slackdesk

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/render"
)

// The words after /rollcall.
const (
	verbStatus    = "status"
	verbMine      = "mine"
	verbSilence   = "silence"
	verbSilences  = "silences"
	verbUnsilence = "unsilence"
	verbSuspend   = "suspend"
	verbResume    = "resume"
	verbHelp      = "help"
)

// typed is a command that was understood.
type typed struct {
	verb   string
	job    incident.Matcher // Namespace and Name
	name   string           // the job as it was typed
	length time.Duration
	reason string
	id     string // of unsilence
}

var errTyped = errors.New("not understood")

// parseTyped understands what stands behind /rollcall. Its errors say what is allowed.
func parseTyped(text string) (typed, error) {
	// Slack writes these three characters as entities (https://docs.slack.dev/messaging/formatting-message-text).
	text = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)
	words := strings.Fields(render.Line(text))
	if len(words) == 0 {
		return typed{verb: verbHelp}, nil
	}
	verb, rest := strings.ToLower(words[0]), words[1:]
	switch verb {
	case verbStatus, verbMine, verbSilences, verbHelp:
		if len(rest) > 0 {
			return typed{}, fmt.Errorf("%w: %s takes nothing more, and there was %q", errTyped, verb, short(strings.Join(rest, " ")))
		}
		return typed{verb: verb}, nil
	case verbSilence:
		return parseSilence(rest)
	case verbUnsilence:
		if len(rest) != 1 || len(rest[0]) > maxSilenceID {
			return typed{}, fmt.Errorf("%w: use unsilence ID, with an id that silences shows", errTyped)
		}
		return typed{verb: verb, id: rest[0]}, nil
	case verbSuspend:
		return parseSuspend(rest)
	case verbResume:
		return parseResume(rest)
	default:
		return typed{}, fmt.Errorf("%w: %q: use status, mine, silence, silences, unsilence, suspend, resume or help", errTyped, short(verb))
	}
}

const (
	maxJob       = 200
	maxSilenceID = 100
)

// parseSilence reads JOB DURATION REASON.
func parseSilence(words []string) (typed, error) {
	const usage = "use silence JOB DURATION REASON, such as: silence billing/invoice-close 4h the database is being moved"
	if len(words) < 3 {
		return typed{}, fmt.Errorf("%w: something is missing: %s", errTyped, usage)
	}
	t := typed{verb: verbSilence, name: words[0], reason: strings.Join(words[2:], " ")}
	namespace, name, both := strings.Cut(t.name, "/")
	if !both {
		namespace, name = "", namespace
	}
	_, badNamespace := path.Match(namespace, "")
	_, badName := path.Match(name, "")
	if name == "" || both && namespace == "" || badNamespace != nil || badName != nil || len(t.name) > maxJob || strings.Contains(name, "/") {
		return typed{}, fmt.Errorf("%w: %q is no job: use NAMESPACE/NAME, or NAME; both may have * and ?", errTyped, short(t.name))
	}
	if strings.Trim(t.name, "*?/") == "" {
		return typed{}, fmt.Errorf("%w: %q would silence everything: name a namespace or a job", errTyped, t.name)
	}
	t.job = incident.Matcher{Namespace: namespace, Name: name}
	var err error
	if t.length, err = span(words[1]); err != nil {
		return typed{}, fmt.Errorf("%w: %w", errTyped, err)
	}
	if n := len([]rune(t.reason)); n > incident.MaxSilenceReason {
		return typed{}, fmt.Errorf("%w: the reason has %d characters: use at most %d", errTyped, n, incident.MaxSilenceReason)
	}
	return t, nil
}

// short is a word that is said back.
func short(s string) string { return render.Head(render.Line(s), 60) }
