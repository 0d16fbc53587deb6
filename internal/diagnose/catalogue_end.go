package diagnose

// endedEntries are the causes of a run whose container failed.
func endedEntries() []Entry {
	with := []string{"failed"}
	return []Entry{
		{
			Code: ExitCode, Family: familyEnded, With: with,
			Means: "The job itself failed. Of several containers the one counts that failed first by itself, and a sidecar only " +
				"where no other did.",
			Signal: "terminated with an exit code; under OnFailure the previous instance's",
			Do:     "Read the end of the log.",
		},
		{
			Code: OOMKilled, Family: familyEnded, With: with,
			Means:  "The container used more memory than its limit.",
			Signal: "terminated `OOMKilled`",
			Do:     "Compare the amount of data with the last success; raise the limit or use less.",
		},
		{
			Code: Killed, Family: familyEnded, With: with,
			Means: "Exit code 137 without `OOMKilled`: one of its processes ran out of memory, or something ended it by force. " +
				"The cluster does not say which.",
			Signal: "terminated with exit code 137, or signal 9",
			Do:     "`kubectl describe node NODE` for out-of-memory kills, `kubectl describe pod POD` for what told it to stop.",
		},
		{
			Code: ProbeFailed, Family: familyEnded, With: with,
			Means:  "A liveness or startup probe failed, and the node killed the container.",
			Signal: "event `Killing`: “failed liveness probe”",
			Do:     "Remove the probe, or give it more time.",
		},
		{
			Code: InitFailed, Family: familyEnded, With: with,
			Means:  "An init container failed; the job itself never started.",
			Signal: "an init container terminated with an exit code",
			Do:     "Read its log: what it prepares is missing.",
		},
		{
			Code: CannotRun, Family: familyEnded, With: []string{"failed", "stuck", "running"},
			Means: "The node could not start the container: its command, its mounts, its hook.",
			Signal: "terminated `StartError` or `ContainerCannotRun`; waiting `CreateContainerError`, `RunContainerError`, " +
				"`PreCreateHookError`, `PreStartHookError`, `PostStartHookError`",
			Do: "Check command and args against what the image contains.",
		},
		{
			Code: ContainerLost, Family: familyEnded, With: with,
			Means:  "The node does not know how the container ended.",
			Signal: "terminated `ContainerStatusUnknown`, exit code 137",
			Do:     "See what became of the node, and in the job's own records how far it came.",
		},
		{
			Code: ReportedFailure, Family: familyEnded, With: with,
			Means:  "The job said of itself that it failed.",
			Signal: "a check-in",
			Do:     "Read the output that came with the report.",
		},
	}
}

// clusterEntries are the causes of a run whose pod the cluster ended.
func clusterEntries() []Entry {
	with := []string{"failed"}
	return []Entry{
		{
			Code: Evicted, Family: familyCluster, With: with,
			Means:  "The node put the pod out: it was short of something, or the pod used more disk than it may.",
			Signal: "pod reason `Evicted`; `DisruptionTarget` with `TerminationByKubelet`",
			Do:     "Set requests to what the job uses. What used more than its own limit fails again.",
		},
		{
			Code: Preempted, Family: familyCluster, With: with,
			Means:  "The pod made room for a more important one.",
			Signal: "pod reason `Preempting`; `DisruptionTarget` with `PreemptionByScheduler`",
			Do:     "Run it again; give it a priority class if it must not give way.",
		},
		{
			Code: Drained, Family: familyCluster, With: with,
			Means:  "The pod was evicted by request, most often because its node was emptied.",
			Signal: "`DisruptionTarget` with `EvictionByEvictionAPI`",
			Do:     "Run it again; a podFailurePolicy that ignores `DisruptionTarget` does so by itself.",
		},
		{
			Code: NodeShutdown, Family: familyCluster, With: with,
			Means:  "The node was shut down.",
			Signal: "pod reason `Terminated`",
			Do:     "Run it again.",
		},
		{
			Code: NodeLost, Family: familyCluster, With: []string{"failed", "running"},
			Means:  "The node went away. The Job goes on to count the pod as active until it is collected.",
			Signal: "pod reason `NodeLost`; `DisruptionTarget` with `DeletionByTaintManager` or `DeletionByPodGC`; event `NodeNotReady`",
			Do:     "`kubectl get node NODE`; if the machine is gone for good, delete the pod with force.",
		},
		{
			Code: NodeRefused, Family: familyCluster, With: []string{"failed", "stuck", "running"},
			Means: "The scheduler gave the pod to a node that did not take it.",
			Signal: "pod reason `OutOfcpu`, `OutOfmemory`, `OutOfpods`, `UnexpectedAdmissionError`, `NodeShutdown`, " +
				"`NodeAffinity`, `SysctlForbidden` …",
			Do: "`kubectl describe node NODE`; run it again.",
		},
	}
}

