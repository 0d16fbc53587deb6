package inject

import (
	"context"

	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/internal/kube"
	"rollcall.dev/rollcall/internal/monitor"
)

// CheckIns keeps the check-ins of CronJobs. It is safe for concurrent use.
type CheckIns interface {
	// URLFor makes sure that the CronJob has a check-in, as the CronJob now is, and returns the address that its runs report to.
	URLFor(ctx context.Context, id monitor.ID, d monitor.Definition) (string, error)
}

// CronJobs finds CronJobs. kube.Source is one.
type CronJobs interface {
	Lookup(ctx context.Context, namespace, name string, uid types.UID) (kube.Target, error)
}

// KeyValue keeps small values for good. It is safe for concurrent use.
type KeyValue interface {
	// Get returns the value of a key; false where it has none.
	Get(ctx context.Context, key string) (value []byte, found bool, err error)
	// Put sets the value of a key.
	Put(ctx context.Context, key string, value []byte) error
}
