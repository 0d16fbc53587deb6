package e2e

import (
	"fmt"
	"net/http"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/test/harness"
)

// bound is the longest that `rollcall ping` takes, and so the longest that a job may be delayed by it.
const bound = 55 * time.Second

// injects lets Rollcall add check-in containers that report to it, in one of the two ways, with the rights for that way alone.
func (s *scenario) injects(way string, a account) {
	s.t.Helper()
	image := "rollcall.dev/rollcall:" + harness.ImageVersion
	if s.env.Real {
		image = s.env.image(s.t)
	}
	s.set.account = a
	s.set.listen = s.freeAddress()
	s.set.kubernetes = fmt.Sprintf(`checkin: %s, checkin_image: %q, checkin_url: "http://%s"`, way, image, s.set.listen)
	if way == "admission" {
		webhook := s.freeAddress()
		s.set.kubernetes += fmt.Sprintf(`, webhook: {listen: %q, url: %q}`, webhook, "https://"+webhook+"/jobs")
	}
}

// freeAddress is one that pods and the API server reach.
func (s *scenario) freeAddress() string {
	s.t.Helper()
	a, err := harness.FreeAddress(s.env.HostIP)
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

// checkIn is the container that Rollcall added to a pod; nil without one.
func checkIn(pod corev1.PodSpec) *corev1.Container {
	i := slices.IndexFunc(pod.InitContainers, func(c corev1.Container) bool { return c.Name == "rollcall-checkin" })
	if i < 0 {
		return nil
	}
	return &pod.InitContainers[i]
}

// expectSafe checks what a job must be able to rely on.
func (s *scenario) expectSafe(c *corev1.Container) {
	s.t.Helper()
	sec := c.SecurityContext
	if sec == nil || !*sec.RunAsNonRoot || *sec.AllowPrivilegeEscalation || !*sec.ReadOnlyRootFilesystem ||
		!slices.Equal(sec.Capabilities.Drop, []corev1.Capability{"ALL"}) || sec.SeccompProfile.Type != corev1.SeccompProfileTypeRuntimeDefault {
		s.t.Errorf("security context %+v", sec)
	}
	if c.Resources.Requests.Cpu().IsZero() || c.Resources.Limits.Memory().IsZero() || c.Resources.Limits.Memory().Value() > 128<<20 {
		s.t.Errorf("resources %+v", c.Resources)
	}
	if len(c.Args) != 2 || c.Args[0] != "ping" || !strings.HasPrefix(c.Args[1], "http://"+s.set.listen+"/v1/check_in/") {
		s.t.Errorf("arguments %q", c.Args)
	}
}

// ping runs the container's command here, where the node only pretends to run it. It has to end well, whatever happens.
func (s *scenario) ping(c *corev1.Container) (took time.Duration) {
	s.t.Helper()
	began := time.Now()
	if out, err := exec.CommandContext(s.ctx, s.env.binary, c.Args...).CombinedOutput(); err != nil {
		s.t.Errorf("rollcall %s ended with %v: %s", c.Args, err, out)
	}
	return time.Since(began)
}

// reports waits until Rollcall has taken in this many check-ins.
func (s *scenario) reports(want int) {
	s.t.Helper()
	line := fmt.Sprintf(`rollcall_observations_total{kind="check_in",source="checkin"} %d`, want)
	eventually(s.t, soon, fmt.Sprintf("%d check-ins arrive", want), func() (bool, string) {
		body, err := s.get(s.address() + "/metrics")
		if err != nil {
			return false, err.Error()
		}
		seen := regexp.MustCompile(`(?m)^rollcall_observations_total.*$`).FindAllString(body, -1)
		return slices.Contains(seen, line), strings.Join(seen, "\n")
	})
}

// TestCheckInByAdmission: a webhook on the creation of Jobs adds the container; the CronJob stays as its owner wrote it.
func TestCheckInByAdmission(t *testing.T) {
	s := newScenario(t)
	s.env.admission.Lock()
	defer s.env.admission.Unlock()
	s.injects("admission", admitter())
	s.start()
	s.apply(cronJob("close").every(never).annotated("checkin", "true").with(func(j *job) { j.initScript = "echo first" }))
	s.apply(cronJob("other").every(never))
	s.awaitWebhook()

	run := s.trigger("close")
	c := checkIn(run.Spec.Template.Spec)
	if c == nil {
		t.Fatalf("nothing was added: %+v", run.Spec.Template.Spec.InitContainers)
	}
	s.expectSafe(c)
	if last := run.Spec.Template.Spec.InitContainers; last[len(last)-1].Name != c.Name || last[0].Name != "prepare" {
		t.Errorf("init containers %+v", last)
	}
	if !s.env.Real {
		s.ping(c)
	}
	s.ended(run.Name, batchv1.JobComplete)
	s.reports(1)
	if other := s.trigger("other"); checkIn(other.Spec.Template.Spec) != nil {
		t.Error("it was added where nobody asked for it")
	}
	s.expectNothingElse()

	// Rollcall dies, and its webhook stays registered: jobs go on as if it had never been.
	s.kill()
	began := time.Now()
	run = s.trigger("close")
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("the Job was created after %s", took)
	}
	if checkIn(run.Spec.Template.Spec) != nil {
		t.Error("a dead webhook added a container")
	}
	s.ended(run.Name, batchv1.JobComplete)
	s.start()
	s.expectNothingElse()
}