// jobEntries are the causes of a run that the Job itself ended.
func jobEntries() []Entry {
	with := []string{"failed"}
	return []Entry{
		{
			Code: DeadlineExceeded, Family: familyJob, With: with,
			Means: "It was not done within `activeDeadlineSeconds`; the message says what it was doing, how many attempts had " +
				"failed of what, or why it had not begun.",
			Signal: "condition `Failed`, reason `DeadlineExceeded`; the same as a pod's reason",
			Do:     "Correct what the attempts failed of; raise the deadline if it only needs longer.",
		},
		{
			Code: PodFailurePolicy, Family: familyJob, With: with,
			Means:  "A rule of its podFailurePolicy ended it without another attempt.",
			Signal: "condition `Failed`, reason `PodFailurePolicy`",
			Do:     "Correct what the container failed of, which the message says; or the rule.",
		},
		{
			Code: FailedIndexes, Family: familyJob, With: with,
			Means:  "Indexes of an indexed Job failed; the message says which, and how many of how many.",
			Signal: "condition `Failed`, reason `FailedIndexes`; `status.failedIndexes`",
			Do:     "`kubectl get pods -n NAMESPACE -l job-name=JOB -L batch.kubernetes.io/job-completion-index`.",
		},
		{
			Code: TooManyFailedOnes, Family: familyJob, With: with,
			Means:  "More indexes failed than `maxFailedIndexes` allows, and the others were stopped.",
			Signal: "condition `Failed`, reason `MaxFailedIndexesExceeded`",
			Do:     "See the pods of the indexes.",
		},
		{
			Code: BackoffLimit, Family: familyJob, With: with,
			Means:  "The Job failed, and its pods are gone, could not be read, or do not say why.",
			Signal: "condition `Failed` with its reason",
			Do:     "`restartPolicy: Never` keeps failed pods; see that Rollcall may read pods and logs.",
		},
		{
			Code: FailedWithoutTrace, Family: familyJob, With: with,
			Means:  "The Job failed and was gone before anything could be read.",
			Signal: "none",
			Do:     "Raise `failedJobsHistoryLimit` and `ttlSecondsAfterFinished`.",
		},
	}
}

// runningEntries are the causes of a run that goes on for too long.
func runningEntries() []Entry {
	return []Entry{
		{
			Code: RunsTooLong, Family: familyRunning, With: []string{"running"},
			Means:  "The run goes on for longer than its declared max-duration, and works.",
			Signal: "time",
			Do:     "`kubectl logs job/JOB -n NAMESPACE --all-containers --tail=50`; end it if it hangs.",
		},
		{
			Code: SidecarOutlivesMain, Family: familyRunning, With: []string{"running"},
			Means: "A container of the pod has ended, well or badly, but another one goes on, and the Job waits for it. Where the " +
				"pod names its main container (`kubectl.kubernetes.io/default-container`), not while that one runs.",
			Signal: "one container terminated, another running",
			Do: "If the work is done, delete the Job; the pod alone would be replaced. Make the other container a sidecar: " +
				"an init container with `restartPolicy: Always`.",
		},
		{
			Code: CrashLooping, Family: familyRunning, With: []string{"running"},
			Means: "The container fails each time it is started, with longer and longer pauses. A sidecar that does so beside a " +
				"container that works does not count.",
			Signal: "waiting `CrashLoopBackOff`",
			Do:     "Read its log: `kubectl logs POD -n NAMESPACE --previous`.",
		},
		{
			Code: NoEndReported, Family: familyRunning, With: []string{"running", "failed", "missed", "unknown"},
			Means: "A job that reports by check-in has reported its start, and not its end: until the next slot and its grace had " +
				"passed, or the next run began.",
			Signal: "a check-in that tells a start, and none that tells its end",
			Do:     "See whether it still runs, and how far it came. Overlapping runs are told apart by their run ids.",
		},
	}
}

