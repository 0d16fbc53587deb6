package diagnose

// absentEntries are the causes of a slot that no run answered.
func absentEntries() []Entry {
	missed := []string{"missed"}
	return []Entry{
		{
			Code: PreviousRunActive, Family: familyAbsent, With: []string{"skipped"},
			Means: "`concurrencyPolicy: Forbid`, and the run before had not ended; the message says which, since when, and why " +
				"it had not.",
			Signal: "event `JobAlreadyActive` on the CronJob, a Job without an end",
			Do:     "See what the earlier run is doing, and end it if it hangs: `kubectl delete job JOB -n NAMESPACE`.",
		},
		{
			Code: CouldNotReplace, Family: familyAbsent, With: missed,
			Means:  "`concurrencyPolicy: Replace`, and the controller could not delete the run before.",
			Signal: "event `FailedDelete` or `FailedGet` on the CronJob",
			Do:     "Delete the earlier Job yourself and see what is in the way: a right, a finalizer, a webhook.",
		},
		{
			Code: DeadlinePassed, Family: familyAbsent, With: []string{"skipped"},
			Means:  "The start was late by more than `startingDeadlineSeconds`; the slot is not caught up.",
			Signal: "none: the controller says nothing",
			Do:     "Find out why the start was late; raise the deadline if a late run is better than none.",
		},
		{
			Code: ControllerDown, Family: familyAbsent, With: missed,
			Means:  "kube-controller-manager is silent: the cluster starts no CronJob at all.",
			Signal: "Lease `kube-system/kube-controller-manager` not renewed; where it is hidden, at least three CronJobs due and none started",
			Do:     "Bring it back; then run again what must not be left out, for only the newest slot is caught up.",
		},
		{
			Code: TooManyMissed, Family: familyAbsent, With: missed,
			Means:  "More than 100 slots passed before the controller came back: it starts the newest, late, and gives up the others.",
			Signal: "event `TooManyMissedTimes` on the CronJob",
			Do:     "Find out what held the controller up, or whether the control plane's clocks differ.",
		},
		{
			Code: PassedOver, Family: familyAbsent, With: missed,
			Means: "The controller has gone on to a later slot. Of several missed slots it starts the newest only, and on an " +
				"uneven schedule sometimes none.",
			Signal: "`status.lastScheduleTime` after the slot, and no Job",
			Do:     "If the work must be done: `kubectl create job CRONJOB-again --from=cronjob/CRONJOB -n NAMESPACE`.",
		},
		{
			Code: NameTaken, Family: familyAbsent, With: missed,
			Means: "A Job that the CronJob does not own has the name of this slot's Job. The controller leaves it at that, " +
				"without an event, and does not look again before the CronJob changes.",
			Signal: "a Job `CRONJOB-<minutes since 1970>` whose controller is not the CronJob",
			Do:     "Delete the other Job, then touch the CronJob (an annotation will do).",
		},
		{
			Code: NamespaceDeleted, Family: familyAbsent, With: []string{"suspended"},
			Means:  "The namespace is being deleted: nothing can be started in it. Nobody is alarmed, since somebody wanted that.",
			Signal: "`metadata.deletionTimestamp` of the namespace",
			Do:     "Nothing, where that is meant; else see what keeps the namespace: `kubectl get namespace NAMESPACE -o yaml`.",
		},
		{
			Code: SuspendedByHand, Family: familyAbsent, With: []string{"suspended"},
			Means:  "`spec.suspend` is true.",
			Signal: "`spec.suspend` of the CronJob",
			Do:     "Resume it when it is to run again; a slot that passed meanwhile may then start at once.",
		},
		{
			Code: UnknownTimeZone, Family: familyAbsent, With: missed,
			Means: "The controller does not know the time zone, and starts nothing until it is corrected. In a zone that Rollcall " +
				"does not know either, there are no slots that could be missed.",
			Signal: "event `UnknownTimeZone` on the CronJob",
			Do:     "Correct `spec.timeZone`, or give the controller newer zone data.",
		},
		{
			Code: InvalidSchedule, Family: familyAbsent, With: missed,
			Means: "The controller says that it cannot read the schedule, or that it names a day that never comes. What Rollcall " +
				"cannot read either, and a day that never comes (31 February, by which people say that a job is started by hand " +
				"only), has no slots: nothing is missed. This cause is that of a slot from before such an edit, or of one that " +
				"only Rollcall knows of.",
			Signal: "event `UnparseableSchedule`, `UnParseableCronJobSchedule` or `InvalidSchedule` on the CronJob",
			Do:     "Correct `spec.schedule`.",
		},
		{
			Code: ZoneInSchedule, Family: familyAbsent, With: missed,
			Means:  "No Job came, and all that the controller says is that it does not support `TZ=` in a schedule.",
			Signal: "event `UnsupportedSchedule` on the CronJob",
			Do:     "Use `spec.timeZone` instead.",
		},
		{
			Code: CheckInMissing, Family: familyAbsent, With: missed,
			Means:  "A job that reports by check-in did not.",
			Signal: "no check-in within the grace, or the report of another check-in service",
			Do:     "See whether the job ran at all, and whether it can reach the address.",
		},
		{
			Code: NoJob, Family: familyAbsent, With: missed,
			Means:  "The cluster created no Job, and nothing says why.",
			Signal: "none",
			Do:     "`kubectl describe cronjob CRONJOB -n NAMESPACE`, and see whether other CronJobs are silent too.",
		},
	}
}

