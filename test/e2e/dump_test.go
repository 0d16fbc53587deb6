package e2e

import (
	"context"
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// dump shows what there is to see after a failure: what was told, what Rollcall said, and what the cluster looks like.
func (s *scenario) dump(ctx context.Context) {
	var b strings.Builder
	fmt.Fprintf(&b, "\n──── told (%d messages)\n", s.slack.Count())
	for _, m := range s.slack.All() {
		place := "channel " + m.Channel
		if !m.Root() {
			place = "thread " + m.ThreadTS
		}
		fmt.Fprintf(&b, "%s  %s  %s  edits %d\n%s\n\n", m.TS, m.ReceivedAt.Format("15:04:05.000"), place, len(m.History), read(m).text)
	}
	for _, r := range s.slack.Requests() {
		if r.Error != "" || r.Status != 200 {
			fmt.Fprintf(&b, "request %s %s: status %d, error %q, fault %q\n", r.At.Format("15:04:05.000"), r.Method, r.Status, r.Error, r.Fault)
		}
	}
	fmt.Fprintf(&b, "──── end of rollcall's log\n%s\n", s.log.tail(80))
	if out := s.out.tail(40); out != "" {
		fmt.Fprintf(&b, "──── end of rollcall's output\n%s\n", out)
	}
	fmt.Fprintf(&b, "──── namespace %s\n", s.namespace)
	s.describe(ctx, &b)
	s.t.Log(b.String())
}

func (s *scenario) describe(ctx context.Context, b *strings.Builder) {
	all := metav1.ListOptions{}
	if list, err := s.env.Client.BatchV1().CronJobs(s.namespace).List(ctx, all); err == nil {
		for _, c := range list.Items {
			fmt.Fprintf(b, "CronJob %s: %q, last scheduled %v, active %d, annotations %v\n", c.Name, c.Spec.Schedule, c.Status.LastScheduleTime, len(c.Status.Active), c.Annotations)
		}
	}
	if list, err := s.env.Client.BatchV1().Jobs(s.namespace).List(ctx, all); err == nil {
		for _, j := range list.Items {
			fmt.Fprintf(b, "Job %s: created %s, active %d, failed %d, succeeded %d", j.Name, j.CreationTimestamp.UTC().Format("15:04:05"), j.Status.Active, j.Status.Failed, j.Status.Succeeded)
			for _, c := range j.Status.Conditions {
				fmt.Fprintf(b, ", %s=%s %s at %s", c.Type, c.Status, c.Reason, c.LastTransitionTime.UTC().Format("15:04:05"))
			}
			b.WriteByte('\n')
		}
	}
	if list, err := s.env.Client.CoreV1().Pods(s.namespace).List(ctx, all); err == nil {
		for _, p := range list.Items {
			fmt.Fprintf(b, "Pod %s: %s %s\n", p.Name, p.Status.Phase, p.Status.Reason)
			for _, c := range append(append([]corev1.ContainerStatus{}, p.Status.InitContainerStatuses...), p.Status.ContainerStatuses...) {
				fmt.Fprintf(b, "  %s: ready %t, restarts %d, %s\n", c.Name, c.Ready, c.RestartCount, c.State.String())
			}
		}
	}
	if list, err := s.env.Client.CoreV1().Events(s.namespace).List(ctx, all); err == nil {
		for _, e := range list.Items[max(0, len(list.Items)-40):] {
			fmt.Fprintf(b, "Event %s %s/%s %s: %s\n", e.LastTimestamp.UTC().Format("15:04:05"), e.InvolvedObject.Kind, e.InvolvedObject.Name, e.Reason, e.Message)
		}
	}
}