// doneEntries are what is to be said of a run that succeeded.
func doneEntries() []Entry {
	with := []string{"succeeded"}
	return []Entry{
		{
			Code: RetriedToSuccess, Family: familyDone, With: with,
			Means:  "It succeeded after failed pods or restarts; the message says what the newest of them failed of.",
			Signal: "`status.failed` or a restart count above 0",
			Do:     "Nothing today. What fails now and then fails for good some day.",
		},
		{
			Code: IndexesGivenUp, Family: familyDone, With: with,
			Means:  "It succeeded by its successPolicy although some of its indexes failed.",
			Signal: "condition `SuccessCriteriaMet`, reason `SuccessPolicy`; `status.failedIndexes`",
			Do:     "See whether the work of these indexes is needed.",
		},
		{
			Code: FinishedTooFast, Family: familyDone, With: with,
			Means:  "It succeeded sooner than it is declared to: it may have done nothing.",
			Signal: "time",
			Do:     "Read its log; let the job fail when it finds nothing to do.",
		},
		{
			Code: ReportsDisagree, Family: familyDone, With: []string{"succeeded", "contradicted"},
			Means:  "The cluster counts it as succeeded, and the job said of itself that it failed.",
			Signal: "condition `Complete`, no failed pod, and a check-in that tells a failure",
			Do:     "Read the output that came with the report; let the container end with the exit code of its work.",
		},
		{
			Code: NotConfirmed, Family: familyDone, With: []string{"succeeded", "unconfirmed"},
			Means: "The cluster counts it as succeeded, and the job, which reported in earlier runs and is declared to (`confirm`), has " +
				"not reported within its grace.",
			Signal: "condition `Complete`, and no check-in",
			Do:     "See whether it came to its end, and whether it can reach the address.",
		},
	}
}

// unknownEntries are the causes of a run whose end nobody saw.
func unknownEntries() []Entry {
	return []Entry{
		{
			Code: ReplacedByNext, Family: familyUnknown, With: []string{"replaced"},
			Means:  "`concurrencyPolicy: Replace`: the next run ended it.",
			Signal: "a Job without an end is deleted, and the next one created at the same time",
			Do:     "Lengthen the interval, or use Forbid.",
		},
		{
			Code: Deleted, Family: familyUnknown, With: []string{"unknown"},
			Means:  "The Job was deleted before it ended.",
			Signal: "a Job without an end is deleted; event `MissingJob` on the CronJob",
			Do:     "See in the job's own records how far it came; the audit log says who deleted it.",
		},
		{
			Code: NotSeen, Family: familyUnknown, With: []string{"unknown"},
			Means:  "A run may have been started and be gone, or a check-in have been sent in vain, while Rollcall could not see it.",
			Signal: "`status.lastScheduleTime`, and no Job; no check-in, and a grace that ended while Rollcall was away",
			Do:     "See in the job's own records whether it did its work.",
		},
		{
			Code: EndNotSeen, Family: familyUnknown, With: []string{"unknown"},
			Means:  "The run ended, or was deleted, while Rollcall could not see it, and its Job is gone.",
			Signal: "a Job that is not there any more; `status.lastSuccessfulTime` says whether there was a success since",
			Do:     "See in the job's own records whether it did its work.",
		},
		{
			Code: MonitorRemoved, Family: familyUnknown, With: []string{"unknown"},
			Means:  "The CronJob was deleted, or is no longer to be watched; open incidents end.",
			Signal: "the delete event, the annotation `rollcall.dev/monitor: \"false\"`",
			Do:     "Nothing.",
		},
	}
}
