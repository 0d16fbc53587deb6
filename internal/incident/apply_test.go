package incident_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

var day = time.Date(2026, time.November, 24, 0, 0, 0, 0, time.UTC)

// bad and good make the verdict on the slot at an hour of the day.
func bad(hour int, j monitor.Judgement, code diagnose.Code) monitor.Verdict {
	v := verdict(hour, j)
	v.Cause = diagnose.Cause{Code: code}
	return v
}

func good(hour int) monitor.Verdict { return verdict(hour, monitor.Succeeded) }

func verdict(hour int, j monitor.Judgement) monitor.Verdict {
	slot := day.Add(time.Duration(hour) * time.Hour)
	v := monitor.Verdict{Monitor: "kube/1", Slot: slot, Judgement: j, At: slot.Add(10 * time.Minute), DecidedAt: slot.Add(10 * time.Minute)}
	if !j.Absence() && j != monitor.Suspended {
		v.Run = monitor.RunID(strconv.Itoa(hour))
	}
	return v
}

// tell feeds the verdicts to Apply, as the ledger does, and returns what was told.
func tell(verdicts ...monitor.Verdict) ([]string, []incident.Incident) {
	s := monitor.State{ID: "kube/1", FirstSeen: day, Definition: monitor.Definition{Name: "close", Schedule: schedule.Cron("0 * * * *", "UTC")}}
	var all []incident.Incident
	var told []string
	for _, v := range verdicts {
		if v.Judgement == monitor.Succeeded && v.At.After(s.LastSuccess) {
			s.LastSuccess = v.At
		}
		var open []incident.Incident
		for _, i := range all {
			if i.Status != incident.Resolved {
				open = append(open, i)
			}
		}
		for _, i := range incident.Apply(open, s, v, func() string { return strconv.Itoa(len(all) + 1) }) {
			told = append(told, fmt.Sprintf("%s %s %s %s count %d", i.ID, i.Kind, i.Notice.Change, i.Notice.Judgement, i.Count))
			n, _ := strconv.Atoi(i.ID)
			if n > len(all) {
				all = append(all, i)
			} else {
				all[n-1] = i
			}
		}
	}
	return told, all
}

// TestConfirmation: where it is missed that runs confirm their success, one that does ends it, and one that merely succeeds does not.
func TestConfirmation(t *testing.T) {
	t.Parallel()
	doubtful := bad(1, monitor.Succeeded, diagnose.NotConfirmed)
	confirmed := good(3)
	confirmed.ReportedAt = confirmed.At
	told, _ := tell(doubtful, good(2), confirmed)
	want := []string{"1 failing opened succeeded count 1", "1 failing resolved succeeded count 1"}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	_, all := tell(doubtful, good(2))
	if all[0].Status != incident.Open {
		t.Errorf("%+v", all[0])
	}
}

