package kube

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/internal/monitor"
)

// setupNote is the key under which an object that is held in memory without its template says what was in it. It is no key that an
// annotation in a cluster can have, so nobody but us has written it.
const setupNote = "rollcall setup of the template"

// noteSetup leaves a note of a template on the object that it is about to be dropped from. An object that has one was slimmed before.
func noteSetup(object metav1.Object, t *corev1.PodTemplateSpec) {
	if _, noted := object.GetAnnotations()[setupNote]; noted {
		return
	}
	s := setupOf(t)
	if s == nil {
		return
	}
	doc, err := json.Marshal(s)
	if err != nil {
		return
	}
	annotations := maps.Clone(object.GetAnnotations())
	if annotations == nil {
		annotations = map[string]string{}
	}
	annotations[setupNote] = string(doc)
	object.SetAnnotations(annotations)
}

// setupNoted is the setup of an object's template, which may have been dropped; nil where it has none.
func setupNoted(object metav1.Object, t *corev1.PodTemplateSpec) *monitor.Setup {
	doc, noted := object.GetAnnotations()[setupNote]
	if !noted {
		return setupOf(t)
	}
	var s monitor.Setup
	if err := json.Unmarshal([]byte(doc), &s); err != nil {
		return nil
	}
	return &s
}

// definedSetup is what the next run of a CronJob will be made from. The objects that it refers to are left out: only their versions are
// compared, and those a run finds.
func definedSetup(cj *batchv1.CronJob) *monitor.Setup {
	s := setupNoted(cj, &cj.Spec.JobTemplate.Spec.Template)
	if s != nil {
		s.Config = nil
	}
	return s
}

// runSetup is what a run was made from: its Job's template, and what its pods show of the images and of where they ran. Objects whose
// version is not known are left out: nothing can be compared with them.
func runSetup(job *batchv1.Job, pods []podEntry, configs []monitor.Config) *monitor.Setup {
	s := setupNoted(job, &job.Spec.Template)
	if s == nil {
		return nil
	}
	s.Config = nil
	for _, c := range configs {
		if c.Version != "" {
			s.Config = append(s.Config, c)
		}
	}
	for _, p := range slices.Backward(pods) {
		if s.Node == "" {
			s.Node = clip(p.pod.Node, maxName)
		}
		for i := range s.Images {
			if image := &s.Images[i]; image.Digest == "" {
				image.Digest = digestIn(p, image.Container)
			}
		}
	}
	return s
}

// digestLen is how many characters of a digest are kept after its algorithm, as many as container tools show.
const digestLen = 12

// digestIn is what a node made of the image of a container, "sha256:0123456789ab"; empty where the pod does not show it. The id that an
// image has on its node ("sha256:…" without a repository before it) does not count: it is another one than its registry's digest, so
// that two nodes of which one had the image loaded by hand would seem to run different ones.
func digestIn(p podEntry, container string) string {
	for _, c := range p.pod.Containers {
		if c.Name != container {
			continue
		}
		_, digest, found := strings.Cut(c.ImageID, "@sha256:")
		if found && len(digest) >= digestLen && strings.Trim(digest[:digestLen], "0123456789abcdef") == "" {
			return "sha256:" + digest[:digestLen]
		}
	}
	return ""
}
