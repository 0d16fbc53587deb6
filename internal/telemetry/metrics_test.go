package telemetry_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/telemetry"
)

func noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

func newMetrics() *telemetry.Metrics {
	return telemetry.NewMetrics(telemetry.Build{Version: "v1.2.3", Revision: "abc"})
}

// scrape returns what a Prometheus server would read.
func scrape(t *testing.T, m *telemetry.Metrics) (int, string) {
	t.Helper()
	rec := httptest.NewRecorder()
	m.Handler().ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	body, err := io.ReadAll(rec.Body)
	if err != nil {
		t.Fatal(err)
	}
	return rec.Code, string(body)
}

func wantLines(t *testing.T, body string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !strings.Contains(body, line+"\n") {
			t.Errorf("no line %q", line)
		}
	}
}

func TestBatch(t *testing.T) {
	t.Parallel()
	m := newMetrics()
	at := func(monitor.Source) time.Time { return noon() }
	m.ObserveBatch(5, []monitor.Observation{
		{Monitor: "kube/1", Kind: monitor.RunSeen, At: noon().Add(-40 * time.Millisecond)},
		{Monitor: "kube/1", Kind: monitor.Defined, At: noon().Add(-30 * 24 * time.Hour)}, // no delay of ours
		{Monitor: "checkin/a", Kind: monitor.CheckedIn, At: noon().Add(time.Minute)},     // its clock is ahead
		{Monitor: "checkin/a", Kind: monitor.Clock, At: noon()},
	}, at)
	m.ObserveBatch(1, []monitor.Observation{
		{Monitor: "somebody's/secret name", Kind: "surprise", At: noon()},
		{Monitor: "honeybadger/1/x", Kind: monitor.Reported},
	}, at)

	_, body := scrape(t, m)
	wantLines(t, body,
		`rollcall_observations_total{kind="run_seen",source="kubernetes"} 1`,
		`rollcall_observations_total{kind="defined",source="kubernetes"} 1`,
		`rollcall_observations_total{kind="check_in",source="checkin"} 1`,
		`rollcall_observations_total{kind="clock",source="checkin"} 1`,
		`rollcall_observations_total{kind="reported",source="honeybadger"} 1`,
		`rollcall_observations_total{kind="other",source="other"} 1`,
		`rollcall_detection_delay_seconds_bucket{le="0.001"} 1`,
		`rollcall_detection_delay_seconds_bucket{le="0.05"} 2`,
		`rollcall_detection_delay_seconds_sum 0.04`,
		`rollcall_detection_delay_seconds_count 2`,
		`rollcall_ledger_batch_size_sum 6`,
		`rollcall_ledger_batch_size_count 2`,
	)
	if strings.Contains(body, "secret") {
		t.Error("a Monitor's name became a label")
	}
}

func TestVerdictsStartAtZero(t *testing.T) {
	t.Parallel()
	m := newMetrics()
	m.ObserveVerdict(monitor.Verdict{Judgement: monitor.Failed})
	m.ObserveVerdict(monitor.Verdict{Judgement: "odd"})
	want := `
# HELP rollcall_verdicts_total Verdicts that were stored, revisions included, by judgement.
# TYPE rollcall_verdicts_total counter
rollcall_verdicts_total{judgement="failed"} 1
rollcall_verdicts_total{judgement="missed"} 0
rollcall_verdicts_total{judgement="other"} 1
rollcall_verdicts_total{judgement="replaced"} 0
rollcall_verdicts_total{judgement="skipped"} 0
rollcall_verdicts_total{judgement="stuck"} 0
rollcall_verdicts_total{judgement="succeeded"} 0
rollcall_verdicts_total{judgement="suspended"} 0
rollcall_verdicts_total{judgement="unknown"} 0
`
	if err := testutil.GatherAndCompare(m.Registry(), strings.NewReader(want), "rollcall_verdicts_total"); err != nil {
		t.Error(err)
	}
}

func TestDeliveries(t *testing.T) {
	t.Parallel()
	m := newMetrics()
	msg := func(receiver string, action notify.Action, at time.Time) notify.Message {
		const ahead = time.Hour // the source's clock
		decided := at.Add(100 * time.Millisecond)
		return notify.Message{
			Destination: notify.Destination{Receiver: receiver}, Action: action,
			Notice: incident.Notice{At: at.Add(ahead), DecidedAt: decided, Delay: decided.Sub(at)},
		}
	}
	queued := noon().Add(-200 * time.Millisecond)
	m.ObserveDelivery(msg("slack", notify.Post, noon().Add(-600*time.Millisecond)), "retry", queued, noon())
	m.ObserveDelivery(msg("slack", notify.Post, noon().Add(-600*time.Millisecond)), "sent", queued, noon())
	m.ObserveDelivery(msg("slack", notify.Update, noon().Add(-time.Hour)), "sent", queued, noon())
	m.ObserveDelivery(msg("webhook/audit", notify.Reply, noon()), "dead", queued, noon())
	m.ObserveDelivery(msg("webhook/audit", notify.Reply, noon()), "lost at sea", queued, noon())

	_, body := scrape(t, m)
	wantLines(t, body,
		`rollcall_deliveries_total{receiver="slack",result="retry"} 1`,
		`rollcall_deliveries_total{receiver="slack",result="sent"} 2`,
		`rollcall_deliveries_total{receiver="webhook/audit",result="dead"} 1`,
		`rollcall_deliveries_total{receiver="webhook/audit",result="other"} 1`,
		`rollcall_delivery_delay_seconds_count{receiver="slack"} 2`,
		`rollcall_delivery_delay_seconds_sum{receiver="slack"} 0.4`,
		`rollcall_notification_delay_seconds_count 1`,
		`rollcall_notification_delay_seconds_sum 0.6`,
		`rollcall_notification_delay_seconds_bucket{le="0.5"} 0`,
		`rollcall_notification_delay_seconds_bucket{le="604800"} 1`,
	)
}

