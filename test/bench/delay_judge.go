package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"rollcall.dev/rollcall/test/slack"
)

// rehearse has one Job fail, and waits until both have told it.
func (s *delayed) rehearse(ctx context.Context) error {
	s.say("a rehearsal: one Job fails")
	if err := s.fail(ctx, rehearsal); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, tellingTime)
	defer cancel()
	_, err := s.slack.WaitFor(ctx, func(all []slack.Message) bool { return len(all) == 2 })
	return err
}

// wait waits until there is a message for each of so many failures from both, beside those of the rehearsal.
func (s *delayed) wait(ctx context.Context, failures int) error {
	ctx, cancel := context.WithTimeout(ctx, tellingTime)
	defer cancel()
	_, err := s.slack.WaitFor(ctx, func(all []slack.Message) bool {
		told := 0
		for _, m := range all {
			if strings.HasPrefix(m.Channel, "C0TEAM") {
				told++
			}
		}
		return told > failures && len(all)-told > failures
	})
	if err != nil {
		return errors.New("not everything was told in time")
	}
	return nil
}

// count sorts the messages by what they are about.
func (s *delayed) count() {
	for _, m := range s.slack.All() {
		into := s.told
		if strings.HasPrefix(m.Channel, "C0BARE") {
			into = s.bare
		}
		text := string(m.JSON())
		for n := range s.failures {
			if name := cronJobName(n); strings.Contains(text, name) {
				into[name] = append(into[name], m.ReceivedAt)
			}
		}
	}
}

// judge makes the figures, and an error of what was promised and not kept.
func (s *delayed) judge(seen map[string]time.Time) ([]figure, error) {
	var ours, bare []time.Duration
	once := 0
	var wrong []string
	for n := range s.failures {
		name := cronJobName(n)
		at, failed := seen[name]
		if !failed {
			wrong = append(wrong, name+" did not fail")
			continue
		}
		if told := len(s.told[name]); told == 1 {
			once++
		} else {
			wrong = append(wrong, fmt.Sprintf("%s was told %d times", name, told))
		}
		for _, t := range s.told[name][:min(1, len(s.told[name]))] {
			ours = append(ours, t.Sub(at))
		}
		for _, t := range s.bare[name][:min(1, len(s.bare[name]))] {
			bare = append(bare, t.Sub(at))
		}
	}
	var figures []figure
	for _, p := range []float64{50, 95, 99, 100} {
		figures = append(figures, durations(fmt.Sprintf("delay_p%.0f", p), percentile(ours, p), percentile(bare, p)))
	}
	figures[len(figures)-1].Name = "delay_max"
	figures = append(figures, newFigure("delay_told_once", float64(once), "failures", float64(s.failures)))
	var errs []error
	if len(wrong) > 0 {
		slices.Sort(wrong)
		errs = append(errs, fmt.Errorf("not told exactly once: %s", strings.Join(wrong, "; ")))
	}
	if p99 := percentile(ours, 99); p99 >= promised {
		errs = append(errs, fmt.Errorf("p99 is %s, and less than %s was promised", p99.Round(time.Millisecond), promised))
	}
	return figures, errors.Join(errs...)
}
