package slackdesk

import (
	"path"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/notify/words"
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

// misread is a refusal of what was typed, that says what is wrong with it.
func misread(why func(say words.Words) string) refusal {
	return nothing(func(say words.Words) string { return say.Typed.NotUnderstood(why(say)) })
}

// parseTyped understands what stands behind /rollcall. Its errors are refusals, and say what is allowed.
func parseTyped(text string) (typed, error) {
	// Slack writes these three characters as entities (https://docs.slack.dev/messaging/formatting-message-text).
	text = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)
	typedWords := strings.Fields(render.Line(text))
	if len(typedWords) == 0 {
		return typed{verb: verbHelp}, nil
	}
	verb, rest := strings.ToLower(typedWords[0]), typedWords[1:]
	switch verb {
	case verbStatus, verbMine, verbSilences, verbHelp:
		if len(rest) > 0 {
			return typed{}, misread(func(say words.Words) string { return say.Typed.TakesNothing(verb, short(strings.Join(rest, " "))) })
		}
		return typed{verb: verb}, nil
	case verbSilence:
		return parseSilence(rest)
	case verbUnsilence:
		if len(rest) != 1 || len(rest[0]) > maxSilenceID {
			return typed{}, misread(func(say words.Words) string { return say.Typed.Unsilence })
		}
		return typed{verb: verb, id: rest[0]}, nil
	case verbSuspend:
		return parseSuspend(rest)
	case verbResume:
		return parseResume(rest)
	default:
		return typed{}, misread(func(say words.Words) string { return say.Typed.UnknownVerb(short(verb)) })
	}
}

const (
	maxJob       = 200
	maxSilenceID = 100
)

// parseSilence reads JOB DURATION REASON.
func parseSilence(rest []string) (typed, error) {
	if len(rest) < 3 {
		return typed{}, misread(func(say words.Words) string { return say.Typed.Missing(say.Typed.Silence) })
	}
	t := typed{verb: verbSilence, name: rest[0], reason: strings.Join(rest[2:], " ")}
	namespace, name, both := strings.Cut(t.name, "/")
	if !both {
		namespace, name = "", namespace
	}
	_, badNamespace := path.Match(namespace, "")
	_, badName := path.Match(name, "")
	if name == "" || both && namespace == "" || badNamespace != nil || badName != nil || len(t.name) > maxJob || strings.Contains(name, "/") {
		return typed{}, misread(func(say words.Words) string { return say.Typed.NoJob(short(t.name)) })
	}
	if strings.Trim(t.name, "*?/") == "" {
		return typed{}, misread(func(say words.Words) string { return say.Typed.Everything(t.name) })
	}
	t.job = incident.Matcher{Namespace: namespace, Name: name}
	return t.lasting(rest[1], func(say words.Words) string { return say.Typed.SilentFor(short(rest[1])) })
}

// lasting is the command with its length, and says what is wrong with that, in words of the command, or with its reason.
func (t typed) lasting(length string, wrong func(say words.Words) string) (typed, error) {
	var ok bool
	if t.length, ok = span(length); !ok {
		return typed{}, misread(wrong)
	}
	if n := len([]rune(t.reason)); n > incident.MaxSilenceReason {
		return typed{}, misread(func(say words.Words) string { return say.Typed.ReasonTooLong(n, incident.MaxSilenceReason) })
	}
	return t, nil
}

// short is a word that is said back.
func short(s string) string { return render.Head(render.Line(s), 60) }
