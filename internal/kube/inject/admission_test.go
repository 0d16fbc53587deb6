package inject

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	admissionv1 "k8s.io/api/admission/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

func aJob(changes ...func(*batchv1.Job)) *batchv1.Job {
	cj := aCronJob()
	job := &batchv1.Job{
		ObjectMeta: metav1.ObjectMeta{Name: "backup-1", Namespace: "shop", OwnerReferences: []metav1.OwnerReference{{
			APIVersion: "batch/v1", Kind: "CronJob", Name: cj.Name, UID: cj.UID,
		}}},
		Spec: cj.Spec.JobTemplate.Spec,
	}
	for _, change := range changes {
		change(job)
	}
	return job
}

func review(t testing.TB, job *batchv1.Job, changes ...func(*admissionv1.AdmissionRequest)) []byte {
	t.Helper()
	object, err := json.Marshal(job)
	if err != nil {
		t.Fatal(err)
	}
	request := &admissionv1.AdmissionRequest{
		UID: "r1", Kind: metav1.GroupVersionKind{Group: "batch", Version: "v1", Kind: "Job"}, Namespace: "shop", Name: job.Name,
		Operation: admissionv1.Create, Object: runtime.RawExtension{Raw: object},
	}
	for _, change := range changes {
		change(request)
	}
	body, err := json.Marshal(admissionv1.AdmissionReview{
		TypeMeta: metav1.TypeMeta{APIVersion: "admission.k8s.io/v1", Kind: "AdmissionReview"}, Request: request,
	})
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// ask returns the response of a handler, which always is an admission.
func ask(t *testing.T, h http.Handler, body []byte) *admissionv1.AdmissionResponse {
	t.Helper()
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, httptest.NewRequest(http.MethodPost, "/admission/jobs", bytes.NewReader(body)))
	var got admissionv1.AdmissionReview
	if err := json.Unmarshal(recorder.Body.Bytes(), &got); err != nil || recorder.Code != http.StatusOK {
		t.Fatalf("status %d, body %q: %v", recorder.Code, recorder.Body, err)
	}
	if got.Kind != "AdmissionReview" || got.Response == nil || got.Response.UID != "r1" || !got.Response.Allowed {
		t.Fatalf("answer %s", recorder.Body)
	}
	return got.Response
}

func TestHandler(t *testing.T) {
	t.Parallel()
	dry := true
	initial := func(name string) func(*batchv1.Job) {
		return func(j *batchv1.Job) {
			j.Spec.Template.Spec.InitContainers = append(j.Spec.Template.Spec.InitContainers, corev1.Container{Name: name})
		}
	}
	good := Handler{Image: image, CheckIns: checkIns{base: "https://r/"}, CronJobs: cronJobs{cj: aCronJob()}}
	with := func(change func(*Handler)) Handler {
		h := good
		change(&h)
		return h
	}
	tests := map[string]struct {
		handler Handler
		body    []byte
		path    string // of the patch; empty: none
	}{
		"asks for it":  {good, review(t, aJob()), "/spec/template/spec/initContainers"},
		"after others": {good, review(t, aJob(initial("fetch"))), "/spec/template/spec/initContainers/-"},
		"has it":       {good, review(t, aJob(initial("rollcall-checkin"))), ""},
		"does not ask": {with(func(h *Handler) {
			h.CronJobs = cronJobs{cj: aCronJob(func(cj *batchv1.CronJob) { cj.Annotations = nil })}
		}), review(t, aJob()), ""},
		"opts out": {with(func(h *Handler) {
			h.CronJobs = cronJobs{cj: aCronJob(func(cj *batchv1.CronJob) { cj.Annotations["rollcall.dev/checkin"] = "false" })}
		}), review(t, aJob()), ""},
		"of no CronJob": {good, review(t, aJob(func(j *batchv1.Job) { j.OwnerReferences = nil })), ""},
		"Windows": {good, review(t, aJob(func(j *batchv1.Job) {
			j.Spec.Template.Spec.NodeSelector = map[string]string{"kubernetes.io/os": "windows"}
		})), ""},
		"Windows, by name":      {good, review(t, aJob(func(j *batchv1.Job) { j.Spec.Template.Spec.OS = &corev1.PodOS{Name: corev1.Windows} })), ""},
		"an update":             {good, review(t, aJob(), func(r *admissionv1.AdmissionRequest) { r.Operation = admissionv1.Update }), ""},
		"a dry run":             {good, review(t, aJob(), func(r *admissionv1.AdmissionRequest) { r.DryRun = &dry }), ""},
		"a Pod":                 {good, review(t, aJob(), func(r *admissionv1.AdmissionRequest) { r.Kind.Kind, r.Kind.Group = "Pod", "" }), ""},
		"no object":             {good, review(t, aJob(), func(r *admissionv1.AdmissionRequest) { r.Object.Raw = nil }), ""},
		"an unknown CronJob":    {with(func(h *Handler) { h.CronJobs = cronJobs{err: errAway} }), review(t, aJob()), ""},
		"check-ins are away":    {with(func(h *Handler) { h.CheckIns = checkIns{err: errAway} }), review(t, aJob()), ""},
		"namespace not in meta": {good, review(t, aJob(func(j *batchv1.Job) { j.Namespace = "" })), "/spec/template/spec/initContainers"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.handler.Logger = quiet(t)
			response := ask(t, &tc.handler, tc.body)
			if tc.path == "" {
				if response.Patch != nil {
					t.Errorf("changed by %s", response.Patch)
				}
				return
			}
			var patch []struct {
				Op    string          `json:"op"`
				Path  string          `json:"path"`
				Value json.RawMessage `json:"value"`
			}
			if err := json.Unmarshal(response.Patch, &patch); err != nil || len(patch) != 1 || *response.PatchType != "JSONPatch" {
				t.Fatalf("patch %s: %v", response.Patch, err)
			}
			if patch[0].Op != "add" || patch[0].Path != tc.path || !strings.Contains(string(patch[0].Value), `"args":["ping","https://r/backup"]`) {
				t.Errorf("patch %s", response.Patch)
			}
		})
	}
}

