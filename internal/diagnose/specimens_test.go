package diagnose_test

import (
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

// specimen is what people read in one case. The messages of the cluster in it are those of Kubernetes 1.37 and containerd 2.
type specimen struct {
	what  string
	code  diagnose.Code
	cause diagnose.Cause
}

// specimens has every code at least once; TestEveryCodeIsReached insists on it.
func specimens() []specimen {
	var all []specimen
	for _, family := range [][]specimen{failures(), disruptions(), finals(), unstarted(), refusals(), absences(), unfinished(), others()} {
		all = append(all, family...)
	}
	return all
}

// failures are runs whose container ended badly.
func failures() []specimen {
	oom := ended("main", "OOMKilled", 137)
	oom.MemoryLimit = "128Mi"
	logs := ended("main", "Error", 3)
	logs.LogTail = "FATAL: disk quota exceeded"
	startError := ended("main", "StartError", 128)
	startError.Message = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: ` +
		`unable to start container process: exec: "/bin/bakcup": stat /bin/bakcup: no such file or directory`
	lost := ended("main", "ContainerStatusUnknown", 137)
	lost.Message = "The container could not be located when the pod was terminated"
	init := ended("fetch", "Error", 1)
	init.Init = true
	exhausted := waits("main", "CrashLoopBackOff", "back-off 40s restarting failed container=main")
	exhausted.Last, exhausted.Restarts = &diagnose.LastState{Reason: "Error", ExitCode: 5}, 3
	sigkill := ended("main", "Error", 137)
	sigkill.MemoryLimit = "128Mi"
	failed := diagnose.Failed
	return []specimen{
		{"exit code", diagnose.ExitCode, failed(gaveUp(aPod("Failed", logs)))},
		{"exit code, third attempt", diagnose.ExitCode, failed(gaveUp(aPod("Failed", logs), aPod("Failed", logs), aPod("Failed", logs)))},
		{"OnFailure exhausted", diagnose.ExitCode, failed(gaveUp(aPod("Failed", exhausted)))},
		{"out of memory", diagnose.OOMKilled, failed(gaveUp(aPod("Failed", oom)))},
		{"137 without OOMKilled", diagnose.Killed, failed(gaveUp(aPod("Failed", sigkill)))},
		{"liveness probe", diagnose.ProbeFailed, failed(with(gaveUp(aPod("Failed", ended("main", "Error", 143))),
			says(thePod, "Killing", "Container main failed liveness probe, will be restarted")))},
		{"container status unknown", diagnose.ContainerLost, failed(gaveUp(aPod("Failed", lost)))},
		{"start error", diagnose.CannotRun, failed(gaveUp(aPod("Failed", startError)))},
		{"init container", diagnose.InitFailed, failed(gaveUp(aPod("Failed", init, waits("main", "PodInitializing", ""))))},
		{"reported by the job", diagnose.ReportedFailure, failed(diagnose.Evidence{Report: &diagnose.Report{ExitCode: new(7), Output: "disk full"}})},
		{"nothing left", diagnose.FailedWithoutTrace, failed(diagnose.Evidence{})},
		{"pods gone", diagnose.BackoffLimit, failed(gaveUp())},
	}
}

// disruptions are runs whose pod the cluster ended.
func disruptions() []specimen {
	failed := diagnose.Failed
	refused := func(reason, message string) diagnose.Cause {
		p := aPod("Failed")
		p.Reason, p.Message = reason, message
		return failed(gaveUp(p))
	}
	return []specimen{
		{"node low on memory", diagnose.Evicted, failed(putOut("Evicted", "The node was low on resource: memory. Threshold quantity: 100Mi, available: 81Mi. "+
			"Container main was using 1Gi, request is 64Mi, has larger consumption of memory. ", "TerminationByKubelet", ""))},
		{"own disk limit", diagnose.Evicted, failed(putOut("Evicted", `Usage of EmptyDir volume "scratch" exceeds the limit "1Gi". `, "TerminationByKubelet", ""))},
		{"TerminationByKubelet", diagnose.Evicted, failed(putOut("", "", "TerminationByKubelet", "The node was low on resource"))},
		{"an unknown disruption", diagnose.Evicted, failed(putOut("", "", "ByAnOperator", "moved"))},
		{"Preempting", diagnose.Preempted, failed(putOut("Preempting", "Preempted in order to admit critical pod", "TerminationByKubelet", ""))},
		{"PreemptionByScheduler", diagnose.Preempted, failed(putOut("", "", "PreemptionByScheduler", "default-scheduler: preempting to accommodate a higher priority pod"))},
		{"EvictionByEvictionAPI", diagnose.Drained, failed(putOut("", "", "EvictionByEvictionAPI", "Eviction API: evicting"))},
		{"Terminated", diagnose.NodeShutdown, failed(putOut("Terminated", "Pod was terminated in response to imminent node shutdown.", "TerminationByKubelet", ""))},
		{"NodeLost", diagnose.NodeLost, failed(putOut("NodeLost", "Node node-3 which was running pod backup-29924820-x7k2p is unresponsive", "", ""))},
		{"DeletionByTaintManager", diagnose.NodeLost, failed(putOut("", "", "DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint"))},
		{"DeletionByPodGC", diagnose.NodeLost, failed(putOut("", "", "DeletionByPodGC", "PodGC: node no longer exists"))},
		{"OutOfcpu", diagnose.NodeRefused, refused("OutOfcpu", "Node didn't have enough resource: cpu, requested: 2000, used: 3100, capacity: 4000")},
		{"OutOfpods", diagnose.NodeRefused, refused("OutOfpods", "Node didn't have enough resource: pods, requested: 1, used: 110, capacity: 110")},
		{"UnexpectedAdmissionError", diagnose.NodeRefused, refused("UnexpectedAdmissionError", "Allocate failed due to no healthy devices present; cannot allocate unhealthy devices nvidia.com/gpu, which is unexpected")},
		{"NodeShutdown", diagnose.NodeRefused, refused("NodeShutdown", "Pod was rejected as the node is shutting down.")},
		{"NodeAffinity", diagnose.NodeRefused, refused("NodeAffinity", "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector")},
		{"SysctlForbidden", diagnose.NodeRefused, refused("SysctlForbidden", `forbidden sysctl: "kernel.msgmax" not allowlisted`)},
	}
}

// finals are runs that the Job itself says more of than the number of their attempts.
func finals() []specimen {
	failed := diagnose.Failed
	policy := failedJob("PodFailurePolicy", "Container main for pod shop/backup-29924820-x7k2p failed with exit code 42 matching FailJob rule at index 0",
		aPod("Failed", ended("main", "Error", 42)))
	policy.Declared.FailureRules = []string{"FailJob on exit code 42"}
	two, three := aPod("Failed", ended("main", "Error", 1)), aPod("Failed", ended("main", "Error", 3))
	two.Index, three.Index = "2", "5"
	indexes := failedJob("FailedIndexes", "Job has failed indexes", two, three)
	indexes.FailedIndexes, indexes.Declared = "2,5-6", diagnose.Declared{Indexed: true, Completions: new(int32(10))}
	tooMany := failedJob("MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes", two)
	tooMany.FailedIndexes, tooMany.Declared = "1-2", diagnose.Declared{Indexed: true, Completions: new(int32(10))}
	slow := failedJob("DeadlineExceeded", "Job was active longer than specified deadline", aPod("Running", works("main", "row 12 of 90000")))
	slow.Declared.ActiveDeadline = 10 * time.Minute
	never := failedJob("DeadlineExceeded", "Job was active longer than specified deadline",
		aPod("Pending", waits("main", "ImagePullBackOff", `Back-off pulling image "registry.example.com/backup:1.5"`)))
	never.Declared.ActiveDeadline = 10 * time.Minute
	attempts := failedJob("DeadlineExceeded", "Job was active longer than specified deadline", aPod("Failed", ended("main", "Error", 3)),
		aPod("Failed", ended("main", "OOMKilled", 137)), aPod("Failed", ended("main", "Error", 3)))
	attempts.Declared.ActiveDeadline, attempts.FailedPods = 10*time.Minute, 3
	proxy := ended("proxy", "Error", 143)
	proxy.FinishedAt = after(10*time.Minute + time.Second)
	outlived := failedJob("DeadlineExceeded", "Job was active longer than specified deadline", aPod("Failed", ended("main", "Completed", 0), proxy))
	outlived.Declared.ActiveDeadline = 10 * time.Minute
	ofPod := aPod("Failed", ended("main", "Error", 143))
	ofPod.Reason, ofPod.Message = "DeadlineExceeded", "Pod was active on the node longer than the specified deadline"
	return []specimen{
		{"deadline", diagnose.DeadlineExceeded, failed(slow)},
		{"deadline, never began", diagnose.DeadlineExceeded, failed(never)},
		{"deadline, after failed attempts", diagnose.DeadlineExceeded, failed(attempts)},
		{"deadline, outlived by a sidecar", diagnose.DeadlineExceeded, failed(outlived)},
		{"deadline of the pod", diagnose.DeadlineExceeded, failed(gaveUp(ofPod))},
		{"pod failure policy", diagnose.PodFailurePolicy, failed(policy)},
		{"failed indexes", diagnose.FailedIndexes, failed(indexes)},
		{"too many failed indexes", diagnose.TooManyFailedOnes, failed(tooMany)},
	}
}

// unstarted are runs of which no container has started.
func unstarted() []specimen {
	stuck := diagnose.Stuck
	pull := func(why string) diagnose.Cause {
		return stuck(with(stuckOn("ImagePullBackOff", `Back-off pulling image "registry.example.com/backup:1.5"`),
			says(thePod, "Failed", `Failed to pull image "registry.example.com/backup:1.5": failed to pull and unpack image "registry.example.com/backup:1.5": `+
				`failed to resolve reference "registry.example.com/backup:1.5": `+why)))
	}
	unseen := aPod("Pending")
	unseen.Node = ""
	checkin := diagnose.Evidence{Pods: []diagnose.Pod{aPod("Pending", waits(diagnose.CheckInContainer, "ErrImagePull", "not found"))}}
	pending := aPod("Pending", waits("main", "ContainerCreating", ""))
	creating := diagnose.Evidence{Job: "backup-29924820", Pods: []diagnose.Pod{pending}}
	return []specimen{
		{"no such image", diagnose.ImagePull, pull("registry.example.com/backup:1.5: not found")},
		{"pull denied", diagnose.ImagePull, pull("pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials")},
		{"rate limit", diagnose.ImagePull, pull("unexpected status from HEAD request to https://registry.example.com/v2/backup/manifests/1.5: 429 Too Many Requests")},
		{"registry away", diagnose.ImagePull, pull(`failed to do request: Head "https://registry.example.com/v2/backup/manifests/1.5": dial tcp: lookup registry.example.com: no such host`)},
		{"certificate", diagnose.ImagePull, pull("failed to do request: tls: failed to verify certificate: x509: certificate signed by unknown authority")},
		{"architecture", diagnose.ImagePull, pull("no match for platform in manifest: not found")},
		{"pull secret missing", diagnose.ImagePull, stuck(with(stuckOn("ErrImagePull", "unauthorized"),
			says(thePod, "FailedToRetrieveImagePullSecret", "Unable to retrieve some image pull secrets (registry-key); attempting to pull the image may not succeed.")))},
		{"signature", diagnose.ImagePull, stuck(stuckOn("SignatureValidationFailed", "image pull failed for registry.example.com/backup:1.5 because the signature validation failed"))},
		{"never pulled", diagnose.ImagePull, stuck(stuckOn("ErrImageNeverPull", `Container image "registry.example.com/backup:1.5" is not present with pull policy of Never`))},
		{"image not readable", diagnose.ImagePull, stuck(stuckOn("ImageInspectError", "Failed to inspect image: rpc error"))},
		{"back-off alone", diagnose.ImagePull, stuck(stuckOn("ImagePullBackOff", `Back-off pulling image "registry.example.com/backup:1.5"`))},
		{"invalid image name", diagnose.InvalidImageName, stuck(stuckOn("InvalidImageName", `Failed to apply default image tag "Backup:1.5": couldn't parse image name: repository name must be lowercase`))},
		{"missing ConfigMap", diagnose.ContainerConfig, stuck(stuckOn("CreateContainerConfigError", `configmap "backup-settings" not found`))},
		{"missing key", diagnose.ContainerConfig, stuck(stuckOn("CreateContainerConfigError", "couldn't find key password in Secret shop/backup"))},
		{"root", diagnose.ContainerConfig, stuck(stuckOn("CreateContainerConfigError", `container has runAsNonRoot and image will run as root (pod: "x", container: main)`))},
		{"other configuration", diagnose.ContainerConfig, stuck(stuckOn("CreateContainerConfigError", "services have not yet been read at least once, cannot construct envvars"))},
		{"runtime", diagnose.CannotRun, stuck(stuckOn("RunContainerError", `failed to create containerd task: exec: "backup": executable file not found in $PATH`))},
		{"postStart hook", diagnose.CannotRun, stuck(stuckOn("PostStartHookError", "PostStartHook failed"))},
		{"sandbox", diagnose.PodSandbox, stuck(with(creating, says(thePod, "FailedCreatePodSandBox", `Failed to create pod sandbox: rpc error: plugin type="calico" failed (add): connection refused`)))},
		{"unschedulable", diagnose.Unschedulable, stuck(unplaced("Unschedulable", "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient memory. "+
			"preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod."))},
		{"unschedulable for a volume", diagnose.Unschedulable, stuck(unplaced("Unschedulable", `0/3 nodes are available: persistentvolumeclaim "data" not found.`))},
		{"unschedulable, unknown words", diagnose.Unschedulable, stuck(unplaced("Unschedulable", "no"))},
		{"scheduling gate", diagnose.SchedulingGated, stuck(unplaced("SchedulingGated", "Scheduling is blocked due to non-empty scheduling gates"))},
		{"scheduler error", diagnose.SchedulerError, stuck(unplaced("SchedulerError", "running PreBind plugin: binding volumes: context deadline exceeded"))},
		{"no scheduler", diagnose.SchedulerSilent, stuck(diagnose.Evidence{Pods: []diagnose.Pod{unseen}})},
		{"volume", diagnose.VolumeMount, stuck(with(creating, says(thePod, "FailedMount", `MountVolume.SetUp failed for volume "data" : rpc error: code = Internal desc = mount failed`)))},
		{"volume needs a ConfigMap", diagnose.VolumeMount, stuck(with(creating, says(thePod, "FailedMount", `MountVolume.SetUp failed for volume "settings" : configmap "backup-settings" not found`)))},
		{"volume needs a key", diagnose.VolumeMount, stuck(with(creating, says(thePod, "FailedMount", `MountVolume.SetUp failed for volume "settings" : references non-existent secret key: tls.key`)))},
		{"volume attached elsewhere", diagnose.VolumeMount, stuck(with(creating, says(thePod, "FailedAttachVolume", `Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) backup-29924700-aaaaa`)))},
		{"check-in container", diagnose.WaitingForCheckIn, stuck(checkin)},
		{"no pod", diagnose.NotStarted, stuck(diagnose.Evidence{Job: "backup-29924820"})},
		{"nothing known", diagnose.NotStarted, stuck(creating)},
		{"queue", diagnose.HeldByQueue, stuck(diagnose.Evidence{
			Declared:   diagnose.Declared{Suspended: true, Queue: "batch"},
			Conditions: []diagnose.Condition{{Type: "Suspended", Status: "True", Reason: "JobSuspended", Message: "Job suspended"}},
		})},
		{"suspended by somebody", diagnose.HeldByQueue, stuck(diagnose.Evidence{Declared: diagnose.Declared{Suspended: true}})},
		{"another controller", diagnose.ManagedElsewhere, stuck(diagnose.Evidence{Declared: diagnose.Declared{ManagedBy: "kueue.x-k8s.io/multikueue"}})},
	}
}

