// Package oracle plays histories of CronJobs with the CronJob controller of Kubernetes and Rollcall side by side, and compares what
// they say; its tests do that. What they are about is named here, so that it is a dependency of the module.
package oracle

import (
	_ "k8s.io/kubernetes/pkg/controller/cronjob" // the one side

	_ "rollcall.dev/rollcall/internal/kube"    // the other side
	_ "rollcall.dev/rollcall/internal/monitor" // the same
)
