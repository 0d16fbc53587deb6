package inject

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	applybatch "k8s.io/client-go/applyconfigurations/batch/v1"
	applycore "k8s.io/client-go/applyconfigurations/core/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/util/workqueue"

	"rollcall.dev/rollcall/internal/kube"
)

const (
	// What fails, or is undone by somebody else, is tried again after patchFirst, then after twice as long each time, up to
	// patchMost.
	patchFirst = time.Second
	patchMost  = 10 * time.Minute
	// patchTimeout bounds one patch.
	patchTimeout = 15 * time.Second
)

// PatcherOptions configure a Patcher.
type PatcherOptions struct {
	// Enabled false takes the container out again wherever it was added, and adds none.
	Enabled  bool
	Image    string
	CheckIns CheckIns
	// Target says what a CronJob asks for: kube.Source.Target.
	Target func(*batchv1.CronJob) kube.Target
	API    kubernetes.Interface
	Logger *slog.Logger
}

// Patcher keeps the check-in container in the templates of the CronJobs that ask for it. Give its CronJob method to
// kube.Source.OnCronJob.
type Patcher struct {
	options PatcherOptions
	queue   workqueue.TypedRateLimitingInterface[types.UID]

	mu     sync.Mutex
	newest map[types.UID]*batchv1.CronJob
	paces  map[types.UID]*pace
}

// NewPatcher returns a Patcher; it does nothing until Run.
func NewPatcher(o PatcherOptions) *Patcher {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return &Patcher{
		options: o,
		queue: workqueue.NewTypedRateLimitingQueue(
			workqueue.NewTypedItemExponentialFailureRateLimiter[types.UID](patchFirst, patchMost)),
		newest: map[types.UID]*batchv1.CronJob{}, paces: map[types.UID]*pace{},
	}
}

// CronJob takes note of a CronJob. It never waits.
func (p *Patcher) CronJob(cj *batchv1.CronJob, gone bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if gone {
		delete(p.newest, cj.UID)
		delete(p.paces, cj.UID)
		p.queue.Forget(cj.UID)
		return
	}
	p.newest[cj.UID] = cj
	p.queue.Add(cj.UID)
}

// Run patches until ctx ends.
func (p *Patcher) Run(ctx context.Context) error {
	stop := context.AfterFunc(ctx, p.queue.ShutDown)
	defer stop()
	for {
		uid, closed := p.queue.Get()
		if closed {
			return nil
		}
		p.handle(ctx, uid)
		p.queue.Done(uid)
	}
}

func (p *Patcher) handle(ctx context.Context, uid types.UID) {
	p.mu.Lock()
	cj := p.newest[uid]
	p.mu.Unlock()
	if cj == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, patchTimeout)
	defer cancel()
	err := p.bring(ctx, cj)
	switch {
	case err == nil || apierrors.IsNotFound(err):
		p.queue.Forget(uid)
	case errors.Is(context.Cause(ctx), context.Canceled): // the end
	case apierrors.IsForbidden(err) && !p.options.Enabled:
		p.options.Logger.Warn("checkin_container_left_in_place", "namespace", cj.Namespace, "cronjob", cj.Name, "error", err)
	default:
		p.options.Logger.Warn("cronjob_not_patched", "namespace", cj.Namespace, "cronjob", cj.Name, "error", err)
		p.queue.AddRateLimited(uid)
	}
}

// bring makes the CronJob's template what it is to be.
func (p *Patcher) bring(ctx context.Context, cj *batchv1.CronJob) error {
	pod := &cj.Spec.JobTemplate.Spec.Template.Spec
	is := injected(pod)
	target := p.options.Target(cj)
	if !p.options.Enabled || !target.Wanted || !canRun(pod) {
		if is == nil {
			return nil
		}
		return p.apply(ctx, cj, nil)
	}
	url, err := p.options.CheckIns.URLFor(ctx, target.Monitor, target.Definition)
	if err != nil {
		return err
	}
	want := container(p.options.Image, url)
	if is != nil && is.Image == want.Image && slices.Equal(is.Args, want.Args) {
		return nil
	}
	return p.apply(ctx, cj, &want)
}

// apply writes the template, or comes back later where it has been written just now.
func (p *Patcher) apply(ctx context.Context, cj *batchv1.CronJob, add *corev1.Container) error {
	if wait := p.pace(cj.UID).left(time.Now()); wait > 0 {
		p.queue.AddAfter(cj.UID, wait)
		return nil
	}
	_, err := p.options.API.BatchV1().CronJobs(cj.Namespace).Apply(ctx, template(cj, add),
		metav1.ApplyOptions{FieldManager: fieldManager, Force: true})
	if err != nil {
		return fmt.Errorf("applying the check-in container: %w", err)
	}
	p.pace(cj.UID).count(time.Now())
	p.options.Logger.Info("cronjob_patched", "namespace", cj.Namespace, "cronjob", cj.Name, "added", add != nil)
	return nil
}

// pace returns the pace of a CronJob. Only the one goroutine of Run uses what it points to.
func (p *Patcher) pace(cronJob types.UID) *pace {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.paces[cronJob] == nil {
		p.paces[cronJob] = &pace{}
	}
	return p.paces[cronJob]
}

// template is all of the CronJob that is ours: the container, or nothing, which takes it out. The UID keeps a CronJob that was
// deleted meanwhile from being made anew.
func template(cj *batchv1.CronJob, add *corev1.Container) *applybatch.CronJobApplyConfiguration {
	c := applybatch.CronJob(cj.Name, cj.Namespace).WithUID(cj.UID)
	if add == nil {
		return c
	}
	return c.WithSpec(applybatch.CronJobSpec().WithJobTemplate(applybatch.JobTemplateSpec().WithSpec(
		applybatch.JobSpec().WithTemplate(applycore.PodTemplateSpec().WithSpec(
			applycore.PodSpec().WithInitContainers(applyContainer(add)))))))
}

// applyContainer is a container in the form in which it is applied.
func applyContainer(c *corev1.Container) *applycore.ContainerApplyConfiguration {
	s := c.SecurityContext
	return applycore.Container().WithName(c.Name).WithImage(c.Image).WithImagePullPolicy(c.ImagePullPolicy).WithArgs(c.Args...).
		WithResources(applycore.ResourceRequirements().WithRequests(c.Resources.Requests).WithLimits(c.Resources.Limits)).
		WithSecurityContext(applycore.SecurityContext().
			WithRunAsNonRoot(*s.RunAsNonRoot).WithRunAsUser(*s.RunAsUser).WithRunAsGroup(*s.RunAsGroup).
			WithAllowPrivilegeEscalation(*s.AllowPrivilegeEscalation).WithReadOnlyRootFilesystem(*s.ReadOnlyRootFilesystem).
			WithPrivileged(*s.Privileged).
			WithCapabilities(applycore.Capabilities().WithDrop(s.Capabilities.Drop...)).
			WithSeccompProfile(applycore.SeccompProfile().WithType(s.SeccompProfile.Type)))
}
