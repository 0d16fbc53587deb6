package notifytest

import (
	"slices"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
)

// Slot is the slot that the samples are about: Saturday, 21 November 2026, 02:00 in Tokyo.
func Slot() time.Time { return time.Date(2026, time.November, 20, 17, 0, 0, 0, time.UTC) }

// Sample is an attempt with a name for its golden file.
type Sample struct {
	Name string
	notify.Attempt
	Now time.Time // when it is told
}

// Samples has one of each kind of message.
func Samples() []Sample {
	samples := []Sample{
		sample("failed", notify.Post, Failed()),
		sample("oom", notify.Post, oom()),
		sample("stuck", notify.Post, Stuck()),
		sample("missed", notify.Post, Missed()),
		sample("missed_several", notify.Update, missedSeveral()),
		sample("skipped", notify.Post, skipped()),
		sample("repeated_reply", notify.Reply, repeated()),
		sample("repeated_update", notify.Update, repeated()),
		sample("changed_reply", notify.Reply, changed()),
		sample("recovered_reply", notify.Reply, Recovered()),
		sample("recovered_update", notify.Update, Recovered()),
		sample("runs_again_reply", notify.Reply, runsAgain()),
		sample("removed_update", notify.Update, removed()),
		sample("manual", notify.Post, manual()),
		sample("checkin_missing", notify.Post, CheckInMissing()),
		sample("found_late", notify.Post, foundLate()),
		sample("told_late", notify.Post, Failed()),
		sample("rerouted", notify.Post, Failed()),
		sample("rerun", notify.Post, rerun()),
		sample("known_trouble", notify.Post, KnownTrouble()),
	}
	samples = slices.Concat(samples, clusterSamples(), peopleSamples(), burstSamples(), defectSamples(), rerunSamples())
	for i := range samples {
		switch s := &samples[i]; s.Name {
		case "rerouted":
			s.Note = "This was meant for slack C0BILLING01, which refused it (is_archived)."
		case "told_late":
			s.Now = s.Now.Add(6 * time.Hour)
		}
	}
	return samples
}

// Told are the samples that differ for a receiver which tells all in full and brings nothing up to date: an Update is left out where
// there is the Reply of the same news, as the two would be the same to the letter.
func Told(all []Sample) []Sample {
	return slices.DeleteFunc(slices.Clone(all), func(s Sample) bool {
		news, update := strings.CutSuffix(s.Name, "_update")
		return update && slices.ContainsFunc(all, func(r Sample) bool { return r.Name == news+"_reply" })
	})
}

// sample is told two seconds after it was noticed, and its cluster's clock agrees with ours.
func sample(name string, a notify.Action, n incident.Notice) Sample {
	n.Delay = n.DecidedAt.Sub(n.At)
	return Sample{
		Name: name, Now: n.DecidedAt.Add(2 * time.Second),
		Attempt: notify.Attempt{Message: notify.Message{ID: "0193-" + name, Action: a, Notice: n}},
	}
}

// Failed is a run that ended with an exit code and said why in its log.
func Failed() incident.Notice {
	code := int32(3)
	at := Slot().Add(38 * time.Minute)
	return incident.Notice{
		Incident: "inc-1", Kind: incident.Failing, Change: incident.Opened, Severity: incident.High,
		Subject: incident.Subject{
			Monitor: "kube/5f1c", Source: monitor.SourceKubernetes, Cluster: "prod", Namespace: "billing", Name: "invoice-close",
			Schedule: "0 2 * * *", Zone: "Asia/Tokyo", Grace: 10 * time.Minute,
			Description: "Closes the invoices of the day and sends them to the bank.",
			Runbook:     "https://runbooks.example.com/billing/invoice-close",
		},
		Judgement: monitor.Failed, Slot: Slot(), RunName: "invoice-close-29393820", At: at, DecidedAt: at.Add(400 * time.Millisecond),
		Duration: 38 * time.Minute,
		Cause: diagnose.Cause{
			Code: "ExitCode", Summary: `container "main" ended with exit code 3`, Signal: "terminated: Error, exit code 3",
			Advice:    []string{"read the end of the log: the job itself says why"},
			Container: "main", ExitCode: &code,
			LogTail: "2026-11-20T17:37:58Z connecting to ledger-db:5432\n2026-11-20T17:37:59Z 1204 invoices open\n" +
				"FATAL: duplicate key value violates unique constraint \"invoice_no\"\n",
		},
		OpenedAt: at, Count: 1, Slots: []time.Time{Slot()}, Consecutive: 1,
		LastSuccess: Slot().Add(-24*time.Hour + 22*time.Minute), LastSuccessDuration: 22 * time.Minute,
		NextSlot: Slot().Add(24 * time.Hour),
		Owner:    ownership.Answer{Team: ownership.Team{ID: "billing", Name: "Billing", Timezone: "Asia/Tokyo"}, Source: "rule 2"},
		Link:     "https://rollcall.example.com/incidents/inc-1",
	}
}

