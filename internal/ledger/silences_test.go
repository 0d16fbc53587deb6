package ledger_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/store"
)

// silence mutes the namespace of the tests for a while.
func (h *house) silence(d time.Duration, change func(*incident.Silence)) incident.Silence {
	h.t.Helper()
	s := incident.Silence{
		ID: "s1", Match: incident.Matcher{Namespace: "bill*"}, By: ann(), Reason: "moving the database", CreatedAt: time.Now(), Until: time.Now().Add(d),
	}
	if change != nil {
		change(&s)
	}
	s, err := h.ledger.Silence(h.t.Context(), s)
	if err != nil {
		h.t.Fatal(err)
	}
	return s
}

// silenced is the one silence as it is stored.
func (h *house) silenced() incident.Silence {
	h.t.Helper()
	all, err := h.store.Silences(h.t.Context(), time.Now(), true, "", 0)
	if err != nil || len(all) != 1 {
		h.t.Fatalf("%d silences, %v", len(all), err)
	}
	return all[0]
}

func TestASilenceCountsAndItsEndTells(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(defined(start))
		h.silence(40*time.Minute, nil)
		time.Sleep(35 * time.Minute)
		if s := h.silenced(); s.Muted != 3 || len(s.Incidents) != 1 {
			t.Errorf("muted %d of %v, want 3 of one", s.Muted, s.Incidents)
		}
		if i := h.only(); i.MutedBy != "s1" || !i.ToldAt.IsZero() {
			t.Errorf("muted by %q, told at %s", i.MutedBy, i.ToldAt)
		}
		h = h.reopen(0)
		time.Sleep(10 * time.Minute)
		told := h.told(start)
		slices.Sort(told) // the incident, and what its author is told of the silence, at one instant
		h.mustHaveTold(t, told, []string{"40m0s post opened missed ×3", "40m0s reply resolved unknown ×3", "42m0s reply repeated missed ×4"})
	})
}

func TestASilenceOfWhatIsToldAlready(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(defined(start))
		time.Sleep(13 * time.Minute)
		h.silence(time.Hour, nil)
		time.Sleep(15 * time.Minute)
		h.record(ran(start.Add(30*time.Minute), monitor.OutcomeSucceeded)) // the good news is told: people wait for it
		time.Sleep(time.Minute)
		h.mustHaveTold(t, h.told(start), []string{"12m0s post opened missed ×1", "28m0s reply resolved succeeded ×2"})
	})
}

func TestASilenceUntilRecovery(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(defined(start))
		h.silence(10*time.Hour, func(s *incident.Silence) { s.UntilRecovery = true })
		time.Sleep(13 * time.Minute)
		h.record(ran(start.Add(20*time.Minute), monitor.OutcomeSucceeded)) // nobody knew of the trouble, nobody is told that it is over
		if s := h.silenced(); s.Active(time.Now()) {
			t.Errorf("still active: %+v", s)
		}
		time.Sleep(20 * time.Minute)
		h.mustHaveTold(t, h.told(start), []string{"13m0s reply resolved unknown ×1", "32m0s post opened missed ×1"})
	})
}

func TestASilenceIsEndedByHand(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(defined(start))
		h.silence(10*time.Hour, nil)
		time.Sleep(13 * time.Minute)
		ended, err := h.ledger.EndSilence(t.Context(), "s1", ann(), time.Now())
		if err != nil || ended.EndedBy != ann() {
			t.Errorf("%+v, %v", ended, err)
		}
		if _, err := h.ledger.EndSilence(t.Context(), "s1", ann(), time.Now()); !errors.Is(err, incident.ErrNoUse) {
			t.Errorf("ended twice: %v", err)
		}
		if _, err := h.ledger.EndSilence(t.Context(), "s2", ann(), time.Now()); !errors.Is(err, ledger.ErrNotFound) {
			t.Errorf("ended what is not there: %v", err)
		}
		log, err := h.store.AuditLog(t.Context(), "s1", "", 0)
		if err != nil || len(log) != 2 || log[0].What != "end_silence" || log[1].What != "silence" {
			t.Errorf("audited %+v, %v", log, err)
		}
		h.mustHaveTold(t, h.told(start), []string{"13m0s post opened missed ×1", "13m0s reply resolved unknown ×1"})
	})
}

func TestAForgottenSilenceRemindsItsAuthor(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.silence(20*24*time.Hour, nil)
		time.Sleep(21 * 24 * time.Hour)
		h.mustHaveTold(t, h.told(start), []string{"168h0m0s reply reminder unknown ×0", "336h0m0s reply reminder unknown ×0"})
	})
}

