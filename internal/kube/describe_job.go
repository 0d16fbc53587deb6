package kube

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"rollcall.dev/rollcall/internal/diagnose"
)

const (
	// queueLabel is how Kueue names the queue that admits a Job.
	queueLabel = "kueue.x-k8s.io/queue-name"
	// maxRules and maxRule bound what evidence keeps of a podFailurePolicy; the API server allows 20 rules.
	maxRules = 20
	maxRule  = 160
	// maxName bounds a name that the API server does not bound by itself.
	maxName = 128
)

// describeJob is a Job as evidence.
func describeJob(job *batchv1.Job) diagnose.Evidence {
	e := diagnose.Evidence{Job: job.Name, Active: job.Status.Active, FailedPods: job.Status.Failed, Declared: declared(job)}
	if indexes := job.Status.FailedIndexes; indexes != nil {
		e.FailedIndexes = clip(*indexes, maxMessage)
	}
	for _, c := range job.Status.Conditions[:min(len(job.Status.Conditions), maxConditions)] {
		e.Conditions = append(e.Conditions, diagnose.Condition{
			Type: clip(string(c.Type), maxName), Status: clip(string(c.Status), maxName),
			Reason: clip(c.Reason, maxName), Message: message(c.Message, maxMessage),
			At: storable(c.LastTransitionTime.Time),
		})
	}
	return e
}

// declared is what a Job's spec says of how it runs and ends.
func declared(job *batchv1.Job) diagnose.Declared {
	s := job.Spec
	d := diagnose.Declared{
		RestartPolicy: string(s.Template.Spec.RestartPolicy),
		BackoffLimit:  s.BackoffLimit,
		Completions:   s.Completions,
		Indexed:       s.CompletionMode != nil && *s.CompletionMode == batchv1.IndexedCompletion,
		Suspended:     s.Suspend != nil && *s.Suspend,
		Queue:         clip(job.Labels[queueLabel], maxName),
	}
	if s.ActiveDeadlineSeconds != nil {
		d.ActiveDeadline = time.Duration(*s.ActiveDeadlineSeconds) * time.Second
	}
	if s.ManagedBy != nil && *s.ManagedBy != batchv1.JobControllerName {
		d.ManagedBy = clip(*s.ManagedBy, maxName)
	}
	if s.PodFailurePolicy != nil {
		for _, r := range s.PodFailurePolicy.Rules[:min(len(s.PodFailurePolicy.Rules), maxRules)] {
			d.FailureRules = append(d.FailureRules, clip(failureRule(r), maxRule))
		}
	}
	return d
}

// failureRule is a rule of a podFailurePolicy in words.
func failureRule(r batchv1.PodFailurePolicyRule) string {
	var when []string
	if on := r.OnExitCodes; on != nil {
		codes := make([]string, 0, len(on.Values))
		for _, code := range on.Values {
			codes = append(codes, strconv.FormatInt(int64(code), 10))
		}
		word := "exit code"
		if on.Operator == batchv1.PodFailurePolicyOnExitCodesOpNotIn {
			word = "any exit code but"
		}
		text := word + " " + strings.Join(codes, ", ")
		if on.ContainerName != nil {
			text += fmt.Sprintf(" of container %q", *on.ContainerName)
		}
		when = append(when, text)
	}
	for _, on := range r.OnPodConditions {
		text := "condition " + string(on.Type)
		if on.Status != "" && on.Status != corev1.ConditionTrue {
			text += " " + string(on.Status)
		}
		when = append(when, text)
	}
	return string(r.Action) + " on " + strings.Join(slices.Compact(when), " or ")
}
