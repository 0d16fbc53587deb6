package slackdesk

import (
	"fmt"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
)

// Bounds of how long somebody may have a job suspended from Slack.
const (
	minSuspension = 5 * time.Minute
	maxSuspension = 30 * 24 * time.Hour
)

// parseSuspend reads NAMESPACE/JOB DURATION REASON.
func parseSuspend(words []string) (typed, error) {
	const usage = "use suspend NAMESPACE/JOB DURATION REASON, such as: suspend billing/invoice-close 4h the ledger is being rebuilt"
	if len(words) < 3 {
		return typed{}, fmt.Errorf("%w: something is missing: %s", errTyped, usage)
	}
	t := typed{verb: verbSuspend, name: words[0], reason: strings.Join(words[2:], " ")}
	var err error
	if t.job, err = oneJob(t.name); err != nil {
		return typed{}, err
	}
	length, ok := incident.ParseSpan(words[1])
	if !ok || length < minSuspension || length > maxSuspension {
		return typed{}, fmt.Errorf("%w: %q is no time to be suspended: use 30m, 4h, 2d or 1w, from 5 minutes to 30 days", errTyped, short(words[1]))
	}
	t.length = length
	if n := len([]rune(t.reason)); n > incident.MaxSilenceReason {
		return typed{}, fmt.Errorf("%w: the reason has %d characters: use at most %d", errTyped, n, incident.MaxSilenceReason)
	}
	return t, nil
}

// parseResume reads NAMESPACE/JOB.
func parseResume(words []string) (typed, error) {
	if len(words) != 1 {
		return typed{}, fmt.Errorf("%w: use resume NAMESPACE/JOB", errTyped)
	}
	job, err := oneJob(words[0])
	return typed{verb: verbResume, name: words[0], job: job}, err
}

// oneJob reads NAMESPACE/NAME, of one CronJob and no pattern.
func oneJob(s string) (incident.Matcher, error) {
	namespace, name, both := strings.Cut(s, "/")
	if !both || !plainName(namespace) || !plainName(name) || len(s) > maxJob {
		return incident.Matcher{}, fmt.Errorf("%w: %q is no job: use NAMESPACE/NAME of one CronJob", errTyped, short(s))
	}
	return incident.Matcher{Namespace: namespace, Name: name}, nil
}
