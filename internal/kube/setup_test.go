package kube

import (
	"encoding/json"
	"maps"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
)

// closing is the template of a job that uses about everything.
const closing = `
metadata: {labels: {app: close}, annotations: {a: b}}
spec:
  serviceAccountName: close
  restartPolicy: Never
  nodeSelector: {disk: fast}
  securityContext: {}
  initContainers:
  - {name: fetch, image: "fetch:1"}
  containers:
  - name: main
    image: registry.example.com/close:1.4.2
    command: [close]
    args: [--day]
    env:
    - {name: TOKEN, value: secret}
    - {name: DB, valueFrom: {secretKeyRef: {name: db, key: password}}}
    - {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
    envFrom:
    - {configMapRef: {name: close}}
    resources: {limits: {cpu: "1", memory: 2Gi}}
    volumeMounts: [{name: work, mountPath: /work}]
  - {name: proxy, image: "proxy:2"}
  volumes:
  - {name: work, projected: {sources: [{secret: {name: tls}}, {configMap: {name: more}}]}}
  - {name: cert, secret: {secretName: cert}}
`

func closingTemplate(t testing.TB) *corev1.PodTemplateSpec {
	t.Helper()
	return parse[corev1.PodTemplateSpec](t, closing)
}

func TestSetup(t *testing.T) {
	t.Parallel()
	got := setupOf(closingTemplate(t))
	if len(got.Spec) != len("1.")+16 || len(got.Parts) != monitor.PartLen*len(monitor.SpecParts()) {
		t.Errorf("spec %q, parts %q", got.Spec, got.Parts)
	}
	got.Spec, got.Parts = "", ""
	want := &monitor.Setup{
		Images: []monitor.Image{
			{Container: "fetch", Image: "fetch:1"}, {Container: "main", Image: "registry.example.com/close:1.4.2"},
			{Container: "proxy", Image: "proxy:2"},
		},
		Config: []monitor.Config{
			{Object: "configmap/close"}, {Object: "configmap/more"}, {Object: "secret/cert"}, {Object: "secret/db"}, {Object: "secret/tls"},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestSetupTellsChangesApart: which parts of the spec an edit changes, and which edits change nothing.
func TestSetupTellsChangesApart(t *testing.T) {
	t.Parallel()
	main := func(f func(*corev1.Container)) func(*corev1.PodTemplateSpec) {
		return func(p *corev1.PodTemplateSpec) { f(&p.Spec.Containers[0]) }
	}
	tests := map[string]struct {
		edit func(*corev1.PodTemplateSpec)
		want string // parts; "same": nothing changed
	}{
		"nothing":    {func(*corev1.PodTemplateSpec) {}, "same"},
		"labels":     {func(p *corev1.PodTemplateSpec) { p.Labels, p.Annotations = map[string]string{"job-name": "x"}, nil }, "same"},
		"a value":    {main(func(c *corev1.Container) { c.Env[0].Value = "another" }), "same"},
		"env sorted": {main(func(c *corev1.Container) { c.Env[0], c.Env[1] = c.Env[1], c.Env[0] }), "same"},
		"defaults": {func(p *corev1.PodTemplateSpec) {
			grace, mode := int64(30), int32(0o644)
			c := &p.Spec.Containers[0]
			c.TerminationMessagePath, c.TerminationMessagePolicy, c.ImagePullPolicy = "/dev/termination-log", "File", "IfNotPresent"
			c.Env[2].ValueFrom.FieldRef.APIVersion = "v1"
			p.Spec.DNSPolicy, p.Spec.SchedulerName, p.Spec.TerminationGracePeriodSeconds = "ClusterFirst", "default-scheduler", &grace
			p.Spec.DeprecatedServiceAccount, p.Spec.SecurityContext = "close", nil
			p.Spec.Volumes[0].Projected.DefaultMode, p.Spec.Volumes[1].Secret.DefaultMode = &mode, &mode
		}, "same"},
		"our container": {func(p *corev1.PodTemplateSpec) {
			p.Spec.InitContainers = append(p.Spec.InitContainers, corev1.Container{Name: diagnose.CheckInContainer, Image: "rollcall"})
		}, "same"},
		"order": {func(p *corev1.PodTemplateSpec) {
			p.Spec.Containers[0], p.Spec.Containers[1] = p.Spec.Containers[1], p.Spec.Containers[0]
		}, "same"},
		"image":           {main(func(c *corev1.Container) { c.Image = "close:2" }), ""},
		"command":         {main(func(c *corev1.Container) { c.Command = []string{"x"} }), "command"},
		"args":            {main(func(c *corev1.Container) { c.Args = nil }), "command"},
		"working dir":     {main(func(c *corev1.Container) { c.WorkingDir = "/" }), "command"},
		"env":             {main(func(c *corev1.Container) { c.Env = c.Env[1:] }), "env"},
		"env from":        {main(func(c *corev1.Container) { c.EnvFrom[0].ConfigMapRef.Name = "other" }), "env"},
		"resources":       {main(func(c *corev1.Container) { c.Resources = corev1.ResourceRequirements{} }), "resources"},
		"mount":           {main(func(c *corev1.Container) { c.VolumeMounts[0].MountPath = "/" }), "volumes"},
		"volume":          {func(p *corev1.PodTemplateSpec) { p.Spec.Volumes = p.Spec.Volumes[1:] }, "volumes"},
		"service account": {func(p *corev1.PodTemplateSpec) { p.Spec.ServiceAccountName = "x" }, "others"},
		"node selector":   {func(p *corev1.PodTemplateSpec) { p.Spec.NodeSelector["disk"] = "slow" }, "others"},
		"one container less": {
			func(p *corev1.PodTemplateSpec) { p.Spec.Containers = p.Spec.Containers[:1] }, "command env resources volumes others",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before, after := closingTemplate(t), closingTemplate(t)
			tt.edit(after)
			was, is := setupOf(before), setupOf(after)
			if (was.Spec == is.Spec) != (tt.want == "same") {
				t.Errorf("from %s to %s", was.Spec, is.Spec)
			}
			var parts []string
			for _, p := range is.OtherParts(*was) {
				parts = append(parts, string(p))
			}
			if got := strings.Join(parts, " "); got != strings.TrimPrefix(tt.want, "same") {
				t.Errorf("parts %q, want %q", got, tt.want)
			}
		})
	}
}

// TestSetupIsBounded: of a template that is as large as one can be, little is kept.
func TestSetupIsBounded(t *testing.T) {
	t.Parallel()
	var p corev1.PodTemplateSpec
	for i := range 300 {
		name := minutes(time.Unix(int64(i)*60, 0))
		p.Spec.Containers = append(p.Spec.Containers, corev1.Container{
			Name: name, Image: strings.Repeat("x", 5000),
			EnvFrom: []corev1.EnvFromSource{{SecretRef: &corev1.SecretEnvSource{LocalObjectReference: corev1.LocalObjectReference{Name: name}}}},
		})
	}
	doc, err := json.Marshal(setupOf(&p))
	if err != nil || len(doc) > 3500 {
		t.Errorf("%d bytes, %v", len(doc), err)
	}
	if setupOf(&corev1.PodTemplateSpec{}) != nil {
		t.Error("a template without containers has a setup")
	}
}

// storedJobOf is the Job that the controller makes from a CronJob (getJobFromTemplate2 in pkg/controller/cronjob), with what the Job
// controller and admission add to its template (pkg/registry/batch/job: generateSelector), as it comes back from the store.
func storedJobOf(t testing.TB, cj *batchv1.CronJob) *batchv1.Job {
	t.Helper()
	job := aJob(cj, at(t, "10:00:00"))
	cj.Spec.JobTemplate.Spec.DeepCopyInto(&job.Spec)
	labels := map[string]string{"controller-uid": string(job.UID), batchv1.ControllerUidLabel: string(job.UID), batchv1.JobNameLabel: job.Name}
	maps.Copy(labels, job.Spec.Template.Labels)
	job.Spec.Template.Labels = labels
	return stored(t, job)
}

// closingJob is a Job of closing as it is held in memory.
func closingJob(t testing.TB) *batchv1.Job {
	t.Helper()
	cj := aCronJob("close")
	cj.Spec.JobTemplate.Spec.Template = *closingTemplate(t)
	job := storedJobOf(t, cj)
	slimJob(job)
	return job
}

// stored is the object as the API server's store gives it back, in its protobuf.
func stored[T any, P interface {
	*T
	Marshal() ([]byte, error)
	Unmarshal(data []byte) error
}](t testing.TB, object P) P {
	t.Helper()
	raw, err := object.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	var again T
	if err := P(&again).Unmarshal(raw); err != nil {
		t.Fatal(err)
	}
	return &again
}

// FuzzSetup: whatever a template is, the Job made from it has the setup of the CronJob, held in memory or asked for, and nothing is
// changed by looking.
func FuzzSetup(f *testing.F) {
	doc, err := json.Marshal(closingTemplate(f))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(doc)
	f.Add([]byte(`{"spec":{"containers":[{"name":"a","image":"b","command":[],"env":[{"name":"x"},{"name":"x","value":"y"}]}]}}`))
	f.Add([]byte(`{"spec":{"initContainers":[{"name":"a"}],"securityContext":{},"volumes":[{"name":"v","hostPath":{"path":"/"}}]}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		cj := aCronJob("close")
		if json.Unmarshal(raw, &cj.Spec.JobTemplate.Spec.Template) != nil {
			return
		}
		cj = stored(t, cj)
		template := &cj.Spec.JobTemplate.Spec.Template
		before := template.DeepCopy()
		want := setupOf(template)
		if !reflect.DeepEqual(template, before) {
			t.Fatal("looking changed the template")
		}
		job := storedJobOf(t, cj)
		if diff := cmp.Diff(want, runSetup(job, nil, nil), ignoreConfig()); diff != "" {
			t.Errorf("of the Job: %s", diff)
		}
		for range 3 { // an informer may do it again
			held, err := slim(slimJob)(job)
			if err != nil {
				t.Fatal(err)
			}
			job = held.(*batchv1.Job)
		}
		if diff := cmp.Diff(want, runSetup(job, nil, nil), ignoreConfig()); diff != "" {
			t.Errorf("of the Job in memory: %s", diff)
		}
		slimCronJob(cj)
		if diff := cmp.Diff(want, setupNoted(cj, &cj.Spec.JobTemplate.Spec.Template)); diff != "" {
			t.Errorf("of the CronJob in memory: %s", diff)
		}
	})
}

// ignoreConfig leaves out the objects that a template refers to: of a run those count whose version is known.
func ignoreConfig() cmp.Option {
	return cmp.FilterPath(func(p cmp.Path) bool { return p.String() == "Config" }, cmp.Ignore())
}

// TestDefinedSetup: what the next run of a CronJob will be made from, without what nobody compares: each State holds it.
func TestDefinedSetup(t *testing.T) {
	t.Parallel()
	cj := aCronJob("close")
	cj.Spec.JobTemplate.Spec.Template = *closingTemplate(t)
	want := setupOf(closingTemplate(t))
	want.Config = nil
	for _, held := range []string{"asked for", "in memory"} {
		if held == "in memory" {
			slimCronJob(cj)
		}
		d, _ := Options{}.definition(cj)
		if diff := cmp.Diff(want, d.Setup); diff != "" {
			t.Errorf("%s: %s", held, diff)
		}
	}
}

// TestRunSetup: what the pods of a run show is told with its end.
func TestRunSetup(t *testing.T) {
	t.Parallel()
	job := closingJob(t)
	container := func(name, id string) diagnose.Container { return diagnose.Container{Name: name, ImageID: id} }
	const sum = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	pods := []podEntry{
		{pod: diagnose.Pod{Node: "old", Containers: []diagnose.Container{
			container("main", "r.example.com/close@sha256:ffffffffffffffff"), container("proxy", "docker-pullable://p@sha256:"+sum),
		}}},
		{pod: diagnose.Pod{Node: "new", Containers: []diagnose.Container{
			container("main", "r.example.com/close@sha256:"+sum), container("fetch", "sha256:"+sum),
		}}},
	}
	s := runSetup(job, pods, []monitor.Config{{Object: "secret/db", Version: "7"}, {Object: "secret/tls"}})
	var got []string
	for _, i := range s.Images {
		got = append(got, i.Container+"="+i.Digest)
	}
	got = append(got, s.Node)
	if diff := cmp.Diff([]string{"fetch=", "main=sha256:0123456789ab", "proxy=sha256:0123456789ab", "new"}, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]monitor.Config{{Object: "secret/db", Version: "7"}}, s.Config); diff != "" {
		t.Error(diff)
	}
	if runSetup(aJob(aCronJob("close"), at(t, "10:00:00")), pods, nil) != nil {
		t.Error("a Job without a template has a setup")
	}
}
