package kube

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"

	"rollcall.dev/rollcall/internal/diagnose"
)

const (
	maxEvents = 20
	// maxObjectName is how long the name of an object may be. Nobody checks those that events give.
	maxObjectName = 253
	// listLimit is the size of a page of a list.
	listLimit = 500
)

// eventLog collects events. It is safe for concurrent use.
type eventLog struct {
	mu     sync.Mutex
	events []diagnose.Event
}

func (l *eventLog) add(e diagnose.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, e)
}

// newest returns the newest of the events, oldest first. Warnings stay before ordinary events go.
func (l *eventLog) newest() []diagnose.Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	return newestEvents(l.events)
}

func newestEvents(events []diagnose.Event) []diagnose.Event {
	byAge := func(a, b diagnose.Event) int {
		if c := a.Last.Compare(b.Last); c != 0 {
			return c
		}
		return strings.Compare(a.Object+a.Reason+a.Message, b.Object+b.Reason+b.Message)
	}
	kept := slices.Clone(events)
	slices.SortFunc(kept, byAge)
	if len(kept) > maxEvents {
		slices.SortStableFunc(kept, func(a, b diagnose.Event) int { return rank(a) - rank(b) })
		kept = kept[len(kept)-maxEvents:]
		slices.SortFunc(kept, byAge)
	}
	return kept
}

func rank(e diagnose.Event) int {
	if e.Type == corev1.EventTypeWarning {
		return 1
	}
	return 0
}

// events adds the events of one object, by its UID: a name may have belonged to another object before.
func (c capturer) events(ctx context.Context, namespace, kind, name, uid string, into *eventLog, gaps *gaps) {
	list, err := c.api.CoreV1().Events(namespace).List(ctx, metav1.ListOptions{
		FieldSelector: fields.OneTermEqualSelector("involvedObject.uid", uid).String(), Limit: listLimit,
	})
	if err != nil {
		gaps.add(fmt.Sprintf("the events of %s %s", kind, name), "list on events", err)
		return
	}
	for i := range list.Items {
		if e := &list.Items[i]; string(e.InvolvedObject.UID) == uid {
			into.add(describeEvent(e))
		}
	}
}

// describeEvent is an event as evidence. Those of the newer API (events.k8s.io) have eventTime and a series in place of the
// first and last timestamps and the count.
func describeEvent(e *corev1.Event) diagnose.Event {
	d := diagnose.Event{
		Type: clip(e.Type, maxName), Reason: clip(e.Reason, maxName), Message: message(e.Message, maxMessage),
		Object: clip(e.InvolvedObject.Kind, maxName) + "/" + clip(e.InvolvedObject.Name, maxObjectName),
		Count:  e.Count, First: storable(e.FirstTimestamp.Time), Last: storable(e.LastTimestamp.Time),
	}
	if d.First.IsZero() {
		d.First = earliest(storable(e.EventTime.Time), storable(e.CreationTimestamp.Time))
	}
	if e.Series != nil {
		d.Count, d.Last = max(d.Count, e.Series.Count), storable(e.Series.LastObservedTime.Time)
	}
	if d.Last.IsZero() {
		d.Last = d.First
	}
	return d
}

// latest returns the later of two instants.
func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// earliest returns the earlier of two instants that is not zero.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}