// refusedEntries are the causes of a Job, or of pods, that the API server does not let in.
func refusedEntries() []Entry {
	with := []string{"missed", "stuck", "running"}
	return []Entry{
		{
			Code: QuotaExceeded, Family: familyRefused, With: with,
			Means:  "A ResourceQuota of the namespace is used up.",
			Signal: "event `FailedCreate`: “exceeded quota”",
			Do: "`kubectl describe resourcequota -n NAMESPACE`; raise it or free what uses it. Finished Jobs count for " +
				"`count/jobs.batch`.",
		},
		{
			Code: RequestsMissing, Family: familyRefused, With: with,
			Means:  "A ResourceQuota asks that containers say what they need, and they do not.",
			Signal: "event `FailedCreate`: “failed quota: … must specify”",
			Do:     "Set requests and limits, or give the namespace a LimitRange with defaults.",
		},
		{
			Code: LimitRange, Family: familyRefused, With: with,
			Means:  "A LimitRange does not allow the container's requests or limits.",
			Signal: "event `FailedCreate`: “maximum … usage per Container is”",
			Do:     "`kubectl describe limitrange -n NAMESPACE`; correct the resources.",
		},
		{
			Code: PodSecurity, Family: familyRefused, With: with,
			Means:  "The namespace's pod security level does not allow the pods.",
			Signal: "event `FailedCreate`: “violates PodSecurity”",
			Do:     "Correct the securityContext as the message says.",
		},
		{
			Code: AdmissionDenied, Family: familyRefused, With: with,
			Means:  "An admission webhook or policy refuses it.",
			Signal: "event `FailedCreate`: “denied the request”",
			Do:     "Correct what the message complains of, or ask whose rule it is.",
		},
		{
			Code: WebhookUnreachable, Family: familyRefused, With: with,
			Means:  "An admission webhook does not answer, and nothing is let in without it.",
			Signal: "event `FailedCreate`: “failed calling webhook”",
			Do:     "Bring the webhook's service back; more than this job is held up.",
		},
		{
			Code: ServiceAccountMissing, Family: familyRefused, With: with,
			Means:  "The service account of the pods is not there.",
			Signal: "event `FailedCreate`: “error looking up service account”",
			Do:     "Create it, or correct `serviceAccountName`.",
		},
		{
			Code: CreationForbidden, Family: familyRefused, With: with,
			Means:  "The controller has no right to create it.",
			Signal: "event `FailedCreate`: “User … cannot create resource”",
			Do:     "Give the right back: `kubectl get clusterroles | grep system:controller`.",
		},
		{
			Code: TemplateInvalid, Family: familyRefused, With: with,
			Means:  "The API server finds the Job or its pods invalid.",
			Signal: "event `FailedCreate`: “is invalid”",
			Do:     "Correct the field that the message names.",
		},
		{
			Code: PodRefused, Family: familyRefused, With: with,
			Means:  "It is refused for another reason, which the message quotes.",
			Signal: "event `FailedCreate`",
			Do: "Try it without creating anything: `kubectl create job CRONJOB-test --from=cronjob/CRONJOB -n NAMESPACE " +
				"--dry-run=server`.",
		},
	}
}

