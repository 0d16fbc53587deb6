package world

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/go-logr/logr"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller/cronjob"
)

// resync must not be zero: client-go then waits on a channel that was made outside the bubble, and fake time stands still.
const resync = 12 * time.Hour

// startController runs the upstream CronJob controller. The result ends it, and returns when all of it has ended.
func startController(client kubernetes.Interface) (stop func(), err error) {
	ctx, cancel := context.WithCancel(klog.NewContext(context.Background(), logr.Discard()))
	factory := informers.NewSharedInformerFactory(client, resync)
	controller, err := cronjob.NewControllerV2(ctx, factory.Batch().V1().Jobs(), factory.Batch().V1().CronJobs(), client)
	if err != nil {
		cancel()
		return nil, fmt.Errorf("creating the CronJob controller: %w", err)
	}
	var running sync.WaitGroup
	factory.StartWithContext(ctx)
	running.Go(func() { controller.Run(ctx, 1) })
	return func() {
		cancel()
		running.Wait()
		factory.Shutdown()
	}, nil
}
