package lint

import (
	"fmt"
	"strings"
	"time"
)

const (
	podField = "spec.jobTemplate.spec.template.spec"
	jobField = "spec.jobTemplate.spec"
	// leastDeadline is how often the controller looks: with less than that a slot may pass between two looks (Kubernetes, "CronJob
	// limitations").
	leastDeadline = 10 * time.Second
	// rare is the time between runs from which it matters that the last one is made up for, however late.
	rare   = time.Hour
	forbid = "Forbid"
)

func runRules() []Rule {
	return []Rule{
		{
			ID: "RC027", Name: "starting-deadline-short", Severity: Error,
			Title: "startingDeadlineSeconds under 10",
			Why:   "The controller looks every 10 seconds: runs are left out, and no event says so.",
			Do:    "Use at least 10, better several minutes.",
			check: func(s subject) []hit {
				if s.StartingDeadline == nil || seconds(s.StartingDeadline) >= leastDeadline {
					return nil
				}
				return []hit{{line: s.line(fieldDeadline), message: fmt.Sprintf("startingDeadlineSeconds is %d", *s.StartingDeadline)}}
			},
		},
		{
			ID: "RC028", Name: "starting-deadline-unset", Severity: Info,
			Title: "No startingDeadlineSeconds, and an hour or more between runs",
			Why:   "After the controller was away, or the job suspended, the last run is made up for at once, however late it is.",
			Do:    "Set spec.startingDeadlineSeconds to the time within which a late run is still of use.",
			check: func(s subject) []hit {
				if s.StartingDeadline != nil || s.err != nil || s.shortest > 0 && s.shortest < rare {
					return nil
				}
				return []hit{{line: s.line("spec"), message: "a run may start however late"}}
			},
		},
		{
			ID: "RC029", Name: "forbid-outlasts-interval", Severity: Warning,
			Title: "concurrencyPolicy Forbid, and a run may take longer than the time to the next one",
			Why:   "The next run is then left out, or comes late.",
			Do:    "Lower activeDeadlineSeconds and rollcall.dev/max-duration beneath the time between runs, or run it less often.",
			check: forbidOutlasts,
		},
		{
			ID: "RC030", Name: "forbid-without-deadline", Severity: Warning,
			Title: "concurrencyPolicy Forbid without activeDeadlineSeconds",
			Why:   "A run that hangs keeps all later ones from starting, for ever.",
			Do:    "Set spec.jobTemplate.spec.activeDeadlineSeconds.",
			check: func(s subject) []hit {
				return s.unbounded(s.Concurrency == forbid, "a run that hangs holds up all later ones")
			},
		},
		{
			ID: "RC031", Name: "deadline-unset", Severity: Info,
			Title: "No activeDeadlineSeconds",
			Why:   "A run that hangs goes on for ever, and others may run beside it.",
			Do:    "Set spec.jobTemplate.spec.activeDeadlineSeconds.",
			check: func(s subject) []hit { return s.unbounded(s.Concurrency != forbid, "a run that hangs is never ended") },
		},
		{
			ID: "RC032", Name: "image-moves", Severity: Info,
			Title: "An image without a tag, or with latest",
			Why:   "What runs changes without anybody changing the job, and nothing says when.",
			Do:    "Name a version.",
			check: func(s subject) []hit { return s.images(moves, "moves") },
		},
		{
			ID: "RC033", Name: "image-without-digest", Severity: Off,
			Title: "An image without a digest",
			Why:   "A tag can be pushed again.",
			Do:    "Add @sha256:….",
			check: func(s subject) []hit {
				return s.images(func(image string) bool { return !strings.Contains(image, "@") }, "has no digest")
			},
		},
	}
}

const fieldDeadline = "spec.startingDeadlineSeconds"

func seconds(n *int64) time.Duration {
	const most = int64(100 * 365 * 24 * 3600) // far below what overflows
	return time.Duration(min(*n, most)) * time.Second
}

func forbidOutlasts(s subject) []hit {
	if s.Concurrency != forbid || s.shortest == 0 {
		return nil
	}
	var all []hit
	note := func(d time.Duration, name, field string) {
		if d > s.shortest {
			all = append(all, hit{line: s.line(field), message: fmt.Sprintf("%s allows %s, and runs are %s apart", name, d, s.shortest)})
		}
	}
	if s.ActiveDeadline != nil {
		note(seconds(s.ActiveDeadline), "activeDeadlineSeconds", jobField+".activeDeadlineSeconds")
	}
	const key = prefix + "max-duration"
	if d, err := time.ParseDuration(strings.TrimSpace(s.Annotations[key])); err == nil {
		note(d, key, annotationField(key))
	}
	return all
}

func (s subject) unbounded(concerned bool, message string) []hit {
	if !concerned || s.ActiveDeadline != nil || s.PodLimit != nil {
		return nil
	}
	return []hit{{line: s.line(jobField, "spec.jobTemplate", "spec"), message: message}}
}

// retriesHide adds up the pauses before retries: 10 s, twice as long each time, 6 minutes at most (Kubernetes, "Pod backoff failure
// policy").
func retriesHide(s subject) []hit {
	limit := int64(6)
	if s.BackoffLimit != nil {
		limit = *s.BackoffLimit
	}
	var pauses time.Duration
	pause := 10 * time.Second
	for range min(limit, 10_000) {
		pauses += pause
		pause = min(2*pause, 6*time.Minute)
	}
	if s.shortest == 0 || pauses <= s.shortest || s.ActiveDeadline != nil && seconds(s.ActiveDeadline) <= s.shortest {
		return nil
	}
	return []hit{{
		line:    s.line(jobField+".backoffLimit", jobField, "spec"),
		message: fmt.Sprintf("%d retries wait for %s in all, and runs are %s apart", limit, pauses, s.shortest),
	}}
}

func (s subject) images(bad func(string) bool, what string) []hit {
	var all []hit
	for _, c := range s.Containers {
		if c.Image != "" && bad(c.Image) {
			all = append(all, hit{line: c.Line, message: fmt.Sprintf("image %q of container %q %s", c.Image, c.Name, what)})
		}
	}
	return all
}

// moves reports whether an image is whatever was pushed last.
func moves(image string) bool {
	if strings.Contains(image, "@") {
		return false
	}
	name := image[strings.LastIndex(image, "/")+1:]
	_, tag, tagged := strings.Cut(name, ":")
	return !tagged || tag == "latest"
}
