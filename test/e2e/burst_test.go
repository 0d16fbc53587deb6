package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"rollcall.dev/rollcall/test/slack"
)

// TestManyJobsWithOneCause: twelve jobs fail together with one exit code. Some are told by themselves before it is clear that they are
// many; one message tells of the rest, and names them all beneath it.
func TestManyJobsWithOneCause(t *testing.T) {
	s := newScenario(t)
	s.start()
	const jobs = 12
	for i := range jobs {
		s.apply(cronJob(fmt.Sprintf("report-%02d", i)).every(never).fails(41, "no route to db-0"))
	}
	for i := range jobs {
		s.trigger(fmt.Sprintf("report-%02d", i))
	}
	ctx, cancel := context.WithTimeout(s.ctx, patiently)
	defer cancel()
	all, err := s.slack.WaitFor(ctx, func(all []slack.Message) bool {
		told := map[string]bool{}
		for _, m := range all {
			for i := range jobs {
				if name := fmt.Sprintf("%s/report-%02d", s.namespace, i); strings.Contains(fmt.Sprint(m.Text, m.Blocks), name) {
					told[name] = true
				}
			}
		}
		return len(told) == jobs
	})
	if err != nil {
		t.Fatalf("not every job is told of: %v", err)
	}
	roots, bursts := 0, 0
	for _, m := range all {
		if m.Root() {
			roots++
		}
		if m.Root() && strings.Contains(m.Text, "in trouble for one reason") {
			bursts++
		}
	}
	if bursts != 1 || roots > 10 {
		t.Errorf("%d messages, %d of them tell of many", roots, bursts)
	}
}