func oom() incident.Notice {
	n := Failed()
	code := int32(137)
	n.Severity = incident.Critical
	n.Cause = diagnose.Cause{
		Code: "OOMKilled", Summary: `container "main" was killed because it used more memory than its limit of 128Mi`,
		Signal: "terminated: OOMKilled, exit code 137", Container: "main", ExitCode: &code,
		Advice: []string{
			"compare the amount of data with that of the last successful run",
			"raise resources.limits.memory of the container, or make the job use less",
		},
	}
	n.Gaps = []string{"pods/log is forbidden: grant Rollcall get on pods/log in billing"}
	return n
}

// Stuck is a run whose image cannot be pulled.
func Stuck() incident.Notice {
	n := Failed()
	n.Judgement, n.Duration, n.Severity = monitor.Stuck, 0, incident.Undeclared
	n.At = Slot().Add(5 * time.Minute)
	n.OpenedAt, n.DecidedAt = n.At, n.At.Add(20*time.Millisecond)
	n.Cause = diagnose.Cause{
		Code: "ImagePull", Summary: `the image "registry.example.com/billing:1.5" of container "main" cannot be pulled`,
		Signal:    `ImagePullBackOff: Back-off pulling image "registry.example.com/billing:1.5"`,
		Container: "main",
		Advice: []string{
			"check the image's name and tag, and the pull secret of the pod's service account",
			"the Job never fails by itself because of this: it waits, and with Forbid so do all later runs",
		},
	}
	return n
}

// Missed is a slot that nobody answered.
func Missed() incident.Notice {
	n := Failed()
	n.Kind, n.Judgement, n.Duration, n.RunName, n.Severity = incident.Absent, monitor.Missed, 0, "", incident.Normal
	n.At = Slot().Add(10 * time.Minute)
	n.OpenedAt, n.DecidedAt = n.At, n.At.Add(time.Second)
	n.Cause = diagnose.Cause{
		Code:    "ControllerDown",
		Summary: "the cluster schedules nothing: kube-controller-manager has been silent since 16:52:10 UTC",
		Signal:  "Lease kube-system/kube-controller-manager last renewed 2026-11-20T16:52:10Z",
		Advice:  []string{"bring kube-controller-manager back; of several missed slots only the newest is caught up"},
	}
	return n
}

func missedSeveral() incident.Notice {
	n := Missed()
	n.Change, n.Count, n.Consecutive, n.Slots = incident.Repeated, 25, 25, nil
	n.Subject.Schedule = "*/5 * * * *"
	for i := range incident.MaxSlots {
		n.Slots = append(n.Slots, Slot().Add(time.Duration(i+5)*5*time.Minute))
	}
	n.Slot = n.Slots[len(n.Slots)-1]
	n.NextSlot = n.Slot.Add(15 * time.Minute)
	n.At, n.DecidedAt = n.Slot.Add(10*time.Minute), n.Slot.Add(10*time.Minute)
	return n
}

func skipped() incident.Notice {
	n := Missed()
	n.Judgement = monitor.Skipped
	n.Cause = diagnose.Cause{
		Code:    "PreviousRunActive",
		Summary: "concurrencyPolicy Forbid: Job invoice-close-29393819 had not ended (running for 24h0m0s at this slot)",
		Advice:  []string{"look at what the running Job is doing; delete it if it hangs", "if it only needs longer, lengthen the interval"},
	}
	return n
}

