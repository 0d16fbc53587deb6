package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"

	"rollcall.dev/rollcall/internal/kube"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/routing"
	"rollcall.dev/rollcall/internal/store"
)

// watchingHouse watches a crowd with a Source and a ledger, put together as internal/app does it.
func (b *bench) watchingHouse(ctx context.Context, c *crowd) (subject, error) {
	dir, err := b.folder("house")
	if err != nil {
		return subject{}, err
	}
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(dir, "rollcall.db"), store.Options{})
	if err != nil {
		return subject{}, err
	}
	router := &routing.Router{}
	router.Use(routing.Table{Everyone: []routing.Subscriber{{To: notify.Destination{Receiver: receiver}}}})
	inspectors, clocks := map[monitor.Source]ledger.Inspector{}, map[monitor.Source]func() time.Time{}
	var defined atomic.Int64
	l := ledger.New(ledger.Options{Store: db, Router: router, Inspectors: inspectors, Clocks: clocks, Committed: func(r ledger.Report) {
		for _, o := range r.Observations {
			switch {
			case o.Kind == monitor.Defined:
				defined.Add(1)
			case o.Run != nil && o.Run.Outcome != monitor.Unfinished:
				c.committed(began(types.UID(o.Run.ID)), hasEnded(types.UID(o.Run.ID)))
			case o.Run != nil:
				c.committed(began(types.UID(o.Run.ID)))
			}
		}
	}})
	source, err := kube.New(c.api.config(), kube.Options{
		Cluster: "bench", Defaults: kube.Defaults{Grace: 10 * time.Minute}, Recorder: l, ClockMoved: l.ClockMoved,
	})
	if err != nil {
		return subject{}, errors.Join(err, db.Close())
	}
	inspectors[monitor.SourceKubernetes], clocks[monitor.SourceKubernetes] = source, source.Now
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	ends := make(chan error, 2)
	go func() { ends <- l.Run(running) }()
	go func() { ends <- source.Run(running) }()
	return subject{
		listed: func() bool { return source.Synced() && defined.Load() >= trafficCronJobs },
		close:  func() error { stop(); return errors.Join(<-ends, <-ends, db.Close()) },
	}, nil
}

// bareWatcher watches a crowd with informers alone, and puts what it sees into a bare table.
func (b *bench) bareWatcher(ctx context.Context, c *crowd) (subject, error) {
	dir, err := b.folder("traffic-bare")
	if err != nil {
		return subject{}, err
	}
	base, err := openBare(ctx, dir)
	if err != nil {
		return subject{}, err
	}
	api, err := kubernetes.NewForConfig(c.api.config())
	if err != nil {
		return subject{}, fmt.Errorf("bare watcher: %w", err)
	}
	w := &bareWatch{crowd: c, base: base, news: make(chan struct{}, 1)}
	factory := informers.NewSharedInformerFactory(api, 0)
	factory.Core().V1().Pods().Informer()
	for _, informer := range []cache.SharedIndexInformer{factory.Batch().V1().CronJobs().Informer(), factory.Batch().V1().Jobs().Informer()} {
		if _, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
			AddFunc: w.seen, UpdateFunc: func(_, object any) { w.seen(object) },
		}); err != nil {
			return subject{}, fmt.Errorf("bare watcher: %w", err)
		}
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	factory.Start(running.Done())
	go func() { ended <- w.run(running) }()
	return subject{
		listed: func() bool { return w.stored.Load() >= trafficCronJobs },
		close:  func() error { stop(); factory.Shutdown(); return errors.Join(<-ended, base.close()) },
	}, nil
}

// bareWatch stores what was seen, as much at a time as there is.
type bareWatch struct {
	crowd  *crowd
	base   *bare
	stored atomic.Int64
	news   chan struct{}

	mu      sync.Mutex
	waiting []any
}

func (w *bareWatch) seen(object any) {
	w.mu.Lock()
	w.waiting = append(w.waiting, object)
	w.mu.Unlock()
	select {
	case w.news <- struct{}{}:
	default:
	}
}

func (w *bareWatch) run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-w.news:
		}
		w.mu.Lock()
		batch := w.waiting
		w.waiting = nil
		w.mu.Unlock()
		if err := w.store(ctx, batch); err != nil && ctx.Err() == nil {
			return err
		}
	}
}

func (w *bareWatch) store(ctx context.Context, batch []any) error {
	facts, events := make([]fact, 0, len(batch)), make([]string, 0, len(batch))
	for _, object := range batch {
		doc, err := json.Marshal(object)
		if err != nil {
			return fmt.Errorf("bare watcher: %w", err)
		}
		event := ""
		switch o := object.(type) {
		case *batchv1.CronJob:
			event = string(o.UID)
		case *batchv1.Job:
			if event = began(o.UID); len(o.Status.Conditions) > 0 {
				event = hasEnded(o.UID)
			}
		}
		facts, events = append(facts, fact{event, string(doc)}), append(events, event)
	}
	if _, err := w.base.insert(ctx, facts...); err != nil {
		return err
	}
	w.stored.Add(int64(len(facts)))
	w.crowd.committed(events...)
	return nil
}
