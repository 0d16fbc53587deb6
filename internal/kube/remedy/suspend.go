package remedy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/remedy"
)

// patchTries is how often a CronJob is read and written anew where somebody else wrote it in between: its controller does so at every run.
const patchTries = 5

// Suspend implements remedy.Cluster.
func (c *Cluster) Suspend(ctx context.Context, s incident.Silence) error {
	if s.Suspends == nil {
		return errMalformed
	}
	if err := c.open(s.Suspends.Namespace); err != nil {
		return err
	}
	until := s.Until.UTC().Format(time.RFC3339)
	err := c.edit(ctx, s, func(cj *batchv1.CronJob) (change, error) {
		switch by := cj.Annotations[annotationSuspendedBy]; {
		case cj.Annotations[annotationResumedBy] == s.ID: // by another Rollcall, in this moment
			return change{}, refuse(remedy.NoSuspension, "The suspension of %s/%s has ended already.", cj.Namespace, cj.Name)
		case suspended(cj) && by == s.ID:
			return change{}, errDone
		case suspended(cj) && by != "":
			return change{}, refuse(remedy.Used, "%s/%s is suspended already, by silence %s of Rollcall's until %s.", cj.Namespace, cj.Name,
				plain(by, maxPerson), plain(cj.Annotations[annotationSuspendedUntil], maxPerson))
		case suspended(cj):
			return change{}, refuse(remedy.Used, "%s/%s is suspended already, and not by Rollcall: whoever did that has to resume it.",
				cj.Namespace, cj.Name)
		}
		return change{suspend: new(true), annotations: map[string]any{
			annotationSuspendedBy: s.ID, annotationSuspendedUntil: until, annotationSuspendedReason: plain(s.Reason, maxReason),
			annotationResumedBy: nil,
		}}, nil
	})
	if err == nil {
		text := fmt.Sprintf("%s had it suspended until %s", person(s.By), until)
		c.done(ctx, s, happening{reason: "RollcallSuspended", text: text, why: s.Reason})
	}
	return err
}

// Resume implements remedy.Cluster. It goes by what the CronJob says alone: what Rollcall has suspended it resumes, also where it has been
// switched off in the namespace since then.
func (c *Cluster) Resume(ctx context.Context, s incident.Silence) error {
	if s.Suspends == nil {
		return errMalformed
	}
	if err := c.connected(); err != nil {
		return err
	}
	var late error // there is nothing to resume; only traces are left or removed
	err := c.edit(ctx, s, func(cj *batchv1.CronJob) (wanted change, err error) {
		wanted, late, err = c.resuming(cj, s)
		return wanted, err
	})
	if err != nil {
		return err
	}
	if late != nil {
		return late
	}
	text := "its time is over"
	if s.EndedBy.ID != "" {
		text = person(s.EndedBy) + " ended it"
	}
	c.done(ctx, s, happening{reason: "RollcallResumed", text: "Resumed: " + text})
	return nil
}

// resuming is what resumes a CronJob. late says that there is nothing to resume, where something is to be written all the same.
func (c *Cluster) resuming(cj *batchv1.CronJob, s incident.Silence) (wanted change, late, err error) {
	never := refuse(remedy.NoSuspension, "Rollcall's suspension of %s/%s is not there any more.", cj.Namespace, cj.Name)
	asked := s.Suspends.State == incident.SuspensionAsked // as far as is known it has not been suspended
	by := cj.Annotations[annotationSuspendedBy]
	switch {
	case cj.Annotations[annotationResumedBy] == s.ID && asked:
		return change{}, nil, never
	case cj.Annotations[annotationResumedBy] == s.ID:
		return change{}, nil, errDone
	case by != s.ID && asked && c.options.Names(cj.Namespace): // another Rollcall may be about to suspend it
		return change{annotations: map[string]any{annotationResumedBy: s.ID}}, never, nil
	case by != s.ID:
		return change{}, nil, never
	}
	traces := map[string]any{annotationSuspendedBy: nil, annotationSuspendedUntil: nil, annotationSuspendedReason: nil}
	if !suspended(cj) {
		late = refuse(remedy.NoSuspension, "%s/%s has been resumed already, and not by Rollcall.", cj.Namespace, cj.Name)
		return change{annotations: traces}, late, nil
	}
	traces[annotationResumedBy] = s.ID
	return change{suspend: new(false), annotations: traces}, nil, nil
}

// done says that something was done to the CronJob of a Silence.
func (c *Cluster) done(ctx context.Context, s incident.Silence, h happening) {
	h.id = s.ID
	held := s.Suspends
	c.options.Log.InfoContext(ctx, "cronjob_patched", "namespace", held.Namespace, "cronjob", held.Name, "event", h.reason, "silence", s.ID)
	c.tell(ctx, held.Namespace, held.Name, held.UID, h)
}

// change is what is written to a CronJob.
type change struct {
	suspend     *bool          // nil: as it is
	annotations map[string]any // nil removes one
}

// errDone says that a CronJob is as it is wanted.
var errDone = errors.New("it is so already")

// edit writes what decide makes of the CronJob of a Silence, if it is still the one that was decided on.
func (c *Cluster) edit(ctx context.Context, s incident.Silence, decide func(*batchv1.CronJob) (change, error)) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	var conflict error
	for range patchTries {
		cj, err := c.cronJob(ctx, s.Suspends.Namespace, s.Suspends.Name, s.Suspends.Monitor)
		if err != nil {
			return err
		}
		wanted, err := decide(cj)
		if errors.Is(err, errDone) {
			return nil
		}
		if err != nil {
			return err
		}
		conflict = c.patch(ctx, cj, wanted)
		if !apierrors.IsConflict(conflict) {
			return conflict
		}
	}
	return fmt.Errorf("CronJob %s/%s is being written all the time: %w", s.Suspends.Namespace, s.Suspends.Name, conflict)
}

// patch writes a change, if the CronJob still has the version that was read: the API server answers Conflict otherwise.
func (c *Cluster) patch(ctx context.Context, cj *batchv1.CronJob, wanted change) error {
	patch := map[string]any{
		"metadata": map[string]any{"uid": cj.UID, "resourceVersion": cj.ResourceVersion, "annotations": wanted.annotations},
	}
	if wanted.suspend != nil {
		patch["spec"] = map[string]any{"suspend": *wanted.suspend}
	}
	body, err := json.Marshal(patch)
	if err != nil {
		return fmt.Errorf("patching CronJob %s/%s: %w", cj.Namespace, cj.Name, err)
	}
	how := metav1.PatchOptions{FieldManager: fieldManager}
	_, err = c.options.API.BatchV1().CronJobs(cj.Namespace).Patch(ctx, cj.Name, types.MergePatchType, body, how)
	if err == nil {
		return nil
	}
	return c.answer(err, cj.Namespace, "patching CronJob %s/%s", cj.Namespace, cj.Name)
}
