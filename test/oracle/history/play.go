package history

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing/synctest"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/test/oracle/apiserver"
	"rollcall.dev/rollcall/test/oracle/truth"
	"rollcall.dev/rollcall/test/oracle/watcher"
	"rollcall.dev/rollcall/test/oracle/world"
)

// never is later than anything here.
func never() time.Time { return time.Date(9999, time.January, 1, 0, 0, 0, 0, time.UTC) }

// player plays one History.
type player struct {
	h        History
	server   *apiserver.Server
	world    *world.World
	watcher  *watcher.Watcher
	rollcall *apiserver.Client
	user     *apiserver.Client
	manual   int
	isUp     bool // Rollcall
	isCut    bool
	isAway   bool
	isActive bool // the controller
	renewed  bool // Rollcall was started, or the API server forgot, since it last could look
	played   truth.Input
}

// Play plays a History. It must be called in a synctest bubble, and takes no real time to speak of.
func Play(ctx context.Context, h History, logger *slog.Logger) (truth.Input, error) {
	time.Sleep(time.Until(h.Start))
	p := &player{h: h, server: apiserver.New()}
	p.rollcall, p.user = p.server.Client(watcher.Actor), p.server.Client(world.ActorUser)
	var err error
	if p.world, err = world.New(p.server, h.Seed); err != nil {
		return truth.Input{}, err
	}
	p.played.Store = watcher.NewStore()
	p.watcher = watcher.New(p.rollcall, p.played.Store, logger)
	if err := p.run(ctx); err != nil {
		return truth.Input{}, err
	}
	p.played.Journal = p.server.Journal()
	return p.played, nil
}

func (p *player) run(ctx context.Context) error {
	for _, kind := range []Kind{ControllerUp, RollcallUp} {
		if err := p.happen(ctx, Event{Kind: kind}); err != nil {
			return err
		}
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
	for _, kind := range []Kind{APIUp, Mend, ControllerUp, RollcallUp} { // in peace
		if err := p.happen(ctx, Event{Kind: kind}); err != nil {
			return err
		}
	}
	time.Sleep(p.h.Settle)
	if err := p.happen(ctx, Event{Kind: RollcallDown}); err != nil {
		return err
	}
	if err := p.happen(ctx, Event{Kind: ControllerDown}); err != nil {
		return err
	}
	p.played.End = time.Now()
	p.world.Close()
	time.Sleep(time.Minute) // what is left of the controller's event broadcaster ends by itself
	synctest.Wait()
	return nil
}

func (p *player) happen(ctx context.Context, e Event) (err error) {
	switch e.Kind {
	case ControllerDown:
		p.isActive = false
		p.world.StopController()
	case ControllerUp:
		p.isActive = true
		err = p.world.StartController()
	case RollcallDown:
		p.isUp = false
		p.watcher.Stop()
	case RollcallUp:
		p.renewed = p.renewed || !p.isUp
		p.isUp = true
		err = p.watcher.Start()
	case Cut, Mend, MendNew:
		if e.Kind == MendNew && p.isCut {
			p.server.Compact()
			p.renewed = true
		}
		p.isCut = e.Kind == Cut
	case APIDown, APIUp:
		p.isAway = e.Kind == APIDown
	default:
		err = p.change(ctx, e)
		if apierrors.IsNotFound(err) || apierrors.IsAlreadyExists(err) {
			err = nil // an event that was taken out of the history has left it without its object
		}
	}
	p.world.Away(p.isAway)
	p.rollcall.Cut(p.isAway || p.isCut)
	p.note()
	return err
}

// note keeps the book of who could see and act when.
func (p *player) note() {
	now := time.Now()
	in := &p.played
	sees := p.isUp && !p.isCut && !p.isAway
	open := len(in.Sights) > 0 && in.Sights[len(in.Sights)-1].To.Equal(never())
	if open && (!sees || p.renewed) {
		in.Sights[len(in.Sights)-1].To, open = now, false
	}
	if sees && !open {
		in.Sights = append(in.Sights, truth.Sight{Span: truth.Span{From: now, To: never()}, Resumes: !p.renewed})
		p.renewed = false
	}
	acts := p.isActive && !p.isAway
	open = len(in.Controller) > 0 && in.Controller[len(in.Controller)-1].To.Equal(never())
	if open && !acts {
		in.Controller[len(in.Controller)-1].To = now
	}
	if acts && !open {
		in.Controller = append(in.Controller, truth.Span{From: now, To: never()})
	}
}

// change is what a user does to an object.
func (p *player) change(ctx context.Context, e Event) error {
	if p.isAway {
		return nil
	}
	api := p.user.BatchV1().CronJobs(e.CronJob)
	switch e.Kind { //nolint:exhaustive // what happens to the parts is no change of an object
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
	return errors.New("unknown kind of event")
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
				APIVersion: "batch/v1", Kind: "CronJob", Name: cj.Name, UID: cj.UID, Controller: new(true),
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
