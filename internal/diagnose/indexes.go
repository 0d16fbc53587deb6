package diagnose

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// The codes of an indexed Job that failed because of some of its indexes.
const (
	FailedIndexes     Code = "FailedIndexes"
	TooManyFailedOnes Code = "MaxFailedIndexesExceeded"
)

// failedIndexes says which indexes failed, and what the newest of them failed of.
func failedIndexes(e Evidence) (Cause, bool) {
	cond, ok := failedCondition(e)
	if !ok {
		return Cause{}, false
	}
	c := Cause{Signal: raw(cond.Reason, cond.Message)}
	switch cond.Reason {
	case "FailedIndexes":
		c.Code, c.Summary = FailedIndexes, e.indexes()
	case "MaxFailedIndexesExceeded":
		c.Code, c.Summary = TooManyFailedOnes, e.indexes()+", more than maxFailedIndexes allow, and the others were stopped"
	default:
		return Cause{}, false
	}
	c.Advice = []string{
		"see the pods of the indexes: kubectl get pods -n NAMESPACE -l job-name=JOB -L batch.kubernetes.io/job-completion-index",
	}
	for _, p := range slices.Backward(e.Pods) {
		if !p.indexed() || !HasIndex(e.FailedIndexes, p.Index) {
			continue
		}
		if why, ok := podEnded(e, p); ok {
			why.Summary = "index " + p.Index + ": " + why.Summary
			return c.because(why), true
		}
	}
	return c, true
}

// indexes says how many indexes failed of how many, and which.
func (e Evidence) indexes() string {
	n := countIndexes(e.FailedIndexes)
	of := ""
	if e.Declared.Completions != nil {
		of = fmt.Sprintf(" of %d", *e.Declared.Completions)
	}
	switch {
	case n == 0:
		return "indexes of the Job failed (which ones is not known)"
	case n == 1 && of == "":
		return "1 index of the Job failed (" + quoted(e.FailedIndexes) + ")"
	default:
		return fmt.Sprintf("%d%s indexes of the Job failed (%s)", n, of, quoted(e.FailedIndexes))
	}
}

// indexed reports whether the pod says which index of the Job it works at.
func (p Pod) indexed() bool {
	_, err := strconv.ParseUint(p.Index, 10, 32)
	return err == nil
}

// countIndexes counts what the compressed form "1,3-5" names. A part that cannot be read, such as the end of a list that was cut
// off, counts for nothing.
func countIndexes(list string) int64 {
	n := int64(0)
	for from, to := range intervals(list) {
		n += int64(to) - int64(from) + 1
	}
	return n
}

// HasIndex reports whether the compressed form of failed indexes ("1,3-5") names the index; it does where there is no list to look into.
func HasIndex(list, index string) bool {
	i, err := strconv.ParseUint(index, 10, 32)
	if err != nil || list == "" {
		return list == ""
	}
	for from, to := range intervals(list) {
		if uint64(from) <= i && i <= uint64(to) {
			return true
		}
	}
	return false
}

// intervals goes through the compressed form.
func intervals(list string) iter.Seq2[uint32, uint32] {
	return func(yield func(from, to uint32) bool) {
		for part := range strings.SplitSeq(list, ",") {
			first, last, isRange := strings.Cut(strings.TrimSpace(part), "-")
			if !isRange {
				last = first
			}
			from, err := strconv.ParseUint(first, 10, 32)
			to, err2 := strconv.ParseUint(last, 10, 32)
			if err != nil || err2 != nil || to < from {
				continue
			}
			if !yield(uint32(from), uint32(to)) {
				return
			}
		}
	}
}
