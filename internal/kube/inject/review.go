package inject

import (
	"encoding/json"
	"errors"
	"fmt"

	admissionv1 "k8s.io/api/admission/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/internal/kube"
)

// errNotOurs says that a Job is nobody's, or asks for nothing that is done here.
var errNotOurs = errors.New("nothing to add")

// creation is a Job that is about to be created by a CronJob.
type creation struct {
	job   batchv1.Job
	owner metav1.OwnerReference
}

// decodeReview reads an admission review (admission.k8s.io/v1). An error means that it cannot be answered at all.
func decodeReview(body []byte) (*admissionv1.AdmissionRequest, error) {
	var review admissionv1.AdmissionReview
	if err := json.Unmarshal(body, &review); err != nil {
		return nil, fmt.Errorf("not an AdmissionReview: %w", err)
	}
	if want := admissionv1.SchemeGroupVersion.String(); review.APIVersion != want || review.Kind != "AdmissionReview" {
		return nil, fmt.Errorf("apiVersion %q, kind %q: want %s, AdmissionReview", review.APIVersion, review.Kind, want)
	}
	if review.Request == nil || review.Request.UID == "" {
		return nil, errors.New("the AdmissionReview has no request, or the request no uid")
	}
	return review.Request, nil
}

// decodeCreation reads the Job of a request. It returns errNotOurs for what is not the creation of a CronJob's Job, and for a
// dry run, for which nothing is to be registered.
func decodeCreation(request *admissionv1.AdmissionRequest) (creation, error) {
	if request.Operation != admissionv1.Create || (request.DryRun != nil && *request.DryRun) ||
		request.Kind.Kind != "Job" || request.Kind.Group != batchv1.GroupName {
		return creation{}, errNotOurs
	}
	var c creation
	if err := json.Unmarshal(request.Object.Raw, &c.job); err != nil {
		return creation{}, fmt.Errorf("not a Job: %w", err)
	}
	if c.job.Namespace == "" {
		c.job.Namespace = request.Namespace
	}
	var ok bool
	if c.owner, ok = kube.OwnerCronJob(&c.job); !ok {
		return creation{}, errNotOurs
	}
	pod := &c.job.Spec.Template.Spec
	if injected(pod) != nil || !canRun(pod) {
		return creation{}, errNotOurs
	}
	return c, nil
}

// patchFor is the JSON patch (RFC 6902) that adds the container to a Job.
func patchFor(job *batchv1.Job, add corev1.Container) ([]byte, error) {
	const path = "/spec/template/spec/initContainers"
	op := map[string]any{"op": "add", "path": path + "/-", "value": add}
	if len(job.Spec.Template.Spec.InitContainers) == 0 {
		op = map[string]any{"op": "add", "path": path, "value": []corev1.Container{add}}
	}
	return json.Marshal([]any{op})
}

// answer is the response to a request: admitted, with the patch if there is one.
func answer(uid types.UID, patch []byte) admissionv1.AdmissionReview {
	response := &admissionv1.AdmissionResponse{UID: uid, Allowed: true}
	if patch != nil {
		kind := admissionv1.PatchTypeJSONPatch
		response.Patch, response.PatchType = patch, &kind
	}
	return admissionv1.AdmissionReview{
		TypeMeta: metav1.TypeMeta{APIVersion: admissionv1.SchemeGroupVersion.String(), Kind: "AdmissionReview"},
		Response: response,
	}
}
