package kube

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/ownership"
)

const (
	maxGrace      = 30 * 24 * time.Hour
	maxAnnotation = 2048 // bytes of a value that are kept
)

// problem is an annotation value that cannot be used. It is reported, and the default holds.
type problem struct {
	Annotation string
	Value      string
	Allowed    string // what would be, in words
}

func (p problem) Error() string {
	return fmt.Sprintf("annotation %s: %q is not allowed: want %s", p.Annotation, p.Value, p.Allowed)
}

// wishes are what a CronJob's annotations ask of this package.
type wishes struct {
	Monitor    bool
	CheckIn    bool
	Confirm    bool
	Grace      time.Duration
	StartGrace time.Duration
	// How long a run may take, and how long it takes at least; zero where that is not declared.
	MaxDuration, MinDuration time.Duration
}

// readAnnotations returns the wishes, with the defaults in place of what is absent or bad, and what is bad.
func readAnnotations(annotations map[string]string, d Defaults) (wishes, []problem) {
	r := annotationReader{annotations: annotations}
	w := wishes{
		Monitor:    r.flag(annotationMonitor, true),
		CheckIn:    r.flag(AnnotationCheckIn, false),
		Confirm:    r.flag(annotationConfirm, false),
		Grace:      r.duration(annotationGrace, d.Grace, time.Second),
		StartGrace: r.duration(annotationStartGrace, d.StartGrace, 0),
	}
	w.MaxDuration, w.MinDuration = r.durations(annotationMaxDuration, annotationMinDuration)
	r.flag(annotationPrefix+"next-run-repairs", false)
	r.duration(annotationPrefix+"respond-within", 0, time.Minute)
	r.word(annotationPrefix+"severity", "critical", "high", "normal", "low")
	return w, r.problems
}

type annotationReader struct {
	annotations map[string]string
	problems    []problem
}

func (r *annotationReader) bad(key, value, allowed string) {
	r.problems = append(r.problems, problem{Annotation: key, Value: clip(value, 64), Allowed: allowed})
}

func (r *annotationReader) flag(key string, otherwise bool) bool {
	value, ok := r.annotations[key]
	if !ok {
		return otherwise
	}
	switch strings.ToLower(strings.TrimSpace(value)) {
	case "true":
		return true
	case "false":
		return false
	}
	r.bad(key, value, `"true" or "false"`)
	return otherwise
}

func (r *annotationReader) duration(key string, otherwise, atLeast time.Duration) time.Duration {
	value, ok := r.annotations[key]
	if !ok {
		return otherwise
	}
	d, err := time.ParseDuration(strings.TrimSpace(value))
	if err != nil || d < atLeast || d > maxGrace {
		r.bad(key, value, fmt.Sprintf("a duration such as 90s, 10m or 2h, from %s to %s", atLeast, maxGrace))
		return otherwise
	}
	return d
}

// durations reads how long a run may take and how long it takes at least. Where these contradict each other neither counts.
func (r *annotationReader) durations(atMost, atLeast string) (longest, shortest time.Duration) {
	longest, shortest = r.duration(atMost, 0, time.Second), r.duration(atLeast, 0, time.Second)
	if longest > 0 && shortest >= longest {
		r.bad(atLeast, r.annotations[atLeast], fmt.Sprintf("less than %s, which is %q", atMost, clip(r.annotations[atMost], 64)))
		return 0, 0
	}
	return longest, shortest
}

func (r *annotationReader) word(key string, allowed ...string) {
	value, ok := r.annotations[key]
	if ok && !slices.Contains(allowed, strings.TrimSpace(value)) {
		r.bad(key, value, "one of "+strings.Join(allowed, ", "))
	}
}

// keepAnnotations returns what ownership and messages read: ours, a8r.io's and the aliases.
func keepAnnotations(annotations map[string]string, aliases []string) map[string]string {
	kept := maps.Clone(annotations)
	maps.DeleteFunc(kept, func(key, _ string) bool {
		return !strings.HasPrefix(key, annotationPrefix) && !strings.HasPrefix(key, foreignPrefix) && !slices.Contains(aliases, key)
	})
	if len(kept) == 0 {
		return nil
	}
	for key, value := range kept {
		kept[key] = clip(value, maxAnnotation)
	}
	return kept
}

// maxOwner bounds, in bytes, what is kept of an annotation that names an owner where nothing else is kept.
const maxOwner = 256

// keepOwners returns what names an owner in annotations that are not the CronJob's own; nil where nothing does.
func (o Options) keepOwners(annotations map[string]string) map[string]string {
	var kept map[string]string
	for _, key := range append([]string{ownership.OwnerAnnotation}, o.AnnotationAliases...) {
		if value, ok := annotations[key]; ok {
			if kept == nil {
				kept = map[string]string{}
			}
			kept[key] = clip(value, maxOwner)
		}
	}
	return kept
}