// refusals are Jobs and pods that the API server does not let be created.
func refusals() []specimen {
	stuck := diagnose.Stuck
	pod := `pods "backup-29924820-x7k2p" is forbidden: `
	job := func(why string) diagnose.Cause {
		return diagnose.Missed(ofCronJob("FailedCreate", "Error creating job: "+why), diagnose.Due{Slot: slot()})
	}
	return []specimen{
		{"quota on pods", diagnose.QuotaExceeded, stuck(podsRefused(pod + "exceeded quota: compute, requested: pods=1, used: pods=10, limited: pods=10"))},
		{"quota on Jobs", diagnose.QuotaExceeded, job(`jobs.batch "backup-29924820" is forbidden: exceeded quota: batch, requested: count/jobs.batch=1, used: count/jobs.batch=5, limited: count/jobs.batch=5`)},
		{"quota, cut off", diagnose.QuotaExceeded, stuck(podsRefused(pod + "exceeded quota: compute, requested: limits.cpu=1,limi…"))},
		{"no covering quota", diagnose.QuotaExceeded, stuck(podsRefused(pod + "insufficient quota to consume: pods"))},
		{"quota wants requests", diagnose.RequestsMissing, stuck(podsRefused(pod + "failed quota: compute: must specify limits.memory for: main; requests.cpu for: main"))},
		{"pod security", diagnose.PodSecurity, stuck(podsRefused(pod + `violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "main" must set securityContext.allowPrivilegeEscalation=false)`))},
		{"security context constraint", diagnose.PodSecurity, stuck(podsRefused(pod + `unable to validate against any security context constraint: [provider "anyuid": Forbidden: not usable by user or serviceaccount]`))},
		{"limit range", diagnose.LimitRange, stuck(podsRefused(pod + "maximum memory usage per Container is 1Gi, but limit is 2Gi"))},
		{"webhook on pods", diagnose.AdmissionDenied, stuck(podsRefused(`admission webhook "validation.gatekeeper.sh" denied the request: [must-have-owner] label owner is missing`))},
		{"webhook on Jobs", diagnose.AdmissionDenied, job(`admission webhook "jobs.policy.example.com" denied the request without explanation`)},
		{"policy", diagnose.AdmissionDenied, job(`jobs.batch "backup-29924820" is forbidden: ValidatingAdmissionPolicy 'no-latest' with binding 'no-latest-everywhere' denied request: the tag latest is not allowed`)},
		{"webhook away", diagnose.WebhookUnreachable, stuck(podsRefused(`Internal error occurred: failed calling webhook "inject.mesh.example.com": failed to call webhook: Post "https://mesh.mesh.svc:443/inject?timeout=10s": no endpoints available for service "mesh"`))},
		{"service account", diagnose.ServiceAccountMissing, stuck(podsRefused(pod + `error looking up service account shop/backup-runner: serviceaccount "backup-runner" not found`))},
		{"right to create", diagnose.CreationForbidden, job(`jobs.batch is forbidden: User "system:serviceaccount:kube-system:cronjob-controller" cannot create resource "jobs" in API group "batch" in the namespace "shop"`)},
		{"right to the owner", diagnose.CreationForbidden, stuck(podsRefused(pod + `cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on: , <nil>`))},
		{"invalid pod", diagnose.TemplateInvalid, stuck(podsRefused(`Pod "backup-29924820-x7k2p" is invalid: spec.containers[0].resources.requests: Invalid value: "2Gi": must be less than or equal to memory limit of 1Gi`))},
		{"priority class", diagnose.PodRefused, stuck(podsRefused(pod + "no PriorityClass with name batch-high was found"))},
		{"runtime class", diagnose.PodRefused, stuck(podsRefused(pod + `pod rejected: RuntimeClass "gvisor" not found`))},
		{"anything else", diagnose.PodRefused, job("etcdserver: request timed out")},
	}
}

