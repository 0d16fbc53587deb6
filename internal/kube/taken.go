package kube

import (
	"fmt"
	"strings"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/internal/diagnose"
)

// jobName is the name that the controller gives to the Job of a slot (getJobName in pkg/controller/cronjob).
func jobName(cj *batchv1.CronJob, slot time.Time) string {
	return fmt.Sprintf("%s-%d", cj.Name, slot.Unix()/60)
}

// wouldBeOf is the CronJob whose controller could give a Job its name; the zero value where none could.
func wouldBeOf(job *batchv1.Job) types.NamespacedName {
	at := strings.LastIndexByte(job.Name, '-')
	if at <= 0 || at == len(job.Name)-1 || strings.Trim(job.Name[at+1:], "0123456789") != "" {
		return types.NamespacedName{}
	}
	return types.NamespacedName{Namespace: job.Namespace, Name: job.Name[:at]}
}

// take notes a Job that has a name of the CronJob's and is not controlled by it. The controller then starts nothing for that slot
// and says nothing (syncCronJob): a Job that kubectl made from the CronJob is not controlled by it either.
func (s *survey) take(job *batchv1.Job, cronJob types.UID) {
	controller := metav1.GetControllerOf(job)
	if controller != nil && controller.UID == cronJob {
		return
	}
	other := &diagnose.OtherJob{Name: job.Name, CreatedAt: storable(job.CreationTimestamp.Time)}
	if controller != nil {
		other.Owner = clip(controller.Kind+"/"+controller.Name, maxName)
	}
	s.taken[types.NamespacedName{Namespace: job.Namespace, Name: job.Name}] = other
}
