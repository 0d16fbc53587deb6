package lint

import (
	"slices"
	"strings"
)

// knownAnnotations are the annotations of a CronJob that mean something, without the prefix; docs/annotate.md says what.
func knownAnnotations() []string {
	return []string{
		"owner", "receiver", "severity", "respond-within", "description", "runbook", "rerun", "rerun-note", "next-run-repairs", "depends-on",
		"grace", "start-grace",
		"max-duration", "min-duration", "monitor", "checkin", "confirm",
		// What Rollcall itself writes to a live CronJob.
		"suspended-by", "suspended-until", "suspended-reason", "resumed-by",
	}
}

// meant finds the known word that a misspelt one resembles; empty where none does.
func meant(word string, known []string) string {
	best, least := "", 1+max(1, len(word)/3)
	if len(word) > 64 {
		return ""
	}
	for _, k := range known {
		if d := distance(strings.ToLower(word), k); d < least {
			best, least = k, d
		}
	}
	return best
}

// distance is how many bytes must be inserted, deleted or replaced to turn a into b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(diagonal+cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}

// ours lists the keys of annotations of ours, in order, without the prefix.
func ours(annotations map[string]string) []string {
	var keys []string
	for key := range annotations {
		if name, ok := strings.CutPrefix(key, prefix); ok {
			keys = append(keys, name)
		}
	}
	slices.Sort(keys)
	return keys
}
