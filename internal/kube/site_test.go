package kube

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/store"
)

// site is Rollcall without its messages, inside a synctest bubble: a Source that reaches an apiWorld as it would a cluster, and the
// ledger on a SQLite file.
type site struct {
	*apiWorld
	t        *testing.T
	source   *Source
	ledger   *ledger.Ledger
	log      lockedBuffer
	mu       sync.Mutex
	verdicts []monitor.Verdict
	decided  []time.Time // by the cluster's clock
	notices  []incident.Notice
}

// lockedBuffer is a log that may be read while it is written.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// lines are those of the log with a message.
func (s *site) lines(message string) []string {
	var found []string
	for line := range strings.Lines(s.log.String()) {
		if strings.Contains(line, "msg="+message+" ") {
			found = append(found, strings.TrimSpace(line))
		}
	}
	return found
}

// tellsNobody is a ledger.Router that keeps what would be told.
type tellsNobody struct{ *site }

func (s tellsNobody) Route(n incident.Notice, _ monitor.Definition) (incident.Notice, []notify.Destination) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notices = append(s.notices, n)
	return n, nil
}

// newSite starts Rollcall on a cluster.
func newSite(t *testing.T, api *apiWorld, o Options) *site {
	t.Helper()
	s := &site{apiWorld: api, t: t}
	db, err := store.Open(t.Context(), "sqlite:"+t.TempDir()+"/rollcall.db", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	inspectors, clocks := map[monitor.Source]ledger.Inspector{}, map[monitor.Source]func() time.Time{}
	o.Logger = slog.New(slog.NewTextHandler(&s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s.ledger = ledger.New(ledger.Options{
		Store: db, Router: tellsNobody{s}, Inspectors: inspectors, Clocks: clocks, Committed: s.committed, Logger: o.Logger,
	})
	o.Defaults.Grace = cmp.Or(o.Defaults.Grace, 10*time.Minute)
	o.Recorder, o.ClockMoved = s.ledger, s.ledger.ClockMoved
	if s.source, err = New(api.config(), o); err != nil {
		t.Fatal(err)
	}
	inspectors[monitor.SourceKubernetes], clocks[monitor.SourceKubernetes] = s.source, s.source.Now
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() {
		if err := s.ledger.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	running.Go(func() {
		if err := s.source.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		cancel()
		running.Wait()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Log(s.log.String())
		}
	})
	return s
}

func (s *site) committed(r ledger.Report) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range r.Verdicts {
		s.verdicts = append(s.verdicts, v)
		s.decided = append(s.decided, s.now())
	}
}

// told are the verdicts so far: "09:30 missed".
func (s *site) told() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for _, v := range s.verdicts {
		all = append(all, fmt.Sprintf("%s %s", v.Slot.UTC().Format("15:04"), v.Judgement))
	}
	return all
}

// until waits until the cluster's clock shows an instant.
func (s *site) until(at time.Time) {
	for s.now().Before(at) {
		time.Sleep(min(at.Sub(s.now()), time.Minute))
	}
}

// runs has the CronJob controller start a run for a slot, which ends well.
func (s *site) runs(cj *batchv1.CronJob, slot time.Time) {
	s.until(slot.Add(time.Second))
	s.put(aJob(cj, slot))
	s.until(slot.Add(5 * time.Second))
	s.put(aJob(cj, slot, withCondition(batchv1.JobComplete, "", slot.Add(5*time.Second))))
	started := cj.DeepCopy()
	started.Status.LastScheduleTime = &metav1.Time{Time: slot}
	s.put(started)
}

// halfHourly is a CronJob that was made a moment ago by the cluster's clock.
func (s *site) halfHourly(name string, changes ...func(*batchv1.CronJob)) *batchv1.CronJob {
	cj := aCronJob(name, append([]func(*batchv1.CronJob){func(cj *batchv1.CronJob) {
		cj.Spec.Schedule = "*/30 * * * *"
		cj.CreationTimestamp = metav1.NewTime(s.now().Truncate(time.Second))
		cj.Annotations = map[string]string{annotationGrace: "2m"}
	}}, changes...)...)
	s.put(cj)
	return cj
}

func (tellsNobody) Policy(incident.Notice, monitor.Definition) incident.Policy {
	return incident.Policy{}
}

func (tellsNobody) Escalation(int, incident.Notice) []notify.Destination { return nil }

func (tellsNobody) Person(incident.Person) []notify.Destination { return nil }
