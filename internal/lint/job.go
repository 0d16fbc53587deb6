package lint

import "strconv"

// Job is a CronJob as its manifest has it. Nil and empty mean that the manifest says nothing; the defaults are those of the API server.
type Job struct {
	File string // as it was named; "-" for stdin, empty for a live cluster
	Line int    // of the object, from 1; 0 where there are none
	// Lines says where a field stands, by its path ("spec.schedule", "metadata.annotations.rollcall.dev/owner").
	Lines map[string]int

	Namespace, Name     string
	Labels, Annotations map[string]string
	// The annotations of the jobTemplate, of its pod template, and of the namespace; the last one nil where it was not seen.
	TemplateAnnotations, PodAnnotations, NamespaceAnnotations map[string]string

	Schedule                      string
	TimeZone                      *string
	Suspend                       bool
	Concurrency                   string // Allow, Forbid, Replace
	StartingDeadline              *int64 // seconds
	SuccessHistory, FailedHistory *int64
	TTL, ActiveDeadline, PodLimit *int64 // seconds; PodLimit is activeDeadlineSeconds of the pod
	BackoffLimit                  *int64
	RestartPolicy                 string // Never, OnFailure
	Containers                    []Container
	// Mistakes are fields that the API server would refuse.
	Mistakes []Mistake
}

// Container is a container, or an init container, of the pod template.
type Container struct {
	Name, Image string
	Command     []string // command and arguments
	Line        int      // of its image, or else of itself
}

// Mistake is a field that cannot be read.
type Mistake struct {
	Field, Value, Allowed string
	Line                  int
}

// ID is namespace and name, the first one left out where the manifest has none.
func (j Job) ID() string {
	if j.Namespace == "" {
		return j.Name
	}
	return j.Namespace + "/" + j.Name
}

// line is where the first of the fields stands that the manifest has, else where the object does.
func (j Job) line(fields ...string) int {
	for _, f := range fields {
		if line, ok := j.Lines[f]; ok {
			return line
		}
	}
	return j.Line
}

func annotationField(key string) string { return "metadata.annotations." + key }

// Place is file and line as compilers print them; for a live cluster it is the object.
func (f Finding) Place() string {
	switch {
	case f.File == "":
		return "cronjob " + f.Job
	case f.Line == 0:
		return f.File
	default:
		return f.File + ":" + strconv.Itoa(f.Line)
	}
}
