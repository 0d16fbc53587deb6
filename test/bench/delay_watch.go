package main

import (
	"context"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"sync"
	"time"

	slackgo "github.com/slack-go/slack"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/test/slack"
)

// sightings are the instants at which Jobs were seen to have failed, by CronJob. It is safe for concurrent use.
type sightings struct {
	mu sync.Mutex
	at map[string]time.Time
}

// first notes a failure and reports whether it is the first of its CronJob.
func (s *sightings) first(cronJob string, at time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.at[cronJob]; known {
		return false
	}
	s.at[cronJob] = at
	return true
}

func (s *sightings) instants() map[string]time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.at)
}

// watchFailures starts two watches, until ctx ends: one notes when a Job has failed; the other is the bare watcher, which posts
// what it sees at once and keeps nothing. All delays are counted from the instant at which the first of them saw it.
func (s *delayed) watchFailures(ctx context.Context) (*sightings, error) {
	observed, posted := &sightings{at: map[string]time.Time{}}, &sightings{at: map[string]time.Time{}}
	err := s.watchJobs(ctx, func(cronJob string) { observed.first(cronJob, time.Now()) })
	if err != nil {
		return nil, err
	}
	api := slackgo.New(slack.DefaultToken, slackgo.OptionAPIURL(s.slackURL+"/api/"))
	return observed, s.watchJobs(ctx, func(cronJob string) {
		now := time.Now()
		observed.first(cronJob, now)
		if !posted.first(cronJob, now) {
			return
		}
		go func() {
			_, n, _ := strings.Cut(cronJob, "-")
			number, _ := strconv.Atoi(n)
			_, _, err := api.PostMessageContext(ctx, bareChannel(number), slackgo.MsgOptionText(cronJob+" failed", false))
			if err != nil && ctx.Err() == nil {
				s.say("the bare watcher could not post: %v", err)
			}
		}()
	})
}

// watchJobs calls failed, in the watch's goroutine, whenever a Job is seen that has failed; more than once for the same one.
func (s *delayed) watchJobs(ctx context.Context, failed func(cronJob string)) error {
	w, err := s.cluster.Client.BatchV1().Jobs(metav1.NamespaceAll).Watch(ctx, metav1.ListOptions{})
	if err != nil {
		return fmt.Errorf("watching Jobs: %w", err)
	}
	go func() {
		defer w.Stop()
		for event := range w.ResultChan() {
			if job, ok := event.Object.(*batchv1.Job); ok && hasFailed(job) {
				failed(metav1.GetControllerOf(job).Name)
			}
		}
	}()
	return nil
}

func hasFailed(job *batchv1.Job) bool {
	for _, c := range job.Status.Conditions {
		if c.Type == batchv1.JobFailed && c.Status == corev1.ConditionTrue {
			return metav1.GetControllerOf(job) != nil
		}
	}
	return false
}