// stuckEntries are the causes of a run of which no container has started.
func stuckEntries() []Entry {
	with := []string{"stuck", "running"} // running: the pod that takes the place of one that is gone
	return []Entry{
		{
			Code: ImagePull, Family: familyStuck, With: with,
			Means: "The node cannot get the image. The message says whether it is not there, not allowed, not reached or not " +
				"for this node.",
			Signal: "waiting `ErrImagePull`, `ImagePullBackOff`, `ErrImageNeverPull`, `ImageInspectError`, " +
				"`RegistryUnavailable`, `SignatureValidationFailed`",
			Do: "Correct name, tag or pull secret. The Job waits for ever; it does not fail by itself.",
		},
		{
			Code: InvalidImageName, Family: familyStuck, With: with,
			Means:  "The image's name cannot be one.",
			Signal: "waiting `InvalidImageName`",
			Do:     "Correct it in the CronJob.",
		},
		{
			Code: ContainerConfig, Family: familyStuck, With: with,
			Means:  "A ConfigMap, a Secret or a key in one is not there, or the container must not run as root and would.",
			Signal: "waiting `CreateContainerConfigError`",
			Do:     "Create what the message names, or correct the reference.",
		},
		{
			Code: PodSandbox, Family: familyStuck, With: with,
			Means:  "The node cannot prepare the pod: its network, or its devices.",
			Signal: "event `FailedCreatePodSandBox` or `NetworkNotReady`; waiting `CreatePodSandboxError`",
			Do:     "See whether other pods start on that node; cordon it if none do.",
		},
		{
			Code: VolumeMount, Family: familyStuck, With: with,
			Means:  "A volume cannot be attached or mounted.",
			Signal: "event `FailedMount`, `FailedAttachVolume` or `FailedMapVolume`",
			Do:     "See its claim, and whether another node still holds it.",
		},
		{
			Code: Unschedulable, Family: familyStuck, With: with,
			Means:  "No node takes the pod; the message says what the nodes lack.",
			Signal: "condition `PodScheduled=False`, reason `Unschedulable`",
			Do:     "Compare requests, selectors, affinity and tolerations with the nodes.",
		},
		{
			Code: SchedulingGated, Family: familyStuck, With: with,
			Means:  "The pod waits behind a scheduling gate.",
			Signal: "condition `PodScheduled=False`, reason `SchedulingGated`",
			Do:     "See who is to open the gate: a queue, an operator.",
		},
		{
			Code: SchedulerError, Family: familyStuck, With: with,
			Means:  "The scheduler failed at the pod.",
			Signal: "condition `PodScheduled=False`, reason `SchedulerError`",
			Do:     "It tries again; if that goes on, read the scheduler's log.",
		},
		{
			Code: SchedulerSilent, Family: familyStuck, With: with,
			Means:  "No scheduler has looked at the pod.",
			Signal: "a pending pod without the condition `PodScheduled`",
			Do:     "See whether kube-scheduler, or the one that `schedulerName` asks for, runs.",
		},
		{
			Code: HeldByQueue, Family: familyStuck, With: []string{"running"},
			Means:  "The Job is suspended: a queue such as Kueue has not admitted it, or somebody holds it back.",
			Signal: "condition `Suspended`, reason `JobSuspended`",
			Do:     "See what the queue waits for: `kubectl get workloads -n NAMESPACE`.",
		},
		{
			Code: ManagedElsewhere, Family: familyStuck, With: with,
			Means:  "`spec.managedBy` leaves the Job to another controller, which has not started it.",
			Signal: "`spec.managedBy` of the Job, and no pods",
			Do:     "See whether that controller runs.",
		},
		{
			Code: WaitingForCheckIn, Family: familyStuck, With: with,
			Means:  "The check-in container that Rollcall added cannot start, and holds the job up.",
			Signal: "the container `rollcall-checkin` waits",
			Do:     "Take the check-in out: `kubectl annotate cronjob CRONJOB -n NAMESPACE rollcall.dev/checkin-`.",
		},
		{
			Code: NotStarted, Family: familyStuck, With: with,
			Means:  "No container has started, and nothing says why.",
			Signal: "none",
			Do:     "`kubectl describe pods -n NAMESPACE -l job-name=JOB`.",
		},
	}
}
