package incident_test

import (
	"errors"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// rerunning is an incident whose job is run again, as Job "again".
func rerunning(t *testing.T) incident.Incident {
	t.Helper()
	_, all := tell(bad(1, monitor.Failed, "exit"))
	i, _, err := all[0].AskRerun(incident.Rerun{Attempt: 1, Order: "o1", Job: "again", By: incident.Person{ID: "slack/U1"}, At: day.Add(2 * time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	i, ok := i.SettleRerun("again", incident.RerunStarted, "", day.Add(2*time.Hour))
	if !ok {
		t.Fatal("it is not started")
	}
	return i.Stamp()
}

// again is the verdict on the run that was asked for.
func again(j monitor.Judgement) monitor.Verdict {
	v := verdict(2, j)
	v.Slot, v.Run, v.RunName = time.Time{}, "again", "again"
	return v
}

func TestHowARerunEnds(t *testing.T) {
	t.Parallel()
	def := monitor.Definition{Name: "close", Schedule: schedule.Cron("0 * * * *", "UTC")}
	for name, c := range map[string]struct {
		state  monitor.State
		v      monitor.Verdict
		change incident.Change
		is     incident.RerunState
	}{
		"well":                          {monitor.State{Definition: def}, again(monitor.Succeeded), incident.Recovery, incident.RerunSucceeded},
		"well, and more is waited for":  {monitor.State{Definition: def}, again(monitor.Succeeded), incident.RerunOver, incident.RerunSucceeded},
		"badly":                         {monitor.State{Definition: def}, again(monitor.Failed), incident.Changed, incident.RerunFailed},
		"badly, after a later success":  {monitor.State{Definition: def, LastSuccess: day.Add(20 * time.Hour)}, again(monitor.Failed), incident.RerunOver, incident.RerunFailed},
		"nobody knows how, and no news": {monitor.State{Definition: def}, again(monitor.Unknown), "", incident.RerunStarted},
	} {
		if c.change == incident.RerunOver && c.is == incident.RerunSucceeded {
			c.state.Definition.RecoverAfter, c.v.InARow = 2, 1
		}
		i := rerunning(t)
		got := incident.Apply([]incident.Incident{i}, c.state, c.v, func() string { return "new" })
		if c.change == "" {
			if len(got) != 0 {
				t.Errorf("%s: told %s", name, got[0].Notice.Change)
			}
			continue
		}
		if len(got) != 1 || got[0].Notice.Change != c.change || got[0].Reruns[0].State != c.is || got[0].Notice.Rerun == nil || got[0].Notice.Rerun.State != c.is {
			t.Errorf("%s: %+v", name, got)
			continue
		}
		if i.Reruns[0].State != incident.RerunStarted {
			t.Errorf("%s: the incident before has changed", name)
		}
	}
}

func TestARerunIsAskedForOnce(t *testing.T) {
	t.Parallel()
	i := rerunning(t)
	if _, changed, err := i.AskRerun(incident.Rerun{Attempt: 1, Order: "o1"}); changed || err != nil {
		t.Errorf("the same order: %t, %v", changed, err)
	}
	if _, _, err := i.AskRerun(incident.Rerun{Attempt: 1, Order: "o2"}); !errors.Is(err, incident.ErrNoUse) {
		t.Errorf("another order for the attempt: %v", err)
	}
	if _, changed := i.SettleRerun("again", incident.RerunRefused, "no", day); changed {
		t.Error("it was started, and cannot be refused")
	}
	if i.Status != incident.Acknowledged || i.Turned == i.Version {
		t.Errorf("%s, turned at %d of %d: who runs it again is at it, and other answers are not stale", i.Status, i.Turned, i.Version)
	}
}
