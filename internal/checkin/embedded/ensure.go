package embedded

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/monitor"
)

// EnsureFor makes sure that the CronJob has a check-in of its own, as the CronJob now is, and returns the address that its
// runs report to. The address stays the same for as long as the CronJob lives.
func (s *Service) EnsureFor(ctx context.Context, ref checkin.Ref) (url string, err error) {
	if ref.Monitor == "" {
		return "", errors.New("check-in for a CronJob without a Monitor")
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	c, err := s.ensureFor(ctx, ref)
	if errors.Is(err, checkin.ErrTaken) { // another process was first; its check-in is as good
		c, err = s.ensureFor(ctx, ref)
	}
	if err != nil {
		return "", fmt.Errorf("check-in of CronJob %s: %w", ref, err)
	}
	return s.URL(c.ID), nil
}

func (s *Service) ensureFor(ctx context.Context, ref checkin.Ref) (checkin.CheckIn, error) {
	known, err := s.Registry.FindByWitness(ctx, ref.Monitor)
	if err != nil && !isNotFound(err) {
		return checkin.CheckIn{}, fmt.Errorf("looking it up: %w", err)
	}
	wanted := checkin.CheckIn{
		ID: known.ID, CreatedAt: known.CreatedAt, Generation: known.Generation,
		Name: ref.Name, Origin: checkin.FromCronJob, Cluster: ref.Cluster, Namespace: ref.Namespace,
		Schedule: ref.Schedule, Grace: ref.Grace, Suspended: ref.Suspended, Annotations: ref.Annotations, WitnessOf: ref.Monitor,
	}
	return s.put(ctx, known, wanted)
}

// put stores what is wanted where it differs from what is known, and defines it. A wanted check-in without an id is new.
func (s *Service) put(ctx context.Context, known, wanted checkin.CheckIn) (checkin.CheckIn, error) {
	if !same(known, wanted) {
		now := time.Now()
		if wanted.ID == "" {
			wanted.ID = checkin.NewID()
		}
		if wanted.CreatedAt.IsZero() {
			wanted.CreatedAt = now.UTC().Truncate(time.Microsecond)
		}
		wanted.Generation = max(known.Generation+1, now.UnixNano())
		if err := s.Registry.Put(ctx, wanted); err != nil {
			return checkin.CheckIn{}, fmt.Errorf("storing it: %w", err)
		}
		s.mind(wanted)
	}
	if s.memory.of(wanted.ID).defined(wanted.Generation) {
		return wanted, nil
	}
	return wanted, s.record(ctx, wanted)
}

// Forget takes away the check-in of a CronJob that is gone, or that opted out.
func (s *Service) Forget(ctx context.Context, id monitor.ID) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	c, err := s.Registry.FindByWitness(ctx, id)
	if isNotFound(err) {
		return nil
	}
	if err == nil {
		err = s.remove(ctx, c)
	}
	if err != nil {
		return fmt.Errorf("forgetting the check-in of %s: %w", id, err)
	}
	return nil
}

// Retain takes away the check-ins of all CronJobs but these: what was deleted while nobody watched. live must be complete:
// call it once everything was listed, not while EnsureFor is called for what is new.
func (s *Service) Retain(ctx context.Context, live []monitor.ID) error {
	keep := make(map[monitor.ID]bool, len(live))
	for _, id := range live {
		keep[id] = true
	}
	return s.removeAll(ctx, func(c checkin.CheckIn) bool { return c.Origin == checkin.FromCronJob && !keep[c.WitnessOf] })
}

// removeAll takes away the check-ins that match.
func (s *Service) removeAll(ctx context.Context, match func(checkin.CheckIn) bool) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	all, err := s.Registry.List(ctx)
	if err != nil {
		return fmt.Errorf("listing the check-ins: %w", err)
	}
	var errs []error
	for _, c := range all {
		if match(c) {
			errs = append(errs, s.remove(ctx, c))
		}
	}
	return errors.Join(errs...)
}

// remove ends the expectations first and forgets the check-in then: broken off in between, it is removed again.
func (s *Service) remove(ctx context.Context, c checkin.CheckIn) error {
	now := time.Now()
	err := s.Recorder.Record(ctx, monitor.Observation{
		ID:      fmt.Sprintf("%s/removed/%d", c.Monitor(), c.Generation),
		Monitor: c.Monitor(), Kind: monitor.Removed, At: now, SeenAt: now,
	})
	if err == nil {
		err = s.Registry.Delete(ctx, c.ID)
	}
	if err != nil {
		return fmt.Errorf("removing check-in %q: %w", c.Name, err)
	}
	return nil
}
