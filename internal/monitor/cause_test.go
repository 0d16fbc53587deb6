package monitor_test

import (
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
)

// last applies an observation and a clock to a story and returns the last verdict.
func (s *story) last(at string, o monitor.Observation) monitor.Verdict {
	o.Monitor, o.At, o.SeenAt = "kube/1", clockTime(at), clockTime(at)
	state, verdicts := monitor.Apply(s.state, o, o.At)
	_, judged := monitor.Apply(state, monitor.Observation{
		Monitor: "kube/1", Kind: monitor.Clock, At: o.At, SeenAt: o.At, Since: s.since,
	}, o.At)
	verdicts = append(verdicts, judged...)
	return verdicts[len(verdicts)-1]
}

func inspection(e diagnose.Evidence) monitor.Observation {
	return monitor.Observation{Kind: monitor.Inspected, Evidence: &e}
}

// What a verdict says of its cause comes from what was seen around it.
func TestCauses(t *testing.T) {
	t.Parallel()
	early, late := clockTime("01:55"), clockTime("02:30")
	many := diagnose.Evidence{Events: []diagnose.Event{{Object: "CronJob/close", Reason: "TooManyMissedTimes", Last: clockTime("06:01")}}}
	tests := map[string]struct {
		verdict monitor.Verdict
		want    monitor.Judgement
		code    diagnose.Code
		summary string
		advice  string
	}{
		"a namespace that is being deleted": {
			begin(nil).last("02:10", inspection(diagnose.Evidence{NamespaceEnding: &early})),
			monitor.Suspended, diagnose.NamespaceDeleted, "01:55:00", "kubectl get namespace billing",
		},
		"and one that was not yet": {
			begin(nil).last("02:40", inspection(diagnose.Evidence{NamespaceEnding: &late})), monitor.Missed, diagnose.NoJob, "", "kubectl describe cronjob close -n billing",
		},
		"the controller came back after many slots": {
			begin(nil).last("06:10", inspection(many)), monitor.Missed, diagnose.TooManyMissed, "and 5 slots are lost", "",
		},
		"a slot that the controller has passed over": {
			begin(nil).define("03:05", func(d *monitor.Definition) { d.LastScheduledAt = clockTime("03:00") }).
				job("03:05", "03:00", "03:00", started("03:01")).last("03:10", inspection(diagnose.Evidence{})),
			monitor.Missed, diagnose.PassedOver, "03:00:00 UTC", "",
		},
		"a success after a failure": {
			begin(nil).last("02:20", monitor.Observation{Kind: monitor.RunSeen, Evidence: &diagnose.Evidence{Pods: []diagnose.Pod{{
				Name: "p", Containers: []diagnose.Container{{Name: "main", State: "terminated", Reason: "Error", ExitCode: new(int32(3))}},
			}}}, Run: &monitor.RunFacts{
				ID: "j", Name: "close-1", Slot: clockTime("02:00"), CreatedAt: clockTime("02:00"), StartedAt: clockTime("02:01"),
				FinishedAt: clockTime("02:20"), Outcome: succeeded, FailedPods: 1,
			}}),
			monitor.Succeeded, diagnose.RetriedToSuccess, `1 failed pod: container "main" ended with exit code 3`, "kubectl logs p -n billing -c main",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := tt.verdict.Cause
			if tt.verdict.Judgement != tt.want || c.Code != tt.code || !strings.Contains(c.Summary, tt.summary) ||
				!strings.Contains(strings.Join(c.Advice, "\n"), tt.advice) {
				t.Errorf("%s because of %s: %s\n%s", tt.verdict.Judgement, c.Code, c.Summary, strings.Join(c.Advice, "\n"))
			}
		})
	}
}

// The slot that Forbid leaves out says what its blocker waits for, by the newest look at it.
func TestBlockersHandOnWhatWasSeen(t *testing.T) {
	t.Parallel()
	looks := func(reason string) *diagnose.Evidence {
		return &diagnose.Evidence{Job: "close-02:00", Pods: []diagnose.Pod{{Name: "p", Phase: "Running", Containers: []diagnose.Container{
			{Name: "main", State: "running"}, {Name: "sync", State: "waiting", Reason: reason, Message: "m"},
		}}}}
	}
	s := begin(forbid).job("02:00", "02:00", "02:00", started("02:00"))
	s.apply("03:10", monitor.Observation{Kind: monitor.Inspected, Evidence: looks("InvalidImageName")})
	v := s.last("03:10", inspection(diagnose.Evidence{
		ActiveRuns: []diagnose.ActiveRun{{Name: "close-02:00", CreatedAt: clockTime("02:00"), Evidence: looks("ErrImagePull")}},
	}))
	if v.Judgement != monitor.Skipped || !strings.Contains(v.Cause.Summary, "begun 1h before this slot), because the image") {
		t.Errorf("%s: %s", v.Judgement, v.Cause.Summary)
	}
	v = s.last("03:10", inspection(diagnose.Evidence{Job: "another"}))
	if v.Judgement != monitor.Skipped || !strings.Contains(v.Cause.Summary, "has a name that cannot be one") {
		t.Errorf("%s: %s", v.Judgement, v.Cause.Summary)
	}
	if d := v.At.Sub(v.Slot); d != 10*time.Minute {
		t.Errorf("judged after %s", d)
	}
}
