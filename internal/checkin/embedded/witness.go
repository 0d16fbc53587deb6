package embedded

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/monitor"
)

// bearWitness tells the Monitor of the CronJob what a run of it says of its own end, where the run gives its Job's UID as its id: the
// cluster has seen that run, too, and the two are one. A CronJob that the ledger does not know is told nothing.
func (s *Service) bearWitness(ctx context.Context, c *checkin.CheckIn, o monitor.Observation) error {
	if c.WitnessOf == "" || o.Kind != monitor.CheckedIn || o.Run.Outcome == monitor.Unfinished || o.Run.Unnamed {
		return nil
	}
	job, err := uuid.Parse(string(o.Run.ID))
	if err != nil {
		return nil //nolint:nilerr // an id of the job's own: which run it is cannot be told
	}
	run := *o.Run
	run.ID = monitor.RunID(job.String())
	o.ID, o.Monitor, o.Run = o.ID+"/witness", c.WitnessOf, &run
	err = s.Recorder.Record(ctx, o)
	if errors.Is(err, monitor.ErrUndefined) {
		return nil
	}
	return err
}
