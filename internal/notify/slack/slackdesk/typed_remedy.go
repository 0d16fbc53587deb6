package slackdesk

import (
	"strings"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/words"
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
	return t.lasting(rest[1], func(say words.Words) string { return say.Typed.SuspendedFor(short(rest[1])) })
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