func repeated() incident.Notice {
	n := Failed()
	n.Change, n.Count, n.Consecutive = incident.Repeated, 3, 3
	n.Slots = []time.Time{Slot(), Slot().Add(24 * time.Hour), Slot().Add(48 * time.Hour)}
	n.Slot = n.Slots[2]
	n.At = n.Slot.Add(38 * time.Minute)
	n.DecidedAt = n.At
	n.RunName = "invoice-close-29396700"
	n.NextSlot = n.Slot.Add(24 * time.Hour)
	return n
}

func changed() incident.Notice {
	n := repeated()
	n.Change, n.Cause = incident.Changed, oom().Cause
	return n
}

// Recovered is the success that ended the incident of Failed.
func Recovered() incident.Notice {
	n := repeated()
	n.Change, n.Judgement = incident.Recovery, monitor.Succeeded
	n.Slot = Slot().Add(72 * time.Hour)
	n.At = n.Slot.Add(21 * time.Minute)
	n.DecidedAt, n.ResolvedAt = n.At, n.At
	n.Duration, n.Consecutive = 21*time.Minute, 0
	n.RunName = "invoice-close-29398140"
	n.NextSlot = n.Slot.Add(24 * time.Hour)
	return n
}

func runsAgain() incident.Notice {
	n := Missed()
	n.Change, n.Judgement, n.Count = incident.Recovery, monitor.Failed, 2
	n.Slot = Slot().Add(48 * time.Hour)
	n.At = n.Slot.Add(3 * time.Minute)
	n.DecidedAt, n.ResolvedAt = n.At, n.At
	n.RunName = "invoice-close-29396700"
	n.NextSlot = n.Slot.Add(24 * time.Hour)
	return n
}

func removed() incident.Notice {
	n := Failed()
	n.Change, n.Judgement, n.Slot, n.RunName, n.Duration = incident.Recovery, monitor.Unknown, time.Time{}, "", 0
	n.At = Slot().Add(5 * time.Hour)
	n.DecidedAt, n.ResolvedAt, n.NextSlot = n.At, n.At, time.Time{}
	n.Cause = diagnose.Removed()
	return n
}

func manual() incident.Notice {
	n := Failed()
	n.Slot, n.Slots, n.Flags, n.RunName = time.Time{}, nil, []monitor.Flag{monitor.Manual}, "invoice-close-by-hand"
	return n
}

// CheckInMissing is an absence that the embedded check-in service noticed.
func CheckInMissing() incident.Notice {
	n := Missed()
	n.Subject = incident.Subject{
		Monitor: "checkin/aBc123", Source: monitor.SourceCheckIn, Name: "Nightly backup", Schedule: "every 1h", Grace: 5 * time.Minute,
		CheckIn: &incident.CheckInSubject{
			ID: "aBc123", Slug: "nightly-backup", Project: "1", Period: time.Hour, ReportedAt: Slot().Add(-time.Hour),
			ExpectedAt: Slot(), MissedCount: 1,
		},
	}
	n.At = Slot().Add(5 * time.Minute)
	n.OpenedAt, n.DecidedAt = n.At, n.At.Add(time.Second)
	n.NextSlot = Slot().Add(time.Hour)
	n.LastSuccess, n.LastSuccessDuration = Slot().Add(-time.Hour), 0
	n.Cause = diagnose.NoCheckIn(5 * time.Minute)
	n.Owner = ownership.Answer{
		Team: ownership.Team{ID: "platform", Name: "Platform"}, Source: "triage: nobody else claims it",
		Rejected: []ownership.Rejected{{Team: "dba", Source: "annotation rollcall.dev/owner", Reason: "no such team in the directory"}},
	}
	return n
}

// foundLate is a failure from while Rollcall was away.
func foundLate() incident.Notice {
	n := Failed()
	n.LastSuccess, n.LastSuccessDuration = time.Time{}, 0
	n.DecidedAt = n.At.Add(-30 * time.Minute)
	n.At = n.At.Add(-5 * time.Hour)
	n.OpenedAt = n.At
	n.NextSlot = time.Time{}
	return n
}

// rerun is a failure of a job that says when it may be run again, and that the next run will not do for it.
func rerun() incident.Notice {
	n := Failed()
	n.Subject.Rerun, n.Subject.RerunNote = "safe-if-not-running", "check the ledger of the day first"
	n.Subject.NextRunRepairs = new(false)
	return n
}
