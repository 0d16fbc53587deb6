package remedy

import (
	"strconv"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/internal/remedy"
)

// jobOf is the Job that kubectl create job --from would make of the CronJob, with who asked for it and why. The reference blocks no
// deletion: to set that takes the right to change the CronJob's finalizers where OwnerReferencesPermissionEnforcement is on.
func jobOf(cj *batchv1.CronJob, s remedy.Start) *batchv1.Job {
	template := cj.Spec.JobTemplate.DeepCopy()
	annotations := template.Annotations
	if annotations == nil {
		annotations = map[string]string{}
	}
	annotations[annotationInstantiate] = "manual"
	annotations[annotationRerunOf] = string(cj.UID)
	annotations[annotationIncident] = s.Incident
	annotations[annotationAttempt] = strconv.Itoa(s.Attempt)
	annotations[annotationOrder] = s.Order
	annotations[annotationBy] = person(s.By)
	if reason := plain(s.Reason, maxReason); reason != "" {
		annotations[annotationReason] = reason
	}
	return &batchv1.Job{
		ObjectMeta: metav1.ObjectMeta{
			Name: s.Name, Namespace: cj.Namespace, Labels: template.Labels, Annotations: annotations,
			OwnerReferences: []metav1.OwnerReference{{
				APIVersion: batchv1.SchemeGroupVersion.String(), Kind: "CronJob", Name: cj.Name, UID: cj.UID, Controller: new(true),
			}},
		},
		Spec: template.Spec,
	}
}