// absences are slots that no run answered.
func absences() []specimen {
	missed := func(e diagnose.Evidence, d diagnose.Due) diagnose.Cause {
		d.Slot = slot()
		return diagnose.Missed(e, d)
	}
	none, deadline, silent := diagnose.Evidence{}, time.Minute, after(-time.Minute)
	blocked := ofCronJob("JobAlreadyActive", "Not starting job because prior execution is running and concurrency policy is Forbid")
	blocked.ActiveRuns = []diagnose.ActiveRun{{Name: "backup-29924640", CreatedAt: after(-3 * time.Hour)}}
	because := blocked
	onImage := stuckOn("ImagePullBackOff", `Back-off pulling image "registry.example.com/backup:1.5"`)
	because.ActiveRuns = []diagnose.ActiveRun{{Name: "backup-29924640", CreatedAt: after(-3 * time.Hour), Evidence: &onImage}}
	quota := blocked
	noPods := podsRefused(`pods "x" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=10, limited: pods=10`)
	quota.ActiveRuns = []diagnose.ActiveRun{{Name: "backup-29924640", CreatedAt: after(-3 * time.Hour), Evidence: &noPods}}
	kept := ofCronJob("FailedDelete", `Deleted job: jobs.batch "backup-29924640" is forbidden: User "system:serviceaccount:kube-system:cronjob-controller" cannot delete resource "jobs"`)
	kept.ActiveRuns = []diagnose.ActiveRun{{Name: "backup-29924640", CreatedAt: after(-3 * time.Hour)}}
	unread := diagnose.Evidence{Gaps: []string{"the events of CronJob backup could not be read: forbidden"}}
	return []specimen{
		{"Forbid", diagnose.PreviousRunActive, missed(blocked, diagnose.Due{Forbid: true})},
		{"Forbid, for an image", diagnose.PreviousRunActive, missed(because, diagnose.Due{Forbid: true})},
		{"Forbid, for a quota", diagnose.PreviousRunActive, missed(quota, diagnose.Due{Forbid: true})},
		{"Replace could not", diagnose.CouldNotReplace, missed(kept, diagnose.Due{})},
		{"Replace did not find", diagnose.CouldNotReplace, missed(ofCronJob("FailedGet", "Get job: etcdserver: request timed out"), diagnose.Due{})},
		{"name taken", diagnose.NameTaken, missed(diagnose.Evidence{NameTaken: &diagnose.OtherJob{Name: "backup-29924820", CreatedAt: after(-time.Hour)}}, diagnose.Due{})},
		{"namespace ending", diagnose.NamespaceDeleted, diagnose.NamespaceEnding(after(-10 * time.Minute))},
		{"controller away", diagnose.ControllerDown, missed(diagnose.Evidence{SchedulerSilentSince: &silent}, diagnose.Due{})},
		{"controller was away", diagnose.ControllerDown, diagnose.ControllerSilent(silent, after(time.Hour), 0)},
		{"controller away, as inferred", diagnose.ControllerDown, diagnose.ControllerSilent(silent, time.Time{}, 7)},
		{"more than 100 missed", diagnose.TooManyMissed, missed(ofCronJob("TooManyMissedTimes", "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew"), diagnose.Due{Silent: 143})},
		{"deadline", diagnose.DeadlinePassed, missed(none, diagnose.Due{StartingDeadline: &deadline})},
		{"passed over", diagnose.PassedOver, missed(none, diagnose.Due{LastStarted: after(time.Hour)})},
		{"unknown zone", diagnose.UnknownTimeZone, missed(ofCronJob("UnknownTimeZone", `invalid timeZone: "Mars/Olympus": unknown time zone Mars/Olympus`), diagnose.Due{})},
		{"unparseable", diagnose.InvalidSchedule, missed(ofCronJob("UnparseableSchedule", `unparseable schedule: "60 * * * *" : end of range (60) above maximum (59): 60`), diagnose.Due{})},
		{"unparseable at an edit", diagnose.InvalidSchedule, missed(ofCronJob("UnParseableCronJobSchedule", "unparseable schedule for cronjob: 60 * * * *"), diagnose.Due{})},
		{"31 February", diagnose.InvalidSchedule, missed(ofCronJob("InvalidSchedule", "invalid schedule: 0 0 31 2 * : invalid schedule"), diagnose.Due{})},
		{"TZ= in the schedule", diagnose.ZoneInSchedule, missed(ofCronJob("UnsupportedSchedule", `CRON_TZ or TZ used in schedule "TZ=Asia/Tokyo 0 3 * * *" is not officially supported`), diagnose.Due{})},
		{"no Job", diagnose.NoJob, missed(none, diagnose.Due{})},
		{"no Job, events not readable", diagnose.NoJob, missed(unread, diagnose.Due{})},
		{"suspended", diagnose.SuspendedByHand, diagnose.WasSuspended(after(-24 * time.Hour))},
		{"not seen", diagnose.NotSeen, diagnose.RunNotSeen(none, slot())},
		{"none of them seen", diagnose.NotSeen, diagnose.Unseen()},
		{"lost", diagnose.EndNotSeen, diagnose.RunLost("backup-29667060", slot(), after(time.Minute))},
		{"lost, and no success", diagnose.EndNotSeen, diagnose.RunLost("backup-29667060", slot(), after(-time.Minute))},
		{"check-in", diagnose.CheckInMissing, diagnose.NoCheckIn(10 * time.Minute)},
		{"a check-in that could not be taken", diagnose.NotSeen, diagnose.NotTaken()},
		{"a run whose end is overdue", diagnose.NoEndReported, diagnose.NoEnd(slot())},
		{"a run that another one followed", diagnose.NoEndReported, diagnose.GivenUp(slot(), slot().Add(time.Hour))},
		{"a slot behind a run that does not end", diagnose.NoEndReported, diagnose.StillOpen(slot(), 10*time.Minute)},
		{"a check-in that takes too long", diagnose.RunsTooLong, diagnose.RunsOn(time.Hour, 20*time.Minute)},
		{"check-in of another service", diagnose.CheckInMissing, diagnose.ReportedMissing("has gone missing")},
	}
}

