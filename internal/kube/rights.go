package kube

import (
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// rights knows which of the rights that were made use of were refused, from the answers of the API server. It is safe for concurrent
// use.
type rights struct {
	logger  *slog.Logger
	metrics Metrics

	mu      sync.Mutex
	missing map[right]bool
}

func newRights(o Options) *rights {
	return &rights{logger: o.Logger, metrics: o.Metrics, missing: map[right]bool{}}
}

// heard takes in how a request that needed a right was answered.
func (r *rights) heard(needed right, status int) {
	switch {
	case status == http.StatusForbidden:
		r.note(needed, true)
	case status < http.StatusBadRequest:
		r.note(needed, false)
	}
}

// note says, counts and keeps it when a right turns out to be missing, or to be there again.
func (r *rights) note(needed right, missing bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	everywhere := right{verb: needed.verb, resource: needed.resource}
	switch {
	case missing && !r.missing[needed] && !r.missing[everywhere]:
		r.change(needed, true)
	case !missing && needed == everywhere:
		for other := range maps.Clone(r.missing) {
			if other.verb == needed.verb && other.resource == needed.resource {
				r.change(other, false)
			}
		}
	case !missing && r.missing[needed]:
		r.change(needed, false)
	}
}

// change notes a change. The caller holds the lock.
func (r *rights) change(needed right, missing bool) {
	if missing {
		r.missing[needed] = true
		r.logger.Warn("right_missing", "right", needed.String(), "effect", needed.effect())
	} else {
		delete(r.missing, needed)
		r.logger.Info("right_there_again", "right", needed.String())
	}
	n := 0
	for other := range r.missing {
		if other.verb == needed.verb && other.resource == needed.resource {
			n++
		}
	}
	r.metrics.RightMissing(needed.verb, needed.resource, n)
}

// list returns the rights that are missing, in the order of their names.
func (r *rights) list() []right {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.SortedFunc(maps.Keys(r.missing), func(a, b right) int { return strings.Compare(a.String(), b.String()) })
}
