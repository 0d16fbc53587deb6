package delivery

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// A job fails, fails again and succeeds, some times over: that many Incidents, each opened, repeated and resolved.
const (
	rounds       = 2
	stepsOfRound = 3
	// toldOfRound is what Slack shows of a round: the message and two replies. Updates change the message.
	toldOfRound = 3
)

func jobName(i int) string { return fmt.Sprintf("job-%02d", i) }

func channelOf(i int) string { return fmt.Sprintf("C0JOB%04d", i) }

// script is what all jobs report.
type script struct {
	jobs      int
	processes []*atomic.Pointer[string] // where to, of each process; nil while it is dead
	permits   chan struct{}             // one for each report; whoever comes first takes it
	// taken waits until a report is more than noted; nil where nobody else could be reported to meanwhile.
	taken func(ctx context.Context, job, n int) error
}

func newScript(jobs int, processes ...*atomic.Pointer[string]) *script {
	return &script{jobs: jobs, processes: processes, permits: make(chan struct{}, jobs*rounds*stepsOfRound)}
}

// permit lets up to n more reports come.
func (s *script) permit(n int) {
	for range n {
		select {
		case s.permits <- struct{}{}:
		default:
			return
		}
	}
}

// play has all jobs report, each in the order of its steps. The channel tells its end.
func (s *script) play(ctx context.Context) <-chan error {
	var all errgroup.Group
	for job := range s.jobs {
		all.Go(func() error { return s.live(ctx, job) })
	}
	ended := make(chan error, 1)
	go func() { ended <- all.Wait() }()
	return ended
}

// live has one job report step by step, each until some process acknowledges it.
func (s *script) live(ctx context.Context, job int) error {
	client := &http.Client{Timeout: 10 * time.Second}
	for n := range rounds * stepsOfRound {
		select {
		case <-s.permits:
		case <-ctx.Done():
			return ctx.Err()
		}
		status := "error"
		if n%stepsOfRound == stepsOfRound-1 {
			status = "success"
		}
		body := fmt.Sprintf(`{"check_in": {"status": %q, "run_id": %q}}`, status, runID(job, n))
		for try := job + n; ; try++ { // whichever process is there
			if base := s.processes[try%len(s.processes)].Load(); base != nil && acknowledged(ctx, client, *base+"/v1/check_in/"+jobName(job), body) {
				break
			}
			select {
			case <-time.After(5 * time.Millisecond):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if s.taken == nil {
			continue
		}
		if err := s.taken(ctx, job, n); err != nil {
			return err
		}
	}
	return nil
}

func runID(job, n int) string { return fmt.Sprintf("%s-%d", jobName(job), n) }

func acknowledged(ctx context.Context, client *http.Client, url, body string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		return false
	}
	resp, err := client.Do(req)
	if err != nil {
		return false
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode == http.StatusOK && errors.Join(err, resp.Body.Close()) == nil
}