func TestAMaintenanceWindow(t *testing.T) {
	t.Parallel()
	var begin time.Time
	window := func(now time.Time) []incident.Silence {
		w := incident.Silence{
			ID: "window/patching/1", Window: "patching", Match: incident.Matcher{Name: "close"}, By: incident.Rollcall(), Reason: "patching",
			CreatedAt: begin, Until: begin.Add(25 * time.Minute),
		}
		if begin.IsZero() || !w.Active(now) {
			return nil
		}
		return []incident.Silence{w}
	}
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		begin = start
		h.record(defined(start))
		time.Sleep(30 * time.Minute)
		if s := h.silenced(); s.Window != "patching" || s.Muted != 2 {
			t.Errorf("%+v", s)
		}
		h.mustHaveTold(t, h.told(start), []string{"25m0s post opened missed ×2"})
	}, func(o *ledger.Options) { o.Windows = window })
}

// TestAMaintenanceWindowIsConfiguredAnew while it is open: the configuration has the last word on how long it is, and whether it is.
func TestAMaintenanceWindowIsConfiguredAnew(t *testing.T) {
	t.Parallel()
	window := func(start time.Time, length time.Duration) func(*ledger.Options) {
		return func(o *ledger.Options) {
			o.Windows = func(now time.Time) []incident.Silence {
				w := incident.Silence{
					ID: "window/patching/1", Window: "patching", Match: incident.Matcher{Name: "close"}, By: incident.Rollcall(), Reason: "patching",
					CreatedAt: start, Until: start.Add(length),
				}
				if !w.Active(now) {
					return nil
				}
				return []incident.Silence{w}
			}
		}
	}
	for name, tc := range map[string]struct {
		then time.Duration
		want []string
	}{
		"longer":  {45 * time.Minute, []string{"45m0s post opened missed ×4"}},
		"shorter": {5 * time.Minute, []string{"22m0s post opened missed ×2", "32m0s reply repeated missed ×3", "42m0s reply repeated missed ×4"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bubble(t, func(t *testing.T, h *house, start time.Time) {
				h = h.reopenWith(window(start, 25*time.Minute))
				h.record(defined(start))
				time.Sleep(15 * time.Minute)
				h = h.reopenWith(window(start, tc.then))
				time.Sleep(31 * time.Minute)
				h.mustHaveTold(t, h.told(start), tc.want)
			})
		})
	}
}

func TestASilenceIsChecked(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		good := incident.Silence{
			ID: "s", Match: incident.Matcher{Name: "a*"}, By: ann(), Reason: "why", CreatedAt: start, Until: start.Add(time.Hour),
		}
		for field, spoil := range map[string]func(*incident.Silence){
			"id":              func(s *incident.Silence) { s.ID = "" },
			"by":              func(s *incident.Silence) { s.By = incident.Person{} },
			"reason":          func(s *incident.Silence) { s.Reason = " " },
			"until":           func(s *incident.Silence) { s.Until = start },
			"match: empty":    func(s *incident.Silence) { s.Match = incident.Matcher{} },
			"everything":      func(s *incident.Silence) { s.Match = incident.Matcher{Name: "*", Namespace: "**"} },
			"match.namespace": func(s *incident.Silence) { s.Match.Namespace = "[" },
		} {
			s := good
			spoil(&s)
			if _, err := h.ledger.Silence(t.Context(), s); !errors.Is(err, incident.ErrSilence) || !contains(err, field) {
				t.Errorf("%s: %v", field, err)
			}
		}
		h.stop()
	})
}

func contains(err error, part string) bool { return strings.Contains(err.Error(), part) }

// TestTheAuthorIsToldWhoseItWas: the language and the zone of what the author reads are those of the owner.
func TestTheAuthorIsToldWhoseItWas(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(defined(start))
		h.silence(20*time.Minute, nil)
		time.Sleep(25 * time.Minute)
		all, err := h.store.Deliveries(t.Context(), store.DeliveryFilter{}, 0)
		if err != nil {
			t.Fatal(err)
		}
		var owners []string
		for _, d := range all {
			if d.Message.Notice.Kind == incident.Muting {
				owners = append(owners, d.Message.Notice.Owner.Team.ID)
			}
		}
		h.stop()
		if !slices.Equal(owners, []string{"billing"}) {
			t.Errorf("the owner is %q", owners)
		}
	}, as(incident.High, 0))
}
