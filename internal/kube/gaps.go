package kube

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// maxGaps bounds the gaps of one Evidence.
const maxGaps = 8

// gaps collects what could not be read, in words for people. It is safe for concurrent use.
type gaps struct {
	mu    sync.Mutex
	texts []string
}

// add notes that something could not be read; right is what the ServiceAccount needs for it.
func (g *gaps) add(what, right string, err error) {
	text := fmt.Sprintf("%s could not be read: %s", what, message(err.Error(), 256))
	switch {
	case apierrors.IsForbidden(err):
		text = fmt.Sprintf("%s could not be read: forbidden; Rollcall's service account needs %s", what, right)
	case apierrors.IsNotFound(err):
		text = what + " could not be read: gone"
	case errors.Is(err, context.DeadlineExceeded) || apierrors.IsTimeout(err):
		text = fmt.Sprintf("%s could not be read within %s", what, captureTimeout)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.texts) < maxGaps && !slices.Contains(g.texts, text) {
		g.texts = append(g.texts, text)
	}
}

// list returns the gaps in an order that does not depend on which answer came first.
func (g *gaps) list() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Sorted(slices.Values(g.texts))
}