// unfinished are runs that go on, or whose end is none.
func unfinished() []specimen {
	over := func(e diagnose.Evidence) diagnose.Cause { return diagnose.Overrunning(e, 192*time.Minute, 2*time.Hour) }
	past := func(e diagnose.Evidence) diagnose.Cause {
		c, _ := diagnose.HeldUp(e, 192*time.Minute)
		return c
	}
	alive := func(containers ...diagnose.Container) diagnose.Evidence {
		return diagnose.Evidence{Job: "backup-29924820", Active: 1, Pods: []diagnose.Pod{aPod("Running", containers...)}}
	}
	looping := waits("main", "CrashLoopBackOff", "back-off 5m0s restarting failed container=main")
	looping.Last, looping.Restarts = &diagnose.LastState{Reason: "Error", ExitCode: 3}, 6
	away := alive(works("main", ""))
	away.Pods[0].Conditions = []diagnose.Condition{{Type: "Ready", Status: "False"}}
	return []specimen{
		{"at work", diagnose.RunsTooLong, over(alive(works("main", "row 12 of 90000")))},
		{"past the next slot, outlived by a sidecar", diagnose.SidecarOutlivesMain, past(alive(ended("main", "Completed", 0), works("proxy", "listening")))},
		{"past the next slot, held by a queue", diagnose.HeldByQueue, past(diagnose.Evidence{Declared: diagnose.Declared{Suspended: true, Queue: "batch"}})},
		{"outlived by a sidecar", diagnose.SidecarOutlivesMain, over(alive(ended("main", "Completed", 0), works("proxy", "listening")))},
		{"outlived by a sidecar after it failed", diagnose.SidecarOutlivesMain, over(alive(ended("main", "Error", 3), works("proxy", "listening")))},
		{"crash loop", diagnose.CrashLooping, over(alive(looping))},
		{"node away", diagnose.NodeLost, over(with(away, says(thePod, "NodeNotReady", "Node is not ready")))},
		{"deleted", diagnose.Deleted, diagnose.RunDeleted(alive(works("main", "")), "backup-29924820")},
		{"went missing", diagnose.Deleted, diagnose.RunNotSeen(ofCronJob("MissingJob", "Active job went missing: backup-29924820"), slot())},
		{"replaced", diagnose.ReplacedByNext, diagnose.ReplacedBy(diagnose.Evidence{}, "backup-29924820", 58*time.Minute)},
		{"replaced, was stuck", diagnose.ReplacedByNext, diagnose.ReplacedBy(stuckOn("ErrImagePull", "not found"), "backup-29924820", 58*time.Minute)},
	}
}

