package app

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/internal/kube"
	"rollcall.dev/rollcall/internal/lint"
	"rollcall.dev/rollcall/internal/lint/manifest"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/routing"
	"rollcall.dev/rollcall/internal/schedule"
)

// ExplainOptions say which job is explained.
type ExplainOptions struct {
	Config          config.Config
	Namespace, Name string
	// Paths hold the manifest, and that of the namespace; none: the live cluster.
	Paths []string
	Stdin io.Reader
	Now   time.Time
}

// Explain says who would be told if a CronJob failed now, and why.
func Explain(ctx context.Context, o ExplainOptions) (routing.Explanation, error) {
	reader := &manifest.Reader{}
	err := readManifests(ctx, reader, LintOptions{Config: &o.Config, Paths: o.Paths, Stdin: o.Stdin, Cluster: len(o.Paths) == 0})
	if err != nil {
		return routing.Explanation{}, err
	}
	jobs := reader.Jobs()
	for i := range jobs {
		j := jobs[i]
		if j.Name != o.Name || j.Namespace != "" && j.Namespace != o.Namespace {
			continue
		}
		var router routing.Router
		router.Use(routes(o.Config))
		j.Namespace = o.Namespace
		e := router.Explain(defined(o.Config, j), o.Now)
		e.IfRefused = atLast(o.Config, e)
		e.Notes = append(e.Notes, remarks(j)...)
		return e, nil
	}
	return routing.Explanation{}, fmt.Errorf("no CronJob %s/%s among the %d that were read", o.Namespace, o.Name, len(jobs))
}

// atLast adds where any message goes that nobody takes.
func atLast(c config.Config, e routing.Explanation) []routing.Otherwise {
	all := e.IfRefused
	if len(e.Destinations) == 0 {
		return all
	}
	for _, to := range fallback(c) {
		there := slices.Contains(e.Destinations, to) ||
			slices.ContainsFunc(all, func(o routing.Otherwise) bool { return o.Destination == to })
		if !there {
			all = append(all, routing.Otherwise{Destination: to})
		}
	}
	return all
}

// defined is a manifest as the watching would define it, as far as routes depend on it.
func defined(c config.Config, j lint.Job) monitor.Definition {
	spec, _ := schedule.FromCronJob(j.Schedule, j.TimeZone)
	return monitor.Definition{
		Source: monitor.SourceKubernetes, Cluster: c.Cluster, Namespace: j.Namespace, Name: j.Name,
		Schedule: spec.In(c.Kubernetes.ControllerTimeZone), Suspended: j.Suspend, Annotations: j.Annotations, Labels: j.Labels,
		TemplateAnnotations: j.TemplateAnnotations, NamespaceAnnotations: j.NamespaceAnnotations,
	}
}

// remarks are reasons why nobody may be told at all.
func remarks(j lint.Job) []string {
	var all []string
	if !kube.Watched(j.Annotations) {
		all = append(all, `it is not watched: rollcall.dev/monitor is "false"`)
	}
	if j.Suspend {
		all = append(all, "it is suspended: it does not run")
	}
	return all
}
