package kube

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	metadatafake "k8s.io/client-go/metadata/fake"
	clienttesting "k8s.io/client-go/testing"

	"rollcall.dev/rollcall/internal/monitor"
)

// settings are what closing refers to in namespace "shop", but for one that is not there, at a version.
func settings(version string) *metadatafake.FakeMetadataClient {
	scheme := metadatafake.NewTestScheme()
	_ = metav1.AddMetaToScheme(scheme)
	var objects []runtime.Object
	for _, object := range []string{"ConfigMap/close", "ConfigMap/more", "Secret/cert", "Secret/db"} {
		kind, name, _ := strings.Cut(object, "/")
		objects = append(objects, &metav1.PartialObjectMetadata{
			TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: kind},
			ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: name, ResourceVersion: version},
		})
	}
	return metadatafake.NewSimpleMetadataClient(scheme, objects...)
}

// versions are the objects whose version is known.
func versions(all []monitor.Config) []string {
	var known []string
	for _, c := range all {
		if c.Version != "" {
			known = append(known, c.Object+" "+c.Version)
		}
	}
	return known
}

func TestConfigVersions(t *testing.T) {
	t.Parallel()
	configMaps, all := []string{"configmap/close 7", "configmap/more 7"}, []string{"configmap/close 7", "configmap/more 7", "secret/cert 7", "secret/db 7"}
	ended := func(ago time.Duration) func(*batchv1.Job) {
		return func(job *batchv1.Job) {
			job.Status.Conditions = []batchv1.JobCondition{{
				Type: batchv1.JobComplete, Status: corev1.ConditionTrue, LastTransitionTime: metav1.NewTime(time.Now().Add(-ago)),
			}}
		}
	}
	forbid := func(c *metadatafake.FakeMetadataClient) {
		c.PrependReactor("get", "configmaps", func(a clienttesting.Action) (bool, runtime.Object, error) {
			return true, nil, apierrors.NewForbidden(schema.GroupResource{Resource: "configmaps"}, "", errors.New("no"))
		})
	}
	for name, tt := range map[string]struct {
		secrets bool
		job     func(*batchv1.Job)
		client  func(*metadatafake.FakeMetadataClient)
		want    []string
		asks    int
	}{
		"ConfigMaps":           {want: configMaps, asks: 2},
		"all":                  {secrets: true, want: all, asks: 5},
		"just ended":           {job: ended(time.Second), want: configMaps, asks: 2},
		"ended long ago":       {job: ended(time.Hour)},
		"the right is missing": {client: forbid, secrets: true, want: all[2:], asks: 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				job := closingJob(t)
				client := settings("7")
				if tt.job != nil {
					tt.job(job)
				}
				if tt.client != nil {
					tt.client(client)
				}
				c := capturer{clock: newClock(), configs: client, secrets: tt.secrets}
				if diff := cmp.Diff(tt.want, versions(c.configVersions(t.Context(), job))); diff != "" {
					t.Error(diff)
				}
				if n := len(client.Actions()); n != tt.asks {
					t.Errorf("%d requests, want %d", n, tt.asks)
				}
			})
		})
	}
}

// TestConfigVersionsAreAskedForOnce: when a run begins, and its end tells what it found then.
func TestConfigVersionsAreAskedForOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		job := closingJob(t)
		client := settings("7")
		c := capturer{clock: newClock(), configs: client}
		r := run{job: job, seenAt: time.Now()}
		says := func() {
			t.Helper()
			o, told := c.tell(t.Context(), &r)
			if !told {
				t.Fatal("nothing is told")
			}
			if diff := cmp.Diff([]string{"configmap/close 7", "configmap/more 7"}, versions(o.Run.Setup.Config)); diff != "" {
				t.Error(diff)
			}
		}
		says()
		c.configs, r.job = settings("8"), job.DeepCopy()
		r.job.Status.Conditions = []batchv1.JobCondition{{Type: batchv1.JobComplete, Status: corev1.ConditionTrue, LastTransitionTime: metav1.Now()}}
		says()
		if n := len(client.Actions()); n != 2 {
			t.Errorf("%d requests", n)
		}
	})
}
