package e2e

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// job is a CronJob in the making. The same one works on both kinds of node: a real one runs its script, a simulated one plays
// what its annotations say (test/cluster/stages.yaml).
type job struct {
	name        string
	schedule    string // empty: once, at the next full minute
	annotations map[string]string
	play        map[string]string // annotations of the pod
	script      string
	initScript  string
	image       string // empty: that of the node
	memory      string
	restart     corev1.RestartPolicy
	retries     int32
	deadline    time.Duration
	policy      batchv1.ConcurrencyPolicy
	suspend     bool
	shapes      []func(*batchv1.CronJobSpec)
}

// never is a schedule that does not come in the lifetime of a test: 29 February.
const never = "0 0 29 2 *"

const everyMinute = "* * * * *"

func cronJob(name string) job {
	return job{name: name, script: "echo done", restart: corev1.RestartPolicyNever}
}

func (j job) every(schedule string) job { j.schedule = schedule; return j }

// fails makes it print a line and end with a code.
func (j job) fails(code int, log string) job {
	j.script = fmt.Sprintf("echo %s; exit %d", quoted(log), code)
	return j.plays("simulate", "exit-"+strconv.Itoa(code)).plays("log", log)
}

func (j job) succeeds() job {
	j.script = "echo done"
	return j.plays("simulate", "")
}

// takes makes it run for some time before it ends well.
func (j job) takes(d time.Duration, log string) job {
	j.script = fmt.Sprintf("echo %s; sleep %d", quoted(log), int(d.Seconds()))
	return j.plays("duration", d.String()).plays("log", log)
}

func (j job) plays(key, value string) job {
	j.play = maps.Clone(j.play)
	if j.play == nil {
		j.play = map[string]string{}
	}
	j.play["rollcall.test/"+key] = value
	return j
}

func (j job) annotated(key, value string) job {
	j.annotations = maps.Clone(j.annotations)
	if j.annotations == nil {
		j.annotations = map[string]string{}
	}
	j.annotations["rollcall.dev/"+key] = value
	return j
}

func (j job) with(change func(*job)) job {
	change(&j)
	return j
}

// shaped changes what the API takes, in a way that few stories need.
func (j job) shaped(change func(*batchv1.CronJobSpec)) job {
	j.shapes = append(slices.Clip(j.shapes), change)
	return j
}

func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// marginToSlot is how long before a full minute a CronJob has to exist to be sure of being started at it.
const marginToSlot = 5 * time.Second

// upcoming is the next full minute at which a CronJob that is made now will surely be started.
func upcoming(now time.Time) time.Time {
	return now.UTC().Add(marginToSlot).Truncate(time.Minute).Add(time.Minute)
}

// onceAt is the schedule whose only slot of the year is this minute, as clocks show it in the instant's zone.
func onceAt(at time.Time) string {
	return fmt.Sprintf("%d %d %d %d *", at.Minute(), at.Hour(), at.Day(), at.Month())
}

// object is the CronJob as the API takes it; image is what a real node has. It conforms to restricted pod security.
func (j job) object(image string) *batchv1.CronJob {
	if j.schedule == "" {
		j.schedule = onceAt(upcoming(time.Now()))
	}
	if j.image != "" {
		image = j.image
	}
	container := func(name, script string) corev1.Container {
		return corev1.Container{
			Name: name, Image: image, ImagePullPolicy: corev1.PullIfNotPresent, Command: []string{"sh", "-c", script},
			SecurityContext: &corev1.SecurityContext{
				AllowPrivilegeEscalation: new(false),
				Capabilities:             &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}},
			},
			VolumeMounts: []corev1.VolumeMount{{Name: "state", MountPath: "/state"}},
		}
	}
	pod := corev1.PodSpec{
		RestartPolicy: j.restart, TerminationGracePeriodSeconds: new(int64(1)),
		AutomountServiceAccountToken: new(false), EnableServiceLinks: new(false),
		SecurityContext: &corev1.PodSecurityContext{
			RunAsNonRoot: new(true), RunAsUser: new(int64(65534)),
			SeccompProfile: &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault},
		},
		Containers: []corev1.Container{container("main", j.script)},
		Volumes:    []corev1.Volume{{Name: "state", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}}},
	}
	if j.memory != "" {
		pod.Containers[0].Resources.Limits = corev1.ResourceList{corev1.ResourceMemory: resource.MustParse(j.memory)}
	}
	if j.initScript != "" {
		pod.InitContainers = []corev1.Container{container("prepare", j.initScript)}
	}
	spec := batchv1.JobSpec{
		BackoffLimit: new(j.retries),
		Template:     corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Annotations: j.play}, Spec: pod},
	}
	if j.deadline > 0 {
		spec.ActiveDeadlineSeconds = new(int64(j.deadline.Seconds()))
	}
	c := &batchv1.CronJob{
		TypeMeta:   metav1.TypeMeta{APIVersion: "batch/v1", Kind: "CronJob"},
		ObjectMeta: metav1.ObjectMeta{Name: j.name, Annotations: j.annotations},
		Spec: batchv1.CronJobSpec{
			Schedule: j.schedule, TimeZone: new("Etc/UTC"), ConcurrencyPolicy: j.policy, Suspend: new(j.suspend),
			JobTemplate: batchv1.JobTemplateSpec{Spec: spec},
		},
	}
	for _, change := range j.shapes {
		change(&c.Spec)
	}
	return c
}
