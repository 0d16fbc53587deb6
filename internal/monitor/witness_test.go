package monitor_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
)

func confirm(d *monitor.Definition) { d.Confirm = true }

// done is an hourly run of the cluster from a full hour to twenty past.
func (s *story) done(at, slot string, o monitor.Outcome) *story {
	end := clockTime(slot).Add(20 * time.Minute).Format("15:04")
	return s.job(at, slot, slot, ended(end, o))
}

// retried is one that needed two attempts.
func (s *story) retried(at, slot string) *story {
	return s.job(at, slot, slot, func(f *monitor.RunFacts) { ended(at, succeeded)(f); f.FailedPods = 1 })
}

// TestTwoWitnesses: the cluster's word on how a Job ended counts, and what the Job says of itself is told where it contradicts that.
func TestTwoWitnesses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		story *story
		want  []string
	}{
		"they agree": {
			begin(confirm).end("02:19", "job-02:00", succeeded).done("02:20", "02:00", succeeded).clock("02:40"),
			[]string{"02:00 succeeded"},
		},
		"a report alone judges nothing": {
			begin(nil).job("02:00", "02:00", "02:00", started("02:00")).end("02:05", "job-02:00", failed).start("02:06", "job-02:00").
				end("02:07", unnamed, failed).clock("02:30"),
			nil,
		},
		"the Job fails, and says why": {
			begin(nil).job("02:00", "02:00", "02:00", started("02:00")).end("02:19", "job-02:00", failed).
				apply("02:20", monitor.Observation{Kind: monitor.RunSeen, Evidence: &diagnose.Evidence{Conditions: []diagnose.Condition{{Type: "Failed", Status: "True", Reason: "BackoffLimitExceeded"}}},
					Run: &monitor.RunFacts{ID: "job-02:00", Slot: clockTime("02:00"), CreatedAt: clockTime("02:00"), FinishedAt: clockTime("02:20"), Outcome: failed}}),
			[]string{"02:00 failed ReportedFailure"},
		},
		"the Job fails, whatever it says": {
			begin(nil).end("02:19", "job-02:00", succeeded).done("02:20", "02:00", failed),
			[]string{"02:00 failed FailedWithoutTrace"},
		},
		"the Job succeeds, and has said that it failed": {
			begin(nil).job("02:00", "02:00", "02:00", started("02:00")).end("02:19", "job-02:00", failed).done("02:20", "02:00", succeeded).clock("02:40"),
			[]string{"02:00 succeeded contradicted ReportsDisagree"},
		},
		"and says so before anybody has seen it": {
			begin(nil).end("02:19", "job-02:00", failed).done("02:20", "02:00", succeeded).done("02:21", "02:00", succeeded),
			[]string{"02:00 succeeded contradicted ReportsDisagree"},
		},
		"and says so afterwards, twice": {
			begin(nil).done("02:20", "02:00", succeeded).end("02:21", "job-02:00", failed).end("02:21", "job-02:00", failed).end("02:22", "job-02:00", failed),
			[]string{"02:00 succeeded", "02:00 succeeded contradicted ReportsDisagree revises succeeded"},
		},
		"the attempt that failed said so, the next one succeeded": {
			begin(nil).end("02:05", "job-02:00", failed).retried("02:20", "02:00"),
			[]string{"02:00 succeeded flaky RetriedToSuccess"},
		},
		"it took back what it said": {
			begin(nil).end("02:05", "job-02:00", failed).end("02:06", "job-02:00", succeeded).done("02:20", "02:00", succeeded),
			[]string{"02:00 succeeded"},
		},
		"it never reports": {
			begin(confirm).done("02:20", "02:00", succeeded).done("03:20", "03:00", succeeded).clock("03:40"),
			[]string{"02:00 succeeded", "03:00 succeeded"},
		},
		"it reported before, and does not now": {
			begin(nil).end("02:19", "job-02:00", succeeded).done("02:20", "02:00", succeeded).
				done("03:20", "03:00", succeeded).clock("03:29").clock("03:30").clock("03:31"),
			[]string{"02:00 succeeded", "03:00 succeeded", "03:00 succeeded unconfirmed revises succeeded"},
		},
		"where it has to": {
			begin(confirm).end("02:19", "job-02:00", succeeded).done("02:20", "02:00", succeeded).
				done("03:20", "03:00", succeeded).clock("03:30").end("03:19", "job-03:00", succeeded, "03:50"),
			[]string{"02:00 succeeded", "03:00 succeeded", "03:00 succeeded unconfirmed NotConfirmed revises succeeded", "03:00 succeeded revises succeeded"},
		},
		"it could not be heard then": {
			func() *story {
				s := begin(confirm).end("02:19", "job-02:00", succeeded).done("02:20", "02:00", succeeded).done("03:20", "03:00", succeeded)
				s.since = clockTime("03:25")
				return s.clock("03:30").clock("03:31")
			}(),
			[]string{"02:00 succeeded", "03:00 succeeded"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, tt.story.verdict); diff != "" {
				t.Errorf("verdicts (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDoubtedSuccess: what is told of a success counts as bad, and what dispels the doubt as good.
func TestDoubtedSuccess(t *testing.T) {
	t.Parallel()
	s := begin(confirm).end("02:19", "job-02:00", succeeded).done("02:20", "02:00", succeeded).done("03:20", "03:00", succeeded)
	if next := s.state.NextCheck(); !next.Equal(clockTime("03:30")) {
		t.Errorf("the next check is at %s", next)
	}
	if s.clock("03:30"); s.state.ConsecutiveBad != 1 || s.state.ConsecutiveGood != 0 {
		t.Errorf("unconfirmed: %d bad, %d good in a row", s.state.ConsecutiveBad, s.state.ConsecutiveGood)
	}
	if next := s.state.NextCheck(); !next.Equal(clockTime("04:10")) {
		t.Errorf("then the next check is at %s", next)
	}
	if s.end("03:19", "job-03:00", succeeded, "03:50"); s.state.ConsecutiveBad != 0 || s.state.ConsecutiveGood != 1 {
		t.Errorf("confirmed: %d bad, %d good in a row", s.state.ConsecutiveBad, s.state.ConsecutiveGood)
	}
}

// TestStatementsStayBounded: whoever reports for Jobs that there are not fills nothing.
func TestStatementsStayBounded(t *testing.T) {
	t.Parallel()
	s := begin(nil)
	for i := range 100 {
		s.end("02:00", fmt.Sprint("stranger-", i), failed)
	}
	if n := len(s.state.Statements); n != 20 {
		t.Errorf("%d reports of strangers are remembered", n)
	}
}