func TestWhatIsTold(t *testing.T) {
	t.Parallel()
	const oom, exit, none = diagnose.OOMKilled, diagnose.ExitCode, diagnose.NoJob
	tests := map[string]struct {
		verdicts []monitor.Verdict
		want     []string
	}{
		"success alone is silent": {[]monitor.Verdict{good(1), good(2)}, nil},
		"a failure and its recovery": {
			[]monitor.Verdict{bad(1, monitor.Failed, exit), good(2), good(3)},
			[]string{"1 failing opened failed count 1", "1 failing resolved succeeded count 1"},
		},
		"repeats go to the same incident": {
			[]monitor.Verdict{bad(1, monitor.Failed, exit), bad(2, monitor.Failed, exit), bad(3, monitor.Failed, oom)},
			[]string{"1 failing opened failed count 1", "1 failing repeated failed count 2", "1 failing changed failed count 3"},
		},
		"the same verdict twice is one": {
			[]monitor.Verdict{bad(1, monitor.Failed, exit), bad(1, monitor.Failed, exit)},
			[]string{"1 failing opened failed count 1"},
		},
		"stuck that then fails is one slot, told anew": {
			[]monitor.Verdict{bad(1, monitor.Stuck, diagnose.ImagePull), bad(1, monitor.Failed, diagnose.DeadlineExceeded)},
			[]string{"1 failing opened stuck count 1", "1 failing changed failed count 1"},
		},
		"missed slots end with a run, whatever its outcome": {
			[]monitor.Verdict{bad(1, monitor.Missed, none), bad(2, monitor.Missed, none), bad(3, monitor.Failed, exit)},
			[]string{"1 absent opened missed count 1", "1 absent repeated missed count 2", "1 absent resolved failed count 2", "2 failing opened failed count 1"},
		},
		"a failing job that then is not run at all is two problems": {
			[]monitor.Verdict{bad(1, monitor.Failed, exit), bad(2, monitor.Missed, none), good(3)},
			[]string{"1 failing opened failed count 1", "2 absent opened missed count 1", "1 failing resolved succeeded count 1", "2 absent resolved succeeded count 1"},
		},
		"slots skipped because of a run that hangs are its consequence": {
			[]monitor.Verdict{bad(1, monitor.Stuck, diagnose.ImagePull), bad(2, monitor.Skipped, diagnose.PreviousRunActive), good(3)},
			[]string{"1 failing opened stuck count 1", "1 failing repeated skipped count 2", "1 failing resolved succeeded count 2"},
		},
		"slots missed behind a run that never reported its end are its consequence": {
			[]monitor.Verdict{bad(1, monitor.Running, diagnose.NoEndReported), bad(2, monitor.Missed, diagnose.NoEndReported), good(3)},
			[]string{"1 failing opened running count 1", "1 failing repeated missed count 2", "1 failing resolved succeeded count 2"},
		},
		"slots skipped because of a run that goes on well are a problem of their own": {
			[]monitor.Verdict{bad(2, monitor.Skipped, diagnose.PreviousRunActive), good(3)},
			[]string{"1 absent opened skipped count 1", "1 absent resolved succeeded count 1"},
		},
		"a run that its own next run ended did not do its work": {
			[]monitor.Verdict{bad(1, monitor.Replaced, diagnose.ReplacedByNext), bad(2, monitor.Replaced, diagnose.ReplacedByNext), good(3)},
			[]string{"1 failing opened replaced count 1", "1 failing repeated replaced count 2", "1 failing resolved succeeded count 2"},
		},
		"suspension neither ends nor opens": {
			[]monitor.Verdict{bad(1, monitor.Failed, exit), verdict(2, monitor.Suspended), good(3)},
			[]string{"1 failing opened failed count 1", "1 failing resolved succeeded count 1"},
		},
		"an older success does not end a newer failure": {
			[]monitor.Verdict{bad(3, monitor.Failed, exit), good(2)},
			[]string{"1 failing opened failed count 1"},
		},
		"a failure that a later success has healed is history": {
			[]monitor.Verdict{good(3), bad(2, monitor.Failed, exit)},
			nil,
		},
		"after a recovery a new failure is a new incident": {
			[]monitor.Verdict{bad(1, monitor.Failed, exit), good(2), bad(3, monitor.Failed, exit)},
			[]string{"1 failing opened failed count 1", "1 failing resolved succeeded count 1", "2 failing opened failed count 1"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, _ := tell(tt.verdicts...)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNoticeNamesTheMissedSlots(t *testing.T) {
	t.Parallel()
	_, all := tell(bad(1, monitor.Missed, diagnose.NoJob), bad(2, monitor.Missed, diagnose.NoJob))
	want := []time.Time{day.Add(time.Hour), day.Add(2 * time.Hour)}
	if diff := cmp.Diff(want, all[0].Notice.Slots); diff != "" {
		t.Errorf("slots (-want +got):\n%s", diff)
	}
	if next := all[0].Notice.NextSlot; !next.Equal(day.Add(3 * time.Hour)) {
		t.Errorf("next slot %s, want 03:00", next)
	}
}

func TestAConsequenceLeavesCauseAndStanding(t *testing.T) {
	t.Parallel()
	_, all := tell(bad(1, monitor.Stuck, diagnose.ImagePull), bad(2, monitor.Skipped, diagnose.PreviousRunActive))
	n := all[0].Notice
	if n.Cause.Code != diagnose.ImagePull || n.Lasting != monitor.Stuck || n.Judgement != monitor.Skipped {
		t.Errorf("cause %s, lasting %s, judgement %s", n.Cause.Code, n.Lasting, n.Judgement)
	}
}

func TestMembersAreBounded(t *testing.T) {
	t.Parallel()
	var verdicts []monitor.Verdict
	for h := range incident.MaxMembers + 20 {
		verdicts = append(verdicts, bad(h, monitor.Failed, diagnose.ExitCode))
	}
	_, all := tell(verdicts...)
	if n := len(all[0].Members); n != incident.MaxMembers || all[0].Count != incident.MaxMembers+20 {
		t.Errorf("%d members, count %d", n, all[0].Count)
	}
	if n := len(all[0].Notice.Slots); n != incident.MaxSlots {
		t.Errorf("the notice names %d slots", n)
	}
}

func TestClose(t *testing.T) {
	t.Parallel()
	_, all := tell(bad(1, monitor.Failed, diagnose.ExitCode))
	closed := incident.Close(all, monitor.State{ID: "kube/1", RemovedAt: day.Add(5 * time.Hour)}, day.Add(6*time.Hour))
	if len(closed) != 1 || closed[0].Status != incident.Resolved || closed[0].Notice.Change != incident.Recovery ||
		closed[0].Notice.Cause.Code != diagnose.MonitorRemoved {
		t.Errorf("closing gave %+v", closed)
	}
}
