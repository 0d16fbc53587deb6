package kube

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// Recorder is the ledger. Record returns nil only when the observations are durable. It is safe for concurrent use.
type Recorder interface {
	Record(ctx context.Context, observations ...monitor.Observation) error
}

// Metrics is told how the watching goes. It is safe for concurrent use and must not block.
type Metrics interface {
	// Captured is called for every capture of evidence: how long it took and how many things could not be read.
	Captured(took time.Duration, gaps int)
	// WatchFailed is called whenever a watch broke off with an error; it is taken up again.
	WatchFailed(resource string)
	// RightMissing is called when a right turned out to be missing, or to be there again: in how many namespaces it is missing now,
	// where the whole cluster counts as one.
	RightMissing(verb, resource string, namespaces int)
}

// Namespaces selects namespaces by globs as in path.Match. No include means all; exclude wins.
type Namespaces struct {
	Include []string
	Exclude []string
}

// Defaults hold for CronJobs without an annotation of their own.
type Defaults struct {
	Grace      time.Duration // how late after its slot a Job may be created; 0: not at all
	StartGrace time.Duration // how long a Job may exist before its first container starts; 0: not judged
}

// Options configure a Source. Recorder must be set; the zero value of every other field is usable.
type Options struct {
	Cluster    string
	Namespaces Namespaces
	// ControllerZone is the IANA zone of kube-controller-manager, in which a CronJob without spec.timeZone runs. No API
	// shows it; empty means UTC.
	ControllerZone string
	Defaults       Defaults
	// AnnotationAliases are further annotation keys of CronJobs to keep for ownership and messages, beside rollcall.dev/…
	// and a8r.io/….
	AnnotationAliases []string
	// ConfigVersions has the versions of the ConfigMaps that runs refer to compared, and SecretVersions with it those of the Secrets, which
	// takes a request for each and the right to get them.
	ConfigVersions, SecretVersions bool
	// Known lists the Monitors of this cluster that are stored and not removed. Those that are not there any more when the
	// cluster was listed are recorded as removed: they went while nobody watched. Nil: nothing is known.
	Known    func(ctx context.Context) ([]monitor.ID, error)
	Recorder Recorder
	Logger   *slog.Logger
	Metrics  Metrics
	// ClockMoved is called when the cluster's clock shows another time than Now has said until then; nil: nobody wants to know.
	ClockMoved func()

	clock      *clock // what time it is in the cluster
	skews      *skews
	rights     *rights
	namespaces *namespaces
}

// complete fills in the defaults and says what is wrong.
func (o Options) complete() (Options, error) {
	if o.Recorder == nil {
		return o, errors.New("kube: Options.Recorder is not set")
	}
	if o.ControllerZone == "" {
		o.ControllerZone = time.UTC.String()
	}
	if _, err := schedule.Zone(o.ControllerZone); err != nil {
		return o, fmt.Errorf("kube: Options.ControllerZone: %w", err)
	}
	for _, globs := range [][]string{o.Namespaces.Include, o.Namespaces.Exclude} {
		for _, g := range globs {
			if _, err := path.Match(g, ""); err != nil {
				return o, fmt.Errorf("kube: Options.Namespaces: %q is not a glob: %w", g, err)
			}
		}
	}
	if o.Defaults.Grace < 0 {
		return o, fmt.Errorf("kube: Options.Defaults.Grace: %s is negative", o.Defaults.Grace)
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Metrics == nil {
		o.Metrics = unmeasured{}
	}
	if o.ClockMoved == nil {
		o.ClockMoved = func() {}
	}
	o.clock = newClock()
	o.rights = newRights(o)
	o.namespaces = &namespaces{known: map[string]saying{}}
	o.skews = &skews{logger: o.Logger, told: map[string]time.Duration{}}
	return o, nil
}

// match reports whether a namespace is watched.
func (n Namespaces) match(namespace string) bool {
	if matchAny(n.Exclude, namespace) {
		return false
	}
	return len(n.Include) == 0 || matchAny(n.Include, namespace)
}

// literal returns the namespaces to watch one by one, where the include list names each of them in full; nil where the whole
// cluster has to be watched. Rights within these namespaces are then enough.
func (n Namespaces) literal() []string {
	var names []string
	for _, g := range n.Include {
		if strings.ContainsAny(g, `*?[\`) {
			return nil
		}
		if !matchAny(n.Exclude, g) {
			names = append(names, g)
		}
	}
	return names
}

func matchAny(globs []string, name string) bool {
	for _, g := range globs {
		if ok, err := path.Match(g, name); ok && err == nil {
			return true
		}
	}
	return false
}

// unmeasured is the Metrics of a Source that nobody measures.
type unmeasured struct{}

func (unmeasured) Captured(time.Duration, int) {}
func (unmeasured) WatchFailed(string)          {}

func (unmeasured) RightMissing(string, string, int) {}
