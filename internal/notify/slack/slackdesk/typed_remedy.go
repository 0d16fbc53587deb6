package slackdesk

import (
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/words"
)

// Bounds of how long somebody may have a job suspended from Slack.
const (
	minSuspension = 5 * time.Minute
	maxSuspension = 30 * 24 * time.Hour
)

// parseSuspend reads NAMESPACE/JOB DURATION REASON.
func parseSuspend(rest []string) (typed, error) {
	if len(rest) < 3 {
		return typed{}, misread(func(say words.Words) string { return say.Typed.Missing(say.Typed.Suspend) })
	}
	t := typed{verb: verbSuspend, name: rest[0], reason: strings.Join(rest[2:], " ")}
	var err error
	if t.job, err = oneJob(t.name); err != nil {
		return typed{}, err
	}
	length, ok := incident.ParseSpan(rest[1])
	if !ok || length < minSuspension || length > maxSuspension {
		return typed{}, misread(func(say words.Words) string { return say.Typed.SuspendedFor(short(rest[1])) })
	}
	t.length = length
	if n := len([]rune(t.reason)); n > incident.MaxSilenceReason {
		return typed{}, misread(func(say words.Words) string { return say.Typed.ReasonTooLong(n, incident.MaxSilenceReason) })
	}
	return t, nil
}

// parseResume reads NAMESPACE/JOB.
func parseResume(rest []string) (typed, error) {
	if len(rest) != 1 {
		return typed{}, misread(func(say words.Words) string { return say.Typed.Resume })
	}
	job, err := oneJob(rest[0])
	return typed{verb: verbResume, name: rest[0], job: job}, err
}

// oneJob reads NAMESPACE/NAME, of one CronJob and no pattern.
func oneJob(s string) (incident.Matcher, error) {
	namespace, name, both := strings.Cut(s, "/")
	if !both || !plainName(namespace) || !plainName(name) || len(s) > maxJob {
		return incident.Matcher{}, misread(func(say words.Words) string { return say.Typed.NotOneJob(short(s)) })
	}
	return incident.Matcher{Namespace: namespace, Name: name}, nil
}