// awaitWebhook waits until the API server uses the webhook, by creating Jobs that are suspended and so do nothing. A dry run
// would not do: nothing is to be registered for one.
func (s *scenario) awaitWebhook() {
	s.t.Helper()
	s.apply(cronJob("probe").every(never).annotated("checkin", "true"))
	jobs := s.env.Client.BatchV1().Jobs(s.namespace)
	background := metav1.DeletePropagationBackground
	eventually(s.t, soon, "the API server asks the webhook", func() (bool, string) {
		probe := s.byHand("probe")
		probe.Spec.Suspend = new(true)
		made, err := jobs.Create(s.ctx, probe, metav1.CreateOptions{})
		if err != nil {
			return false, err.Error()
		}
		if err := jobs.Delete(s.ctx, made.Name, metav1.DeleteOptions{PropagationPolicy: &background}); err != nil {
			return false, err.Error()
		}
		return checkIn(made.Spec.Template.Spec) != nil, "a Job without the container"
	})
}

// TestCheckInByPatch: Rollcall owns one init container of the CronJob, and nothing else of it.
func TestCheckInByPatch(t *testing.T) {
	s := newScenario(t)
	s.injects("cronjob", patcher())
	s.start()
	wanted := cronJob("close").every(never).annotated("checkin", "true").annotated("start-grace", "3m")
	s.apply(wanted)
	s.apply(cronJob("other").every(never))
	c := s.patched("close", true)
	s.expectSafe(c)

	run := s.trigger("close")
	if !s.env.Real {
		s.ping(c)
	}
	s.ended(run.Name, batchv1.JobComplete)
	s.reports(1)
	s.verdict("kube/", "succeeded", "", "manual")
	s.patched("other", false)

	// Its owner opts out again.
	s.apply(cronJob("close").every(never))
	s.patched("close", false)
	s.apply(wanted)
	c = s.patched("close", true)
	s.expectNothingElse()

	// Rollcall is down: the container tries for a while, and the job runs.
	s.kill()
	run = s.trigger("close")
	if !s.env.Real {
		if took := s.ping(c); took > bound {
			t.Errorf("the container held the job up for %s", took)
		}
	}
	if _, took := s.ended(run.Name, batchv1.JobComplete); took > bound+30*time.Second {
		t.Errorf("the job took %s", took)
	}
	s.start()
	s.expectNothingElse()
}

// patched waits until a CronJob has the container, or has it no more.
func (s *scenario) patched(name string, want bool) *corev1.Container {
	s.t.Helper()
	var c *corev1.Container
	eventually(s.t, soon, fmt.Sprintf("CronJob %s has the container: %t", name, want), func() (bool, string) {
		cj, err := s.env.Client.BatchV1().CronJobs(s.namespace).Get(s.ctx, name, metav1.GetOptions{})
		if err != nil {
			return false, err.Error()
		}
		c = checkIn(cj.Spec.JobTemplate.Spec.Template.Spec)
		return (c != nil) == want, fmt.Sprintf("%+v", cj.Spec.JobTemplate.Spec.Template.Spec.InitContainers)
	})
	return c
}

// TestTheJobSaysOtherwise: a run reports by itself that it failed, and ends with exit code 0.
func TestTheJobSaysOtherwise(t *testing.T) {
	s := newScenario(t)
	s.injects("cronjob", patcher())
	s.start()
	s.apply(cronJob("close").every(never).annotated("checkin", "true").annotated("start-grace", "3m"))
	url := s.patched("close", true).Args[1]

	run := s.trigger("close")
	if !s.env.Real {
		s.ping(checkIn(run.Spec.Template.Spec))
	}
	s.ended(run.Name, batchv1.JobComplete)
	s.verdict("kube/", "succeeded", "", "manual")
	s.expectNothingElse()
	body := fmt.Sprintf(`{"check_in": {"status": "error", "exit_code": 3, "stderr": "books are open", "run_id": %q}}`, run.UID)
	if status, answer, err := s.do(http.MethodPost, url, strings.NewReader(body)); err != nil || status != http.StatusOK {
		t.Fatalf("the report is answered %d %s, %v", status, answer, err)
	}
	s.expect(told("close", "reported a failure").why("exit code 3", "Kubernetes counts it as succeeded").log("books are open"))
	s.expectNothingElse()
}

// TestMissingCheckInOfAVisibleRun: a network that lets nothing out keeps the ping from arriving; the Pod is seen to do its
// work, so nobody is told.
func TestMissingCheckInOfAVisibleRun(t *testing.T) {
	s := newScenario(t)
	s.injects("cronjob", patcher())
	s.set.kubernetes = strings.Replace(s.set.kubernetes, "http://"+s.set.listen, "http://"+s.freeAddress(), 1)
	s.start()
	s.apply(cronJob("close").annotated("checkin", "true").annotated("grace", brief).annotated("start-grace", "3m"))

	s.verdict("checkin/", "missed", "CheckInMissing")
	s.verdict("kube/", "succeeded", "")
	s.expectNothingElse()
}
