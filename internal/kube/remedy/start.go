package remedy

import (
	"context"
	"fmt"
	"slices"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/internal/remedy"
)

// maxNamed is how many running Jobs a refusal names.
const maxNamed = 3

// fieldManager is under which name the writes are known (metadata.managedFields).
const fieldManager = "rollcall-remedies"

// Start implements remedy.Cluster. What is there already is looked for first: an order whose answer was lost is found before its own Job
// could stand in its way.
func (c *Cluster) Start(ctx context.Context, s remedy.Start) error {
	if err := c.open(s.Job.Namespace); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	select {
	case c.starting <- struct{}{}:
		defer func() { <-c.starting }()
	case <-ctx.Done():
		return fmt.Errorf("waiting for another re-run to be made: %w", context.Cause(ctx))
	}
	err := c.start(ctx, s)
	if err == nil {
		c.options.Log.InfoContext(ctx, "rerun_started", "namespace", s.Job.Namespace, "cronjob", s.Job.Name, "job", s.Name,
			"incident", s.Incident, "by", s.By.ID)
		c.tell(ctx, s.Job.Namespace, s.Job.Name, s.Job.UID, happening{
			reason: "RollcallRerun", id: s.Order,
			text: fmt.Sprintf("%s had it run again because of incident %s, as Job %s", person(s.By), s.Incident, s.Name), why: s.Reason,
		})
	}
	return err
}

func (c *Cluster) start(ctx context.Context, s remedy.Start) error {
	jobs, err := c.jobs(ctx, s.Job.Namespace)
	if err != nil {
		return err
	}
	if at := slices.IndexFunc(jobs, func(j batchv1.Job) bool { return j.Name == s.Name }); at >= 0 {
		return taken(&jobs[at], s)
	}
	if s.Barred != nil {
		return s.Barred
	}
	if names := running(jobs, types.UID(s.Job.UID)); len(names) > 0 {
		return refuse(remedy.Busy, "%s/%s is running now (Job %s): wait for its end.", s.Job.Namespace, s.Job.Name,
			strings.Join(names[:min(len(names), maxNamed)], ", "))
	}
	cj, err := c.cronJob(ctx, s.Job.Namespace, s.Job.Name, s.Job.Monitor)
	if err != nil {
		return err
	}
	if c.options.Spec(cj.Spec.JobTemplate.Spec.Template) != s.Job.Spec || declared(cj.Annotations) != s.Job.Declared {
		return refuse(remedy.SpecChanged, "%s/%s has been changed in this moment: look at it anew.", cj.Namespace, cj.Name)
	}
	_, err = c.options.API.BatchV1().Jobs(cj.Namespace).Create(ctx, jobOf(cj, s), metav1.CreateOptions{FieldManager: fieldManager})
	switch {
	case err == nil:
		return nil
	case apierrors.IsAlreadyExists(err):
		return c.inTheWay(ctx, s)
	}
	return c.answer(err, cj.Namespace, "making Job %s/%s", cj.Namespace, s.Name)
}

// inTheWay looks at the Job that has come to bear the name since the list.
func (c *Cluster) inTheWay(ctx context.Context, s remedy.Start) error {
	job, err := c.options.API.BatchV1().Jobs(s.Job.Namespace).Get(ctx, s.Name, metav1.GetOptions{})
	switch {
	case apierrors.IsNotFound(err): // it has been, and nobody can tell any more whose it was
		return fmt.Errorf("looking at Job %s/%s, which was there a moment ago: %w", s.Job.Namespace, s.Name, err)
	case err != nil:
		return c.answer(err, s.Job.Namespace, "looking at Job %s/%s, which is there already", s.Job.Namespace, s.Name)
	}
	return taken(job, s)
}

// taken says whether the Job that bears the name is the one that was ordered.
func taken(job *batchv1.Job, s remedy.Start) error {
	if job.Annotations[annotationOrder] == s.Order {
		return nil
	}
	by := ""
	if who := plain(job.Annotations[annotationBy], maxPerson); who != "" {
		by = ": " + who + " asked for it"
	}
	return refuse(remedy.Used, "It has been run again already, as Job %s/%s%s.", s.Job.Namespace, s.Name, by)
}
