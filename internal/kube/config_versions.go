package kube

import (
	"context"
	"slices"
	"strings"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/internal/monitor"
)

const (
	// configTimeout bounds how long the versions of what a run reads may hold up that it is told of.
	configTimeout = 2 * time.Second
	// configsFresh is how long after a run has ended they still are what it read, as well as anybody can tell. After a start of ours many
	// runs are told of that ended long ago: those ask nothing.
	configsFresh = time.Minute
)

// configVersions asks which versions the objects have that a run reads its settings from: for their metadata alone (PartialObjectMetadata),
// so that nothing that is in them ever gets here. What cannot be asked has no version. Nil where nobody wants to know.
func (c capturer) configVersions(ctx context.Context, job *batchv1.Job) []monitor.Config {
	if c.configs == nil || !c.readNow(job) {
		return nil
	}
	setup := setupNoted(job, &job.Spec.Template)
	if setup == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, configTimeout)
	defer cancel()
	found := slices.Clone(setup.Config)
	for i := range found {
		kind, name, _ := strings.Cut(found[i].Object, "/")
		if kind == "secret" && !c.secrets {
			continue
		}
		resource := corev1.SchemeGroupVersion.WithResource(kind + "s")
		object, err := c.configs.Resource(resource).Namespace(job.Namespace).Get(ctx, name, metav1.GetOptions{})
		if err == nil {
			found[i].Version = clip(object.ResourceVersion, maxName)
		}
	}
	return found
}

// readNow reports whether what is there now is what the run reads.
func (c capturer) readNow(job *batchv1.Job) bool {
	outcome, ended := outcomeOf(job)
	return outcome == monitor.Unfinished || c.clock.now().Sub(ended) < configsFresh
}
