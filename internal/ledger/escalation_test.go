package ledger_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/store"
)

// as has incidents be of a severity, with reminders every so often.
func as(s incident.Severity, remind time.Duration) func(*ledger.Options) {
	return func(o *ledger.Options) {
		o.Cluster = "prod"
		o.Router = severe{everybody{policy: incident.Policy{Severity: s, RemindAfter: remind}}, s}
	}
}

// severe sends every notice, of one severity, to one channel, but a digest to that of the team, and of what is low nothing else.
type severe struct {
	everybody

	severity incident.Severity
}

func (s severe) Route(n incident.Notice, _ monitor.Definition) (incident.Notice, []notify.Destination) {
	n.Severity, n.Owner.Team = s.severity, ownership.Team{ID: "billing"}
	if n.Kind == incident.Digest {
		return n, []notify.Destination{{Receiver: "slack", Address: "C-BILLING"}}
	}
	return n, []notify.Destination{{Receiver: "slack", Address: "C1"}}
}

// heard lists what each channel was told: the time, the change and the level.
func (h *house) heard(since time.Time) []string {
	h.t.Helper()
	deliveries, err := h.store.Deliveries(h.t.Context(), store.DeliveryFilter{}, 0)
	if err != nil {
		h.t.Fatal(err)
	}
	var lines []string
	for _, d := range slices.Backward(deliveries) {
		if n := d.Message.Notice; d.Message.Action != notify.Update && n.Change != incident.Repeated {
			lines = append(lines, fmt.Sprintf("%s %s %s %d", n.DecidedAt.Sub(since).Round(time.Second), d.Message.Destination.Address, n.Change, n.Level))
		}
	}
	return lines
}

func TestWhatNobodyAnswersIsEscalated(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(defined(start))
		time.Sleep(70 * time.Minute)
		h = h.reopenWith(as(incident.Critical, 0))
		time.Sleep(10 * time.Minute)
		h.mustHaveTold(t, h.heard(start), []string{
			"12m0s C1 opened 0", "27m0s C1 reminder 1", "42m0s C1 escalated 2", "57m0s C1 escalated 3", "57m0s C-LEVEL-3 escalated 3",
			"1h12m0s C1 escalated 4", "1h12m0s C-LEVEL-3 escalated 4", "1h12m0s C-LEVEL-4 escalated 4",
		})
	}, as(incident.Critical, 0))
}

func TestWhoAnswersEndsTheEscalation(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(defined(start))
		time.Sleep(30 * time.Minute)
		if _, err := h.answer(incident.Acknowledge, nil); err != nil {
			t.Error(err)
		}
		time.Sleep(3 * time.Hour)
		h.mustHaveTold(t, h.heard(start), []string{
			"12m0s C1 opened 0", "27m0s C1 reminder 1", "30m0s C1 acknowledged 1", "2h30m0s C1 reminder 1", // it goes on
		})
	}, as(incident.Critical, 2*time.Hour))
}

func TestLowSeverityWaitsForTheDigest(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) { // Saturday, 1 January 2000
		h.record(cronJobs(3, start)...)
		slot := start.Add(time.Hour)
		time.Sleep(time.Until(slot.Add(3 * time.Second)))
		h.record(fails(jobID(0), slot, 1), fails(jobID(1), slot, 1), succeeds(jobID(2), slot))
		for next := slot.Add(time.Hour); next.Before(start.Add(60 * time.Hour)); next = next.Add(time.Hour) {
			time.Sleep(time.Until(next.Add(3 * time.Second)))
			h.record(succeeds(jobID(0), next), fails(jobID(1), next, 1), succeeds(jobID(2), next))
		}
		h = h.reopenWith(as(incident.Low, 0))
		var digests []string
		for _, line := range h.heard(start) {
			if line[len(line)-1] == '0' && slices.Contains([]string{"57h0m0s C-BILLING opened 0"}, line) {
				digests = append(digests, line)
			}
		}
		i := h.newest(incident.Digest)
		if s := i.Sharing; len(digests) != 1 || s.Jobs != 2 || s.Recovered != 1 || i.Status != incident.Resolved {
			t.Errorf("%v: %+v; all: %v", digests, s, h.heard(start))
		}
		h.stop()
	}, as(incident.Low, 0))
}
