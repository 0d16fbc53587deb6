package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/store"
	"rollcall.dev/rollcall/test/harness"
	"rollcall.dev/rollcall/test/postgres"
)

const (
	checkIns  = 40
	reporters = 64
	killings  = 3
)

// TestKilledUnderLoad kills the service while many report to it, again and again: every report that it acknowledged is in the store,
// taken in or still in the journal, and in the end all of them are taken in.
func TestKilledUnderLoad(t *testing.T) {
	t.Parallel()
	binary, err := harness.BuildRollcall(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		killUnderLoad(t, binary, dir, "sqlite:data/rollcall.db", "sqlite:"+filepath.Join(dir, "data", "rollcall.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		url := postgres.Start(t)
		killUnderLoad(t, binary, t.TempDir(), url, url)
	})
}

// configuration declares the check-ins.
func configuration(url string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "store: %q\nkubernetes: {enabled: \"false\"}\ncheckins:\n  max_reports_per_minute: 60000\n  monitors:\n", url)
	for i := range checkIns {
		fmt.Fprintf(&b, "    - {id: job-%d, period: 24h}\n", i)
	}
	return b.String()
}

func killUnderLoad(t *testing.T, binary, dir, config, url string) {
	t.Helper()
	acknowledged := map[string]bool{}
	for range killings {
		r := start(t, binary, dir, config)
		for id := range reportUntilKilled(t, r) {
			acknowledged[id] = true
		}
		mustHold(t, url, acknowledged, true)
	}
	if len(acknowledged) < reporters {
		t.Fatalf("only %d reports were acknowledged", len(acknowledged))
	}
	r := start(t, binary, dir, config)
	awaitEmptyJournal(t, url)
	if err := r.Stop(); err != nil {
		t.Fatal(err)
	}
	mustHold(t, url, acknowledged, false)
	t.Logf("%d reports were acknowledged", len(acknowledged))
}

func start(t *testing.T, binary, dir, config string) *harness.Rollcall {
	t.Helper()
	ready, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	r, err := harness.StartRollcall(ready, harness.RollcallOptions{Binary: binary, Dir: dir, Config: configuration(config)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Kill() })
	return r
}

// reportUntilKilled has many report, each with a run id of its own, kills the service in the middle, and returns the ids of those that
// were answered with 200.
func reportUntilKilled(t *testing.T, r *harness.Rollcall) map[string]bool {
	t.Helper()
	var mu sync.Mutex
	acknowledged := map[string]bool{}
	enough := make(chan struct{})
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: reporters}}
	var running sync.WaitGroup
	for reporter := range reporters {
		running.Go(func() {
			for n := 0; ; n++ {
				id := fmt.Sprintf("%s-%d-%d", r.URL, reporter, n)
				ok, err := report(t.Context(), client, fmt.Sprintf("%s/v1/check_in/job-%d", r.URL, (reporter+n)%checkIns), id)
				if err != nil {
					return // it is dead
				}
				mu.Lock()
				if ok {
					acknowledged[id] = true
				}
				if len(acknowledged) == 20*reporters {
					close(enough)
				}
				mu.Unlock()
			}
		})
	}
	select {
	case <-enough:
	case <-time.After(2 * time.Minute):
		t.Error("too few reports are answered")
	}
	if err := r.Kill(); err != nil {
		t.Fatal(err)
	}
	running.Wait()
	return acknowledged
}

func report(ctx context.Context, client *http.Client, url, id string) (ok bool, err error) {
	body := fmt.Sprintf(`{"check_in": {"status": "success", "run_id": %q}}`, id)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		return false, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return false, err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode == http.StatusOK, errors.Join(err, resp.Body.Close())
}

// mustHold checks that all that was acknowledged is stored; with journal, what is not taken in yet counts.
func mustHold(t *testing.T, url string, acknowledged map[string]bool, journal bool) {
	t.Helper()
	s, err := store.Open(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	held := map[monitor.RunID]bool{}
	for i := range checkIns {
		// The newest of each check-in; what is older was looked at before.
		reports, err := s.Reports(t.Context(), monitor.ID(fmt.Sprintf("checkin/job-%d", i)), store.MaxLimit)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range reports {
			held[o.Run.ID] = true
		}
	}
	waiting, segments, err := s.Journal(t.Context(), func(string) bool { return false })
	if err != nil {
		t.Fatal(err)
	}
	if !journal && len(waiting) > 0 {
		t.Errorf("%d segments are still in the journal", len(waiting))
	}
	for _, segment := range segments {
		var notes []struct {
			Run monitor.RunID `json:"run"` // as a success is noted
		}
		if err := json.Unmarshal([]byte(segment.Doc), &notes); err != nil {
			t.Fatal(err)
		}
		for _, n := range notes {
			held[n.Run] = true
		}
	}
	lost := 0
	for id := range acknowledged {
		if !held[monitor.RunID(id)] {
			lost++
		}
	}
	if lost > 0 {
		t.Errorf("%d of %d acknowledged reports are not in the store", lost, len(acknowledged))
	}
}

func awaitEmptyJournal(t *testing.T, url string) {
	t.Helper()
	s, err := store.Open(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	for limit := time.Now().Add(2 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
		waiting, _, err := s.Journal(t.Context(), func(string) bool { return true })
		if err != nil {
			t.Fatal(err)
		}
		if len(waiting) == 0 {
			return
		}
		if time.Now().After(limit) {
			t.Fatalf("after 2 minutes %d segments of the journal are not taken in", len(waiting))
		}
	}
}
