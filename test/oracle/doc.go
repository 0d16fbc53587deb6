package oracle

import (
	_ "k8s.io/kubernetes/pkg/controller/cronjob"
	_ "rollcall.dev/rollcall/internal/kube"
	_ "rollcall.dev/rollcall/internal/monitor"
)
