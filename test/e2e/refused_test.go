package e2e

import (
	"fmt"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// quota gives the namespace a quota that is used up from the beginning, and waits until it is enforced.
func (s *scenario) quota(name string, counted corev1.ResourceName, scopes ...corev1.ResourceQuotaScope) {
	s.t.Helper()
	quotas := s.env.Client.CoreV1().ResourceQuotas(s.namespace)
	_, err := quotas.Create(s.ctx, &corev1.ResourceQuota{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec:       corev1.ResourceQuotaSpec{Hard: corev1.ResourceList{counted: resource.MustParse("0")}, Scopes: scopes},
	}, metav1.CreateOptions{})
	if err != nil {
		s.t.Fatalf("ResourceQuota %s: %v", name, err)
	}
	eventually(s.t, soon, "ResourceQuota "+name+" is enforced", func() (bool, string) {
		q, err := quotas.Get(s.ctx, name, metav1.GetOptions{})
		if err != nil {
			return false, err.Error()
		}
		_, counts := q.Status.Used[counted]
		return counts, fmt.Sprintf("%+v", q.Status)
	})
}

func (s *scenario) removeQuota(name string) {
	s.t.Helper()
	if err := s.env.Client.CoreV1().ResourceQuotas(s.namespace).Delete(s.ctx, name, metav1.DeleteOptions{}); err != nil {
		s.t.Fatalf("ResourceQuota %s: %v", name, err)
	}
}

// TestQuotaOnPods: the Job is there, and the namespace has no room for its pod. Once there is, it runs.
func TestQuotaOnPods(t *testing.T) {
	s := newScenario(t)
	s.quota("no-room", corev1.ResourcePods, corev1.ResourceQuotaScopeNotBestEffort) // which leaves canaries alone
	s.start()
	c := s.apply(cronJob("import").annotated("start-grace", brief).with(func(j *job) { j.memory = "32Mi" }))
	root := s.expect(told("import", "is stuck").
		why(`the quota "no-room" of the namespace does not allow the Job's pods: requested pods=1, used pods=0 of pods=0`,
			"exceeded quota: no-room", "kubectl describe resourcequota no-room -n "+s.namespace))
	s.verdict(of(c), "stuck", "QuotaExceeded")

	s.removeQuota("no-room")
	s.expectNow(root, told("import", "recovered").good().why("It succeeded"))
	s.verdict(of(c), "succeeded", "")
	s.expectNothingElse()
	s.expectReplies(root, 1)
}

// TestQuotaOnJobs: the namespace has no room for the Job itself, so that there is nothing to see but an event. Once there is room,
// the run comes late.
func TestQuotaOnJobs(t *testing.T) {
	s := newScenario(t)
	s.quota("no-jobs", "count/jobs.batch")
	s.start()
	c := s.apply(cronJob("report").annotated("grace", brief))
	root := s.expect(told("report", "did not run").
		why(`the quota "no-jobs" of the namespace does not allow the Job: requested count/jobs.batch=1, used count/jobs.batch=0`,
			"exceeded quota: no-jobs", "kubectl describe resourcequota no-jobs -n "+s.namespace, tokyo(upcomingOf(s.t, c))))
	s.verdict(of(c), "missed", "QuotaExceeded")

	s.removeQuota("no-jobs")
	s.expectNow(root, told("report", "recovered").good().why("It succeeded", "1 run missed"))
	s.expectNothingElse()
	s.expectReplies(root, 1)
}

// policy is an admission policy of the cluster that refuses Jobs of one CronJob in one namespace.
const policy = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: NAME}
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules: [{apiGroups: [batch], apiVersions: [v1], operations: [CREATE], resources: [jobs]}]
  matchConditions: [{name: payroll, expression: 'object.metadata.name.startsWith("payroll-")'}]
  validations:
    - expression: 'has(object.metadata.labels) && "cost-center" in object.metadata.labels'
      message: every Job needs a label cost-center
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: NAME}
spec:
  policyName: NAME
  validationActions: [Deny]
  matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: NAME}}}
`

// refuse puts the policy into force.
func (s *scenario) refuse() {
	s.t.Helper()
	manifests := strings.ReplaceAll(policy, "NAME", s.namespace)
	if err := s.env.Apply(s.ctx, "", manifests); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		ctx, cancel := s.afterwards()
		defer cancel()
		if err := s.env.Delete(ctx, "", manifests); err != nil {
			s.t.Errorf("cleaning up: %v", err)
		}
	})
	spec := cronJob("probe").every(never).object(s.env.BusyboxImage).Spec.JobTemplate.Spec
	eventually(s.t, soon, "the policy is in force", func() (bool, string) {
		_, err := s.env.Client.BatchV1().Jobs(s.namespace).Create(s.ctx,
			&batchv1.Job{ObjectMeta: metav1.ObjectMeta{Name: "payroll-probe"}, Spec: spec},
			metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
		return err != nil && strings.Contains(err.Error(), "cost-center"), fmt.Sprint(err)
	})
}

// TestAdmissionDenied: a policy refuses the Job of one CronJob, the namespace's pod security the pods of another's.
func TestAdmissionDenied(t *testing.T) {
	s := newScenario(t)
	s.refuse()
	s.start()
	payroll := s.apply(cronJob("payroll").annotated("grace", brief))
	sandbox := s.apply(cronJob("sandbox").annotated("start-grace", brief).shaped(func(c *batchv1.CronJobSpec) {
		c.JobTemplate.Spec.Template.Spec.Containers[0].SecurityContext.AllowPrivilegeEscalation = new(true)
	}))
	root := s.expect(told("payroll", "did not run").
		why(`the admission policy "`+s.namespace+`" refuses to let the Job be created: every Job needs a label cost-center`,
			"denied request", tokyo(upcomingOf(s.t, payroll))))
	s.verdict(of(payroll), "missed", "AdmissionDenied")
	other := s.expect(told("sandbox", "is stuck").
		why(`the namespace's pod security level "restricted" does not allow the Job's pods: allowPrivilegeEscalation != false`,
			`violates PodSecurity "restricted:latest"`))
	s.verdict(of(sandbox), "stuck", "PodSecurity")

	s.apply(cronJob("payroll").annotated("grace", brief).every(payroll.Spec.Schedule).shaped(func(c *batchv1.CronJobSpec) {
		c.JobTemplate.Labels = map[string]string{"cost-center": "4711"}
	}))
	s.expectNow(root, told("payroll", "recovered").good().why("It succeeded", "1 run missed"))
	s.expectNothingElse()
	s.expectReplies(root, 1)
	s.expectReplies(other, 0)
}