// others are causes of what succeeded, or is not watched any more.
func others() []specimen {
	given := diagnose.Evidence{
		FailedIndexes: "3", Declared: diagnose.Declared{Indexed: true, Completions: new(int32(4))},
		Conditions: []diagnose.Condition{{Type: "SuccessCriteriaMet", Status: "True", Reason: "SuccessPolicy", Message: "Matched rules at index 0"}},
	}
	return []specimen{
		{"retried", diagnose.RetriedToSuccess, diagnose.Flaky(diagnose.Evidence{Pods: []diagnose.Pod{aPod("Failed", ended("main", "Error", 3)), aPod("Succeeded", ended("main", "Completed", 0))}}, 1, 0)},
		{"restarted", diagnose.RetriedToSuccess, diagnose.Flaky(diagnose.Evidence{}, 0, 2)},
		{"indexes given up", diagnose.IndexesGivenUp, diagnose.Flaky(given, 1, 0)},
		{"too fast", diagnose.FinishedTooFast, diagnose.TooFast(3*time.Second, 5*time.Minute)},
		{"its own report says otherwise", diagnose.ReportsDisagree, diagnose.Disagree(&diagnose.Report{ExitCode: new(3), Output: "disk full"})},
		{"its own report does not come", diagnose.NotConfirmed, diagnose.Unconfirmed(10 * time.Minute)},
		{"too fast, by its own report", diagnose.FinishedTooFast, diagnose.ReportedTooFast(3*time.Second, 5*time.Minute)},
		{"removed", diagnose.MonitorRemoved, diagnose.Removed()},
	}
}
