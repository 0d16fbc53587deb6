package webhook

import "time"

// sample is a Payload in which nothing is empty, and whose texts have what a careless template trips over: quotes, a backslash,
// a line end, markup. A template is tried with it before it is ever needed.
func sample() Payload {
	const text = "\"quoted\" \\ <b>&\nsecond line"
	at := time.Date(2026, time.November, 20, 17, 0, 0, 0, time.UTC)
	code := int32(3)
	who := Person{ID: "slack/U0123ABC", Name: text}
	return Payload{
		Version: Version, Delivery: "0193-sample", Event: "incident.opened", Text: text, Note: text,
		Incident: Incident{
			ID: "inc-1", Kind: "failing", Status: "resolved", Severity: "high", OpenedAt: at, ResolvedAt: at.Add(time.Hour), ResolvedBy: who,
			Count: 2, Consecutive: 2, Slots: []time.Time{at, at.Add(time.Hour)}, AckedBy: who, AckedAt: at, SnoozedUntil: at, ActBy: at, Level: 1,
			Jobs: 1, Total: 1, Recovered: 1, URL: "https://rollcall.example.com/incidents/inc-1",
			LastTime: LastTime{
				ID: "inc-0", OpenedAt: at, ResolvedAt: at.Add(time.Hour), Count: 1, Cause: text, SameCause: true, AckedBy: who,
				ResolvedBy: Answer{By: who, At: at, Text: text}, Said: []Answer{{By: who, At: at, Text: text}},
				URL: "https://rollcall.example.com/incidents/inc-0",
			},
			Affected: []Affected{{Monitor: "kube/1", Job: text, Slots: []time.Time{at}, Run: text}},
		},
		Job: Job{
			Monitor: "kube/1", Source: "kubernetes", Cluster: text, Namespace: text, Name: text, Schedule: "0 2 * * *",
			TimeZone: "Asia/Tokyo", Grace: 600, Description: text, Runbook: "https://runbooks.example.com/1", Rerun: "needs-check", RerunNote: text,
			LastSuccess: at.Add(-time.Hour),
			LastTook:    1.5, NextSlot: at.Add(24 * time.Hour), NextRepairs: new(true),
			DependsOn: []string{text},
		},
		Occurrence: Occurrence{
			Compared: true, Changed: []Difference{{What: "image", Name: text, Before: text, After: text}}, Waited: 1.5,
			UsuallyTook: Usual{Typical: 1.5, Most: 2.5}, UsuallyWaited: Usual{Typical: 1.5, Most: 2.5}, Commands: []string{text},
			Judgement: "failed", Flags: []string{"late"}, Slot: at, Run: text, At: at, NoticedAt: at, Duration: 2.5, Gaps: []string{text},
		},
		Cause: &Cause{
			Code: "ExitCode", Summary: text, Signal: text, Advice: []string{text}, Container: text, ExitCode: &code, LogTail: text,
		},
		Owner:      Owner{Team: "billing", Name: text, Language: "ja", Source: text},
		Answer:     Answer{By: who, At: at, Text: text, Until: at.Add(time.Hour)},
		Rerun:      &Rerun{Attempt: 1, Job: "invoice-close-rerun-00112233-1", By: who, At: at, Reason: text, State: "refused", Problem: text},
		Suspension: &Suspension{Namespace: text, Name: text, State: "refused", Problem: text},
	}
}
