package inject

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/internal/kube"
	"rollcall.dev/rollcall/internal/monitor"
)

const image = "rollcall.dev/rollcall:v0"

var errAway = errors.New("away")

// checkIns is a check-in service in memory.
type checkIns struct {
	base  string
	err   error
	delay time.Duration // it does not look at its context
}

func (c checkIns) URLFor(_ context.Context, id monitor.ID, d monitor.Definition) (string, error) {
	if c.delay > 0 {
		time.Sleep(c.delay) // in a bubble
	}
	return c.base + d.Name, c.err
}

// cronJobs knows one CronJob.
type cronJobs struct {
	cj  *batchv1.CronJob
	err error
}

func (c cronJobs) Lookup(_ context.Context, namespace, name string, uid types.UID) (kube.Target, error) {
	if c.err != nil {
		return kube.Target{}, c.err
	}
	if namespace != c.cj.Namespace || name != c.cj.Name || uid != c.cj.UID {
		return kube.Target{}, errors.New("asked for another CronJob")
	}
	return targetOf(c.cj), nil
}

func targetOf(cj *batchv1.CronJob) kube.Target {
	return kube.Target{
		Monitor: kube.MonitorID(cj.UID), Definition: monitor.Definition{Namespace: cj.Namespace, Name: cj.Name},
		Wanted: cj.Annotations[kube.AnnotationCheckIn] == "true",
	}
}

func aCronJob(changes ...func(*batchv1.CronJob)) *batchv1.CronJob {
	cj := &batchv1.CronJob{
		ObjectMeta: metav1.ObjectMeta{
			Name: "backup", Namespace: "shop", UID: "cj", Annotations: map[string]string{kube.AnnotationCheckIn: "true"},
		},
		Spec: batchv1.CronJobSpec{Schedule: "0 * * * *", JobTemplate: batchv1.JobTemplateSpec{Spec: batchv1.JobSpec{
			Template: corev1.PodTemplateSpec{Spec: corev1.PodSpec{
				RestartPolicy: corev1.RestartPolicyNever, Containers: []corev1.Container{{Name: "main", Image: "shop/backup:1"}},
			}},
		}}},
	}
	for _, change := range changes {
		change(cj)
	}
	return cj
}

// memory is a KeyValue in memory.
type memory struct {
	mu     sync.Mutex
	values map[string][]byte
	err    error
}

func (m *memory) Get(_ context.Context, key string) ([]byte, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	value, found := m.values[key]
	return value, found, m.err
}

func (m *memory) Put(_ context.Context, key string, value []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.values == nil {
		m.values = map[string][]byte{}
	}
	m.values[key] = value
	return m.err
}

func quiet(testing.TB) *slog.Logger { return slog.New(slog.DiscardHandler) }

// switchable is a check-in service that can be away.
type switchable struct {
	mu  sync.Mutex
	err error
}

func (s *switchable) set(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
}

func (s *switchable) URLFor(context.Context, monitor.ID, monitor.Definition) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return "https://r/x", s.err
}
