package ledger_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/store"
)

// owners sends every notice to the channel of its owner: jobs with an even number are those of one team.
type owners struct{ everybody }

func (owners) Route(n incident.Notice, d monitor.Definition) (incident.Notice, []notify.Destination) {
	if n.Kind != incident.Burst || n.Owner.Team.ID == "" {
		var number int
		_, _ = fmt.Sscanf(d.Name, "kube/%d", &number)
		n.Owner.Team = ownership.Team{ID: []string{"even", "odd"}[number%2]}
	}
	return n, []notify.Destination{{Receiver: "slack", Address: "C-" + n.Owner.Team.ID}}
}

func bursting(o *ledger.Options) { o.BurstFrom, o.Router, o.Cluster = 3, owners{}, "prod" }

// fails is a run of a job whose container ended with a code.
func fails(id monitor.ID, slot time.Time, code int32) monitor.Observation {
	o := ran(slot, monitor.OutcomeFailed)
	o.ID, o.Monitor, o.Run.ID = "job/"+string(id)+slot.String(), id, monitor.RunID(string(id)+slot.String())
	o.Evidence = &diagnose.Evidence{CapturedAt: o.At, Pods: []diagnose.Pod{{Name: "p", Phase: "Failed", Containers: []diagnose.Container{
		{Name: "main", State: "terminated", Reason: "Error", ExitCode: &code, FinishedAt: o.At},
	}}}}
	return o
}

func succeeds(id monitor.ID, slot time.Time) monitor.Observation {
	o := ran(slot, monitor.OutcomeSucceeded)
	o.ID, o.Monitor, o.Run.ID = "job/"+string(id)+slot.String(), id, monitor.RunID(string(id)+slot.String())
	return o
}

// toldTo counts what each channel was told, Updates aside.
func (h *house) toldTo(since time.Time) map[string][]string {
	h.t.Helper()
	deliveries, err := h.store.Deliveries(h.t.Context(), store.DeliveryFilter{}, 0)
	if err != nil {
		h.t.Fatal(err)
	}
	told := map[string][]string{}
	for _, d := range slices.Backward(deliveries) {
		n := d.Message.Notice
		if d.Message.Action != notify.Update {
			line := fmt.Sprintf("%s %s %s jobs=%d/%d named=%d", n.DecidedAt.Sub(since).Round(time.Second), n.Kind, n.Change, n.Jobs, n.Total, len(n.Affected))
			told[d.Message.Destination.Address] = append(told[d.Message.Destination.Address], line)
		}
	}
	return told
}

// storm has ten jobs fail for one slot, a second apart: those of the odd and of the even team in turn. Six make a burst.
func (h *house) storm(start time.Time, code func(n int) int32) (slot time.Time) {
	h.record(cronJobs(10, start)...)
	slot = start.Add(time.Hour)
	time.Sleep(time.Until(slot.Add(3 * time.Second)))
	for i := range 10 {
		h.record(fails(jobID(i), slot, code(i)))
		time.Sleep(time.Second)
	}
	return slot
}

func seven(int) int32 { return 7 }

func (h *house) mustHaveToldTo(start time.Time, want map[string][]string) {
	h.t.Helper()
	defer h.stop()
	if diff := cmp.Diff(want, h.toldTo(start)); diff != "" {
		h.t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestManyWithOneCauseAreOneMessage(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		slot := h.storm(start, seven)
		time.Sleep(5 * time.Minute)
		if s := h.newest(incident.Burst).Sharing; s.Jobs != 10 || s.Open != 5 || s.Alone != 5 {
			t.Errorf("%+v", s)
		}
		h = h.reopenWith(bursting)
		time.Sleep(time.Until(slot.Add(time.Hour)))
		for i := range 10 { // all of them, those that were told by themselves too
			h.record(succeeds(jobID(i), slot.Add(time.Hour)))
		}
		h.mustHaveToldTo(start, map[string][]string{
			"C-even": {
				"1h0m3s failing opened jobs=0/0 named=0", "1h0m5s failing opened jobs=0/0 named=0", "1h0m7s failing opened jobs=0/0 named=0",
				"1h0m8s burst opened jobs=3/6 named=3", "1h1m12s burst listed jobs=2/10 named=2", "2h0m0s failing resolved jobs=0/0 named=0",
				"2h0m0s failing resolved jobs=0/0 named=0", "2h0m0s failing resolved jobs=0/0 named=0", "2h0m0s burst resolved jobs=5/10 named=5",
			},
			"C-odd": {
				"1h0m4s failing opened jobs=0/0 named=0", "1h0m6s failing opened jobs=0/0 named=0",
				"1h0m8s burst opened jobs=3/6 named=3", "1h1m12s burst listed jobs=3/10 named=3", "2h0m0s failing resolved jobs=0/0 named=0",
				"2h0m0s failing resolved jobs=0/0 named=0", "2h0m0s burst resolved jobs=5/10 named=5",
			},
		})
	}, bursting)
}

func TestDifferentCausesAreToldEach(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.storm(start, func(n int) int32 { return int32(n + 1) })
		time.Sleep(5 * time.Minute)
		got := h.toldTo(start)
		h.stop()
		if len(got["C-even"]) != 5 || len(got["C-odd"]) != 5 {
			t.Errorf("%v", got)
		}
	}, bursting)
}

func TestAMemberThatStaysBrokenIsToldByItself(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		slot := h.storm(start, seven)
		time.Sleep(time.Until(slot.Add(time.Hour)))
		for i := range 10 {
			if i == 8 {
				h.record(fails(jobID(8), slot.Add(time.Hour), 7))
				continue
			}
			h.record(succeeds(jobID(i), slot.Add(time.Hour)))
		}
		got := h.toldTo(start)["C-even"]
		want := "2h0m0s failing opened jobs=0/0 named=0"
		if n := len(got); n < 2 || !slices.Contains(got, want) || got[n-1] != "2h0m0s burst resolved jobs=5/10 named=5" {
			t.Errorf("%v, want also %s, and the end of the burst", got, want)
		}
		h.stop()
	}, bursting)
}

func TestAnotherCauseLeavesTheBurst(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		slot := h.storm(start, seven)
		manual := fails(jobID(8), slot.Add(time.Minute), 9)
		manual.Run.Slot, manual.Run.Manual = time.Time{}, true
		h.record(manual)
		got := h.toldTo(start)["C-even"]
		if last := got[len(got)-1]; last != "1h0m13s failing opened jobs=0/0 named=0" {
			t.Errorf("%v", got)
		}
		if s := h.newest(incident.Burst).Sharing; s.Open != 4 || s.Alone != 6 {
			t.Errorf("%+v", s)
		}
		h.stop()
	}, bursting)
}
