package world

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"

	"rollcall.dev/rollcall/test/oracle/apiserver"
)

// The actors whose names stand in the journal.
const (
	ActorController = "cronjob-controller"
	ActorJobs       = "job-controller"
	ActorTTL        = "ttl-controller"
	ActorCollector  = "garbage-collector"
	ActorUser       = "user"
)

// World is the cluster. Its methods are for one goroutine, that of the bubble.
type World struct {
	server     *apiserver.Server
	seed       uint64
	fatesOf    map[string]Fates // by namespace/name of the CronJob
	jobs       *apiserver.Client
	controller *apiserver.Client
	stopped    func() // of the controller; nil while it does not run
	away       atomic.Bool

	cancel  context.CancelFunc
	running sync.WaitGroup
	mu      sync.Mutex
	lives   map[types.UID]context.CancelFunc // of the Jobs
}

// New begins a World in which everything but the CronJob controller runs.
func New(server *apiserver.Server, seed uint64) (*World, error) {
	ctx, cancel := context.WithCancel(context.Background())
	w := &World{
		server: server, seed: seed, fatesOf: map[string]Fates{}, cancel: cancel, lives: map[types.UID]context.CancelFunc{},
		jobs: server.Client(ActorJobs), controller: server.Client(ActorController),
	}
	jobs, err := w.jobs.BatchV1().Jobs("").Watch(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, fmt.Errorf("watching Jobs: %w", err)
	}
	cronJobs, err := w.jobs.BatchV1().CronJobs("").Watch(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, fmt.Errorf("watching CronJobs: %w", err)
	}
	w.running.Go(func() { w.follow(ctx, jobs, cronJobs) })
	return w, nil
}

// SetFates says what becomes of the Jobs of a CronJob from now on.
func (w *World) SetFates(namespace, cronJob string, f Fates) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fatesOf[namespace+"/"+cronJob] = f
}

func (w *World) fates(job *batchv1.Job) Fates {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, ref := range job.OwnerReferences {
		return w.fatesOf[job.Namespace+"/"+ref.Name]
	}
	return Fates{}
}

// StartController starts the CronJob controller, unless it runs.
func (w *World) StartController() error {
	if w.stopped != nil {
		return nil
	}
	stop, err := startController(w.controller)
	w.stopped = stop
	return err
}

// StopController stops it, if it runs.
func (w *World) StopController() {
	if w.stopped != nil {
		w.stopped()
		w.stopped = nil
	}
}

// Away takes the API server away from everything in the World, or brings it back.
func (w *World) Away(away bool) {
	w.away.Store(away)
	w.controller.Cut(away)
}

// reach waits until the API server is there.
func (w *World) reach(ctx context.Context) {
	for w.away.Load() {
		if !w.sleep(ctx, time.Second) {
			return
		}
	}
}

// sleep returns false when ctx ended before the time had passed.
func (w *World) sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return ctx.Err() == nil
	}
}

// follow lets every new Job live, and collects what belongs to a Job or CronJob that is gone.
func (w *World) follow(ctx context.Context, jobs, cronJobs watch.Interface) {
	defer jobs.Stop()
	defer cronJobs.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-jobs.ResultChan():
			job, ok := e.Object.(*batchv1.Job)
			if !ok {
				panic(fmt.Sprintf("the watch on Jobs broke off: %v", e))
			}
			switch e.Type { //nolint:exhaustive // of those that change, the controller takes care
			case watch.Added:
				life, end := context.WithCancel(ctx)
				w.setLife(job.UID, end)
				w.running.Go(func() { w.live(life, job) })
			case watch.Deleted:
				w.endLife(job.UID)
				_ = w.jobs.CoreV1().Pods(job.Namespace).Delete(ctx, job.Name+"-x", metav1.DeleteOptions{})
			}
		case e := <-cronJobs.ResultChan():
			cj, ok := e.Object.(*batchv1.CronJob)
			if !ok {
				panic(fmt.Sprintf("the watch on CronJobs broke off: %v", e))
			}
			if e.Type == watch.Deleted {
				w.running.Go(func() { w.collect(ctx, cj) })
			}
		}
	}
}

// collect deletes the Jobs of a CronJob that is gone.
func (w *World) collect(ctx context.Context, cj *batchv1.CronJob) {
	if !w.sleep(ctx, 300*time.Millisecond) {
		return
	}
	w.reach(ctx)
	jobs, err := w.jobs.BatchV1().Jobs(cj.Namespace).List(ctx, metav1.ListOptions{})
	if err != nil {
		return
	}
	for i := range jobs.Items {
		for _, ref := range jobs.Items[i].OwnerReferences {
			if ref.UID == cj.UID {
				w.remove(ctx, ActorCollector, &jobs.Items[i])
			}
		}
	}
}

func (w *World) setLife(job types.UID, end context.CancelFunc) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lives[job] = end
}

func (w *World) endLife(job types.UID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if end := w.lives[job]; end != nil {
		end()
		delete(w.lives, job)
	}
}

// Close ends everything, and returns when nothing runs any more.
func (w *World) Close() {
	w.StopController()
	w.cancel()
	w.running.Wait()
}
