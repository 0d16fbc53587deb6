package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"rollcall.dev/rollcall/internal/client"
	"rollcall.dev/rollcall/internal/rest/wire"
)

// waitEvery is how often it is looked whether a run has ended.
const waitEvery = 5 * time.Second

// rerunFlags are what somebody says beside the incident.
type rerunFlags struct {
	cluster, reason, output string
	checked, yes, wait      bool
}

func rerunCommand() *cobra.Command {
	var s server
	var f rerunFlags
	c := &cobra.Command{
		Use:   "rerun {INCIDENT | NAMESPACE/CRONJOB}",
		Short: "Run the job of an incident again, as of now",
		Long: `Run the job of an incident again, as of now: that of an incident with this id, or a CronJob with its open incident. It shows what would
be run, and asks whether to; where nobody can be asked, --yes says so. What does not declare that it is safe (rollcall.dev/rerun) is run
again only with --checked, by which you say that you have made sure that it may be.

Needs a token with the role operate. Ends with 0 where it has been started, with --wait where it has succeeded; with 1 where it is refused,
has failed or nobody confirms; with 2 where it is called wrongly.`,
		Args: exactly(1, "the id of an incident, or NAMESPACE/CRONJOB"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkOutput(f.output); err != nil {
				return err
			}
			api, err := s.client()
			if err != nil {
				return err
			}
			return rerun(c, api, args[0], f)
		},
	}
	s.flags(c)
	c.Flags().StringVar(&f.cluster, "cluster", "", "of a CronJob: the cluster that has it, where several do")
	c.Flags().BoolVar(&f.checked, "checked", false, "you have made sure that it may be run again")
	c.Flags().StringVar(&f.reason, "reason", "", "why, for whoever reads the thread")
	c.Flags().BoolVarP(&f.yes, "yes", "y", false, "do not ask")
	c.Flags().BoolVar(&f.wait, "wait", false, "wait for its end")
	outputFlag(c, &f.output)
	return c
}

func rerun(c *cobra.Command, api *client.Client, what string, f rerunFlags) error {
	id, err := incidentOf(c.Context(), api, what, f.cluster)
	if err != nil {
		return err
	}
	o, err := api.Offer(c.Context(), id)
	if err != nil {
		return err
	}
	if err := confirmRerun(c, o, &f); err != nil {
		return err
	}
	r, err := api.Rerun(c.Context(), id, wire.NewRerun{
		Attempt: o.Attempt, Spec: o.Spec, OfferedAt: o.OfferedAt, Checked: f.checked, Reason: f.reason,
	})
	if err != nil {
		return err
	}
	if f.wait {
		_, _ = fmt.Fprintf(c.ErrOrStderr(), "Job %s has been started; waiting for its end\n", plain(r.Job))
		if r, err = ended(c.Context(), api, id, r); err != nil {
			return err
		}
	}
	if f.output == "json" {
		err = printJSON(c.OutOrStdout(), r)
	} else {
		_, err = fmt.Fprintf(c.OutOrStdout(), "%s/%s is run again, as Job %s: %s\n", plain(o.Namespace), plain(o.Name), plain(r.Job), plain(r.State))
	}
	if f.wait && err == nil && r.State != "succeeded" {
		err = fmt.Errorf("the run did not succeed: %s", plain(r.State+" "+r.Problem))
	}
	return err
}

// ended waits until a run has come to its end.
func ended(ctx context.Context, api *client.Client, id string, r wire.Rerun) (wire.Rerun, error) {
	for {
		i, err := api.Incident(ctx, id)
		if err != nil {
			return r, err
		}
		for _, known := range i.Reruns {
			if known.Attempt == r.Attempt {
				r = known
			}
		}
		if r.State != "asked" && r.State != "started" {
			return r, nil
		}
		if i.Status == "resolved" {
			return r, fmt.Errorf("the incident has ended meanwhile, so how Job %s ends is not followed", plain(r.Job))
		}
		timer := time.NewTimer(waitEvery)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return r, errors.New("given up waiting: the run goes on")
		}
	}
}