// Whoever is slow, the API server has its answer before it stops waiting.
func TestHandlerDoesNotWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &Handler{Image: image, CheckIns: checkIns{delay: time.Minute}, CronJobs: cronJobs{cj: aCronJob()}, Logger: quiet(t)}
		began := time.Now()
		if response := ask(t, h, review(t, aJob())); response.Patch != nil {
			t.Errorf("patch %s", response.Patch)
		}
		if took := time.Since(began); took >= webhookTimeout*time.Second {
			t.Errorf("took %s", took)
		}
		time.Sleep(time.Minute)
	})
}

func TestHandlerRefuses(t *testing.T) {
	t.Parallel()
	h := &Handler{Image: image, CheckIns: checkIns{}, CronJobs: cronJobs{cj: aCronJob()}, Logger: quiet(t)}
	tests := map[string]struct {
		method, body string
		want         int
	}{
		"GET":                 {http.MethodGet, "", http.StatusMethodNotAllowed},
		"nothing":             {http.MethodPost, "", http.StatusBadRequest},
		"not JSON":            {http.MethodPost, "<xml/>", http.StatusBadRequest},
		"an older version":    {http.MethodPost, `{"apiVersion":"admission.k8s.io/v1beta1","kind":"AdmissionReview","request":{"uid":"x"}}`, http.StatusBadRequest},
		"without a request":   {http.MethodPost, `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}`, http.StatusBadRequest},
		"larger than allowed": {http.MethodPost, strings.Repeat(" ", maxReview+1), http.StatusBadRequest},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			recorder := httptest.NewRecorder()
			h.ServeHTTP(recorder, httptest.NewRequest(tc.method, "/", strings.NewReader(tc.body)))
			if recorder.Code != tc.want {
				t.Errorf("status %d, want %d: %s", recorder.Code, tc.want, recorder.Body)
			}
		})
	}
}

// What the restricted pod security standard asks of a container, and what we promise beyond it.
func TestContainerIsRestricted(t *testing.T) {
	t.Parallel()
	c := container(image, "https://r/x")
	s := c.SecurityContext
	if !*s.RunAsNonRoot || *s.RunAsUser == 0 || *s.AllowPrivilegeEscalation || *s.Privileged || !*s.ReadOnlyRootFilesystem {
		t.Errorf("security context %+v", s)
	}
	if diff := cmp.Diff([]corev1.Capability{"ALL"}, s.Capabilities.Drop); diff != "" || s.Capabilities.Add != nil {
		t.Errorf("capabilities %+v", s.Capabilities)
	}
	if s.SeccompProfile.Type != corev1.SeccompProfileTypeRuntimeDefault {
		t.Errorf("seccomp %+v", s.SeccompProfile)
	}
	for _, resource := range []corev1.ResourceName{corev1.ResourceCPU, corev1.ResourceMemory} {
		if c.Resources.Requests[resource] == (c.Resources.Limits[resource]) || c.Resources.Limits.Name(resource, "").IsZero() {
			t.Errorf("%s: %+v", resource, c.Resources)
		}
	}
	if c.ImagePullPolicy != corev1.PullIfNotPresent || c.RestartPolicy != nil {
		t.Errorf("container %+v", c)
	}
}

func FuzzDecodeReview(f *testing.F) {
	f.Add(review(f, aJob()))
	f.Add([]byte(`{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"x","operation":"CREATE","kind":{"group":"batch","kind":"Job"},"object":{}}}`))
	f.Add([]byte(`{"request":null}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		request, err := decodeReview(body)
		if err != nil {
			return
		}
		c, err := decodeCreation(request)
		if err != nil {
			return
		}
		if c.owner.UID == "" || injected(&c.job.Spec.Template.Spec) != nil {
			t.Errorf("taken for the Job of a CronJob without a check-in: %s", body)
		}
		if _, err := patchFor(&c.job, container(image, "https://r/x")); err != nil {
			t.Errorf("no patch: %v", err)
		}
	})
}
