package ledger_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/store"
)

// of is the newest incident of a Monitor.
func (h *house) of(id monitor.ID) incident.Incident {
	h.t.Helper()
	all, err := h.store.Incidents(h.t.Context(), store.IncidentFilter{Monitor: id}, "", 0)
	if err != nil || len(all) == 0 {
		h.t.Fatalf("%d incidents of %s, %v", len(all), id, err)
	}
	return all[0]
}

// TestAMemberLeavesItsBurstOnce: whatever people say of it afterwards; reopened it is told by itself.
func TestAMemberLeavesItsBurstOnce(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.storm(start, seven)
		id := h.of(jobID(8)).ID
		for range 3 {
			h.must(h.say(id, incident.Resolve, nil))
			h.must(h.say(id, incident.Comment, nil))
			h.must(h.say(id, incident.NotActionable, nil))
			h.must(h.say(id, incident.Reopen, nil))
			time.Sleep(time.Second)
		}
		if s := h.newest(incident.Burst).Sharing; s.Jobs != 10 || s.Open != 4 || s.Recovered != 1 {
			t.Errorf("%+v", s)
		}
		if i := h.of(jobID(8)); i.Burst != "" || i.ToldAt.IsZero() {
			t.Errorf("burst %q, told at %s", i.Burst, i.ToldAt)
		}
		h.stop()
	}, bursting)
}

// TestManyAnswersAtOnce to an incident that many share are all kept, so that each is recognised when it comes again.
func TestManyAnswersAtOnce(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.storm(start, seven)
		id := h.newest(incident.Burst).ID
		for range 2 {
			var all sync.WaitGroup
			for n := range 20 {
				all.Go(func() {
					h.must(h.say(id, incident.Comment, func(a *incident.Answer) { a.ID = fmt.Sprint("comment/", n) }))
				})
			}
			all.Wait()
		}
		said := map[string]int{}
		for _, e := range h.newest(incident.Burst).Timeline {
			if e.What == incident.Commented {
				said[e.ID]++
			}
		}
		if len(said) != 20 {
			t.Errorf("%d of 20 comments: %v", len(said), said)
		}
		for id, n := range said {
			if n != 1 {
				t.Errorf("%s is there %d times", id, n)
			}
		}
		h.stop()
	}, bursting)
}

// TestABurstCanBeSilenced: neither its message nor its list is sent before that ends, and then each is sent once.
func TestABurstCanBeSilenced(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.silence(70*time.Minute, func(s *incident.Silence) { s.Match = incident.Matcher{Name: "prod"} })
		h.storm(start, seven)
		time.Sleep(15 * time.Minute)
		var told []string
		for _, line := range h.toldTo(start)["C-even"] {
			if strings.Contains(line, "burst") {
				told = append(told, line)
			}
		}
		h.mustHaveTold(t, told, []string{"1h10m0s burst opened jobs=5/10 named=5", "1h10m1s burst listed jobs=2/10 named=2"})
	}, bursting)
}

// TestOneJobIsNoBurst, however often it comes and goes.
func TestOneJobIsNoBurst(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(cronJobs(1, start)...)
		time.Sleep(time.Second)
		for n := range 20 {
			o := fails(jobID(0), time.Now(), 7)
			if n%2 == 1 {
				o.Run.Outcome, o.Evidence = monitor.OutcomeSucceeded, nil
			}
			o.Run.Slot, o.Run.Manual = time.Time{}, true
			h.record(o)
			time.Sleep(20 * time.Second)
		}
		for _, line := range h.toldTo(start)["C-even"] {
			if strings.Contains(line, "burst") {
				t.Error(line)
			}
		}
		h.stop()
	}, bursting)
}

// lowly has everything be of low severity, of which nobody but the reader of digests is told.
type lowly struct{ owners }

func (lowly) Route(n incident.Notice, d monitor.Definition) (incident.Notice, []notify.Destination) {
	n, to := owners{}.Route(n, d)
	if n.Severity = incident.Low; n.Kind != incident.Digest {
		return n, nil
	}
	return n, to
}

func (lowly) Policy(incident.Notice, monitor.Definition) incident.Policy {
	return incident.Policy{Severity: incident.Low}
}

// TestLowSeverityIsInTheDigestHoweverMuchOfIt: a burst of it would be told to nobody.
func TestLowSeverityIsInTheDigestHoweverMuchOfIt(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.storm(start, seven)
		var listed int
		all, err := h.store.Incidents(t.Context(), store.IncidentFilter{}, "", 0)
		h.must(err)
		for _, i := range all {
			if i.Kind == incident.Digest {
				listed += i.Sharing.Jobs
			}
			if i.Kind == incident.Burst {
				t.Error("there is a burst")
			}
		}
		if listed != 10 {
			t.Errorf("%d of 10 in digests", listed)
		}
		h.stop()
	}, bursting, func(o *ledger.Options) { o.Router = lowly{} })
}

// TestADigestIsToldOnce: there is no answer that would have it told again, or not at all, and what people say of its members is counted
// once.
func TestADigestIsToldOnce(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(cronJobs(2, start)...)
		slot := start.Add(time.Hour)
		time.Sleep(time.Until(slot.Add(3 * time.Second)))
		h.record(fails(jobID(0), slot, 1), fails(jobID(1), slot, 1))
		member, digest := h.of(jobID(0)).ID, h.newest(incident.Digest).ID
		h.must(h.say(member, incident.Resolve, nil))
		h.must(h.say(member, incident.Comment, nil))
		if s := h.newest(incident.Digest).Sharing; s.Open != 1 || s.Recovered != 1 {
			t.Errorf("after a recovery: %+v", s)
		}
		h.must(h.say(member, incident.Reopen, nil))
		if s := h.newest(incident.Digest).Sharing; s.Open != 2 || s.Recovered != 0 || s.Jobs != 2 {
			t.Errorf("after it was reopened: %+v", s)
		}
		for _, kind := range []incident.AnswerKind{incident.Resolve, incident.Reopen, incident.Acknowledge} {
			if err := h.say(digest, kind, nil); !errors.Is(err, incident.ErrNoUse) {
				t.Errorf("%s: %v", kind, err)
			}
		}
		h.stop()
	}, as(incident.Low, 0))
}

// chosen has one job in three read in a channel of its own choice.
type chosen struct{ owners }

func (chosen) Route(n incident.Notice, d monitor.Definition) (incident.Notice, []notify.Destination) {
	var number int
	if _, err := fmt.Sscanf(d.Name, "kube/%d", &number); err == nil && number%3 == 0 {
		n.Owner.Channel = "C-CHOSEN"
	}
	n, to := owners{}.Route(n, d)
	if n.Owner.Channel != "" {
		to[0].Address = n.Owner.Channel
	}
	return n, to
}

// TestABurstIsToldWhereItsJobsChose: its end is, too, and the list stands beneath it.
func TestABurstIsToldWhereItsJobsChose(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.storm(start, seven)
		time.Sleep(2 * time.Minute)
		var of []string
		for _, line := range h.toldTo(start)["C-CHOSEN"] {
			if strings.Contains(line, "burst") {
				of = append(of, line)
			}
		}
		h.mustHaveTold(t, of, []string{"1h0m8s burst opened jobs=2/6 named=2", "1h1m12s burst listed jobs=2/10 named=2"})
	}, bursting, func(o *ledger.Options) { o.Router = chosen{} })
}
