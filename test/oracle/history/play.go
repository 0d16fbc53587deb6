package history

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"testing/synctest"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"

	"rollcall.dev/rollcall/test/oracle/apiserver"
	"rollcall.dev/rollcall/test/oracle/watcher"
	"rollcall.dev/rollcall/test/oracle/world"
)

// Played is what came of a History.
type Played struct {
	History History
	Journal []apiserver.Entry
	Store   *watcher.Store
	End     time.Time
}

// player plays one History.
type player struct {
	h        History
	server   *apiserver.Server
	world    *world.World
	watcher  *watcher.Watcher
	rollcall *apiserver.Client
	user     *apiserver.Client
	manual   int
	isCut    bool
	isAway   bool
}

// Play plays a History. It must be called in a synctest bubble, and takes no real time to speak of.
func Play(ctx context.Context, h History, logger *slog.Logger) (Played, error) {
	time.Sleep(time.Until(h.Start))
	p := &player{h: h, server: apiserver.New()}
	p.rollcall, p.user = p.server.Client(watcher.Actor), p.server.Client(world.ActorUser)
	var err error
	if p.world, err = world.New(p.server, h.Seed); err != nil {
		return Played{}, err
	}
	store := watcher.NewStore()
	p.watcher = watcher.New(p.rollcall, store, logger)
	if err := p.run(ctx); err != nil {
		return Played{}, err
	}
	return Played{History: h, Journal: p.server.Journal(), Store: store, End: time.Now()}, nil
}

func (p *player) run(ctx context.Context) error {
	if err := p.world.StartController(); err != nil {
		return err
	}
	if err := p.watcher.Start(); err != nil {
		return err
	}
	events := slices.Clone(p.h.Events)
	for _, cj := range p.h.CronJobs {
		p.world.SetFates(cj.Name, cj.Name, cj.Fates)
		events = append(events, Event{At: cj.At, Kind: CreateCronJob, CronJob: cj.Name, Spec: &cj.Spec})
	}
	slices.SortStableFunc(events, func(a, b Event) int { return int(a.At - b.At) })
	for _, e := range events {
		time.Sleep(time.Until(p.h.Start.Add(e.At)))
		if err := p.happen(ctx, e); err != nil {
			return fmt.Errorf("%s %s after %s: %w", e.Kind, e.CronJob, e.At, err)
		}
	}
	time.Sleep(time.Until(p.h.Start.Add(p.h.For)))
	p.inPeace()
	time.Sleep(p.h.Settle)
	p.watcher.Stop()
	p.world.Close()
	time.Sleep(time.Minute) // what is left of the controller's event broadcaster ends by itself
	synctest.Wait()
	return nil
}

// inPeace ends every trouble.
func (p *player) inPeace() {
	p.isAway, p.isCut = false, false
	p.connect()
	_ = p.world.StartController()
	_ = p.watcher.Start()
}

func (p *player) connect() {
	p.world.Away(p.isAway)
	p.rollcall.Cut(p.isAway || p.isCut)
}

func (p *player) happen(ctx context.Context, e Event) error {
	switch e.Kind {
	case ControllerDown:
		p.world.StopController()
	case ControllerUp:
		return p.world.StartController()
	case RollcallDown:
		p.watcher.Stop()
	case RollcallUp:
		return p.watcher.Start()
	case Cut, Mend, MendNew:
		if p.isCut = e.Kind == Cut; e.Kind == MendNew {
			p.server.Compact()
		}
		p.connect()
	case APIDown, APIUp:
		p.isAway = e.Kind == APIDown
		p.connect()
	default:
		err := p.change(ctx, e)
		if apierrors.IsNotFound(err) || apierrors.IsAlreadyExists(err) {
			return nil // an event that was taken out of the history has left it without its object
		}
		return err
	}
	return nil
}

// change is what a user does to an object.
func (p *player) change(ctx context.Context, e Event) error {
	if p.isAway {
		return nil
	}
	api := p.user.BatchV1().CronJobs(e.CronJob)
	switch e.Kind {
	case CreateCronJob:
		_, err := api.Create(ctx, p.cronJob(e), metav1.CreateOptions{})
		return err
	case DeleteCronJob:
		return api.Delete(ctx, e.CronJob, metav1.DeleteOptions{})
	case Edit:
		cj := p.cronJob(e)
		_, err := api.Update(ctx, cj, metav1.UpdateOptions{})
		return err
	case ManualJob:
		return p.manualJob(ctx, e.CronJob)
	case DeleteJob:
		return p.deleteJob(ctx, e.CronJob)
	}
	return fmt.Errorf("unknown kind of event")
}

func (p *player) cronJob(e Event) *batchv1.CronJob {
	var grace, startGrace time.Duration
	for _, cj := range p.h.CronJobs {
		if cj.Name == e.CronJob {
			grace, startGrace = cj.Grace, cj.StartGrace
		}
	}
	s := e.Spec
	return &batchv1.CronJob{
		ObjectMeta: metav1.ObjectMeta{Name: e.CronJob, Annotations: map[string]string{
			"rollcall.dev/grace": grace.String(), "rollcall.dev/start-grace": startGrace.String(),
		}},
		Spec: batchv1.CronJobSpec{
			Schedule: s.Schedule, TimeZone: s.TimeZone, ConcurrencyPolicy: batchv1.ConcurrencyPolicy(s.Policy),
			StartingDeadlineSeconds: s.Deadline, Suspend: &s.Suspended,
			SuccessfulJobsHistoryLimit: s.SuccessLimit, FailedJobsHistoryLimit: s.FailureLimit,
			JobTemplate: batchv1.JobTemplateSpec{Spec: batchv1.JobSpec{
				TTLSecondsAfterFinished: s.TTL, Template: corev1.PodTemplateSpec{},
			}},
		},
	}
}

// manualJob is kubectl create job --from=cronjob/….
func (p *player) manualJob(ctx context.Context, name string) error {
	cj, err := p.user.BatchV1().CronJobs(name).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return err
	}
	p.manual++
	job := &batchv1.Job{
		ObjectMeta: metav1.ObjectMeta{
			Name: fmt.Sprintf("%s-by-hand-%d", name, p.manual), Annotations: map[string]string{"cronjob.kubernetes.io/instantiate": "manual"},
			OwnerReferences: []metav1.OwnerReference{{
				APIVersion: "batch/v1", Kind: "CronJob", Name: cj.Name, UID: cj.UID, Controller: ptr.To(true),
			}},
		},
		Spec: cj.Spec.JobTemplate.Spec,
	}
	_, err = p.user.BatchV1().Jobs(name).Create(ctx, job, metav1.CreateOptions{})
	return err
}

func (p *player) deleteJob(ctx context.Context, name string) error {
	jobs, err := p.user.BatchV1().Jobs(name).List(ctx, metav1.ListOptions{})
	if err != nil || len(jobs.Items) == 0 {
		return err
	}
	slices.SortFunc(jobs.Items, func(a, b batchv1.Job) int {
		if (a.Status.Active > 0) != (b.Status.Active > 0) {
			return int(a.Status.Active - b.Status.Active)
		}
		return a.CreationTimestamp.Compare(b.CreationTimestamp.Time)
	})
	return p.user.BatchV1().Jobs(name).Delete(ctx, jobs.Items[len(jobs.Items)-1].Name, metav1.DeleteOptions{})
}