func TestLastResort(t *testing.T) {
	t.Parallel()
	m := newMetrics()
	of := func(receiver string) notify.Message {
		return notify.Message{Destination: notify.Destination{Receiver: receiver, Address: "C0SECRET"}}
	}
	m.Receivers("slack", "webhook/calm")
	m.ObserveFallback(of("slack"), "slack")
	m.ObserveFallback(of("slack"), "console")
	m.ObserveFallback(of("slack"), "console")
	m.ObserveFallback(of("console"), "")
	m.ReceiverPaused("slack", noon())
	m.ReceiverPaused("webhook/audit", noon())
	m.ReceiverPaused("webhook/audit", time.Time{})
	_, body := scrape(t, m)
	wantLines(t, body,
		`rollcall_fallbacks_total{receiver="slack",told="slack"} 1`,
		`rollcall_fallbacks_total{receiver="slack",told="console"} 2`,
		`rollcall_fallbacks_total{receiver="console",told="none"} 1`,
		`rollcall_fallbacks_total{receiver="webhook/calm",told="console"} 0`,
		`rollcall_fallbacks_total{receiver="webhook/calm",told="none"} 0`,
		`rollcall_deliveries_total{receiver="webhook/calm",result="dead"} 0`,
		`rollcall_receiver_away{receiver="webhook/calm"} 0`,
		`rollcall_receiver_away{receiver="slack"} 1`,
		`rollcall_receiver_away{receiver="webhook/audit"} 0`,
	)
	if strings.Contains(body, "C0SECRET") {
		t.Error("an address became a label")
	}
}

func TestWatching(t *testing.T) {
	t.Parallel()
	m := newMetrics()
	m.Captured(300*time.Millisecond, 2)
	m.Captured(0, 0)
	m.WatchFailed("jobs")
	m.WatchFailed("unicorns")
	m.RightMissing("list", "jobs", 3)
	m.RightMissing("get", "pods/log", 1)
	m.RightMissing("get", "pods/log", 0)
	_, body := scrape(t, m)
	wantLines(t, body,
		`rollcall_evidence_capture_seconds_sum 0.3`,
		`rollcall_evidence_capture_seconds_count 2`,
		`rollcall_evidence_gaps_total 2`,
		`rollcall_watch_failures_total{resource="cronjobs"} 0`,
		`rollcall_watch_failures_total{resource="jobs"} 1`,
		`rollcall_watch_failures_total{resource="other"} 1`,
		`rollcall_rights_missing{resource="jobs",verb="list"} 3`,
		`rollcall_rights_missing{resource="pods/log",verb="get"} 0`,
	)
}

func TestOutbox(t *testing.T) {
	t.Parallel()
	m := newMetrics()
	var broken error
	count := func(ctx context.Context) (telemetry.Outbox, error) {
		if _, bounded := ctx.Deadline(); !bounded {
			t.Error("the scrape may hang")
		}
		return telemetry.Outbox{Pending: 7, Dead: 2}, broken
	}
	if err := m.WatchOutbox(count); err != nil {
		t.Fatal(err)
	}
	if err := m.WatchOutbox(count); err == nil {
		t.Error("registered twice")
	}
	_, body := scrape(t, m)
	wantLines(t, body, "rollcall_outbox_pending 7", "rollcall_outbox_dead 2")

	broken = errors.New("disk on fire")
	code, body := scrape(t, m)
	if code != http.StatusOK || strings.Contains(body, "rollcall_outbox_pending 7") {
		t.Errorf("code %d, or a figure that nobody knows", code)
	}
	wantLines(t, body, `rollcall_verdicts_total{judgement="failed"} 0`)
}

func TestClockSkew(t *testing.T) {
	t.Parallel()
	m := newMetrics()
	known := false
	if err := m.WatchClock(func() (time.Duration, bool) { return -90 * time.Second, known }); err != nil {
		t.Fatal(err)
	}
	if _, body := scrape(t, m); strings.Contains(body, "rollcall_cluster_clock_skew_seconds ") {
		t.Error("a figure that nobody knows")
	}
	known = true
	_, body := scrape(t, m)
	wantLines(t, body, "rollcall_cluster_clock_skew_seconds -90")
}

func TestBuildAndRuntime(t *testing.T) {
	t.Parallel()
	_, body := scrape(t, newMetrics())
	for _, want := range []string{`revision="abc",version="v1.2.3"} 1`, "go_goroutines ", "process_start_time_seconds "} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q", want)
		}
	}
}

func TestTwoMetricsDoNotMeet(t *testing.T) {
	t.Parallel()
	a, b := newMetrics(), newMetrics()
	a.ObserveVerdict(monitor.Verdict{Judgement: monitor.Missed})
	_, body := scrape(t, b)
	wantLines(t, body, `rollcall_verdicts_total{judgement="missed"} 0`)
}

func TestNames(t *testing.T) {
	t.Parallel()
	m := newMetrics()
	problems, err := testutil.GatherAndLint(m.Registry())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
}
