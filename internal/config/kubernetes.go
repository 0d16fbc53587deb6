package config

import "time"

// Kubernetes says how the cluster is watched and whether check-ins are injected.
type Kubernetes struct {
	// Enabled is auto (where a kubeconfig or a service account is found), true or false.
	Enabled string `yaml:"enabled" oneof:"auto true false"`
	// Kubeconfig is the path of a kubeconfig; empty for the usual places.
	Kubeconfig string     `yaml:"kubeconfig"`
	Namespaces Namespaces `yaml:"namespaces"`
	// ControllerTimeZone is the zone of kube-controller-manager, in which a CronJob without spec.timeZone runs.
	ControllerTimeZone string `yaml:"controller_time_zone" check:"zone"`
	// ConfigVersions says of which objects that jobs refer to the versions are compared with those at the last success.
	ConfigVersions string `yaml:"config_versions" oneof:"none configmaps all"`
	// Checkin is how the check-in container gets into Jobs: none, admission (mutating webhook) or cronjob (server-side apply).
	Checkin string `yaml:"checkin" oneof:"none admission cronjob"`
	// CheckinImage is the image of the check-in container.
	CheckinImage string `yaml:"checkin_image" check:"image"`
	// CheckinURL is where pods reach Rollcall's check-in service, with no slash at its end; empty for ExternalURL.
	CheckinURL string           `yaml:"checkin_url" check:"base_url"`
	Webhook    AdmissionWebhook `yaml:"webhook"`
	Remedies   Remedies         `yaml:"remedies"`
}

// Remedies say where people may have jobs run again, suspended and resumed.
type Remedies struct {
	// ServiceAccount is NAMESPACE/NAME of the one that has the rights to that; Rollcall impersonates it.
	ServiceAccount string `yaml:"service_account" check:"service_account"`
	// Namespaces are those whose jobs may be touched; none: nothing is.
	Namespaces []string `yaml:"namespaces" check:"glob"`
}

// The ways of Kubernetes.Checkin.
const (
	CheckinNone      = "none"
	CheckinAdmission = "admission"
	CheckinCronJob   = "cronjob"
)

// What Kubernetes.ConfigVersions says beside none.
const (
	VersionsOfConfigMaps = "configmaps"
	VersionsOfAll        = "all" // Secrets too
)

// Namespaces selects what is watched by globs. No include means all; exclude wins.
type Namespaces struct {
	Include []string `yaml:"include" check:"glob"`
	Exclude []string `yaml:"exclude" check:"glob"`
}

// AdmissionWebhook is the HTTPS server of the mutating webhook. Exactly one of Service and URL says how the API server
// reaches it.
type AdmissionWebhook struct {
	Listen string `yaml:"listen" check:"listen"`
	// Service is namespace/name.
	Service string `yaml:"service" check:"service"`
	URL     string `yaml:"url" check:"https_url"`
}

// Checkins is where check-ins are kept: in Rollcall itself or in a Honeybadger account.
type Checkins struct {
	Provider string `yaml:"provider" oneof:"embedded honeybadger"`
	// Projects are those of the embedded service; never empty.
	Projects []Project `yaml:"projects"`
	// MaxReportsPerMinute bounds how often each check-in may be reported to.
	MaxReportsPerMinute int64 `yaml:"max_reports_per_minute" min:"1" max:"60000"`
	// Monitors are the embedded service's check-ins of jobs that are no CronJobs.
	Monitors []CheckinMonitor `yaml:"monitors"`

	// Project, Token and APIURL belong to a Honeybadger account.
	Project int64  `yaml:"project" min:"1"`
	Token   Secret `yaml:"token"`
	APIURL  string `yaml:"api_url" check:"base_url"`
}

// The providers of Checkins.
const (
	ProviderEmbedded    = "embedded"
	ProviderHoneybadger = "honeybadger"
)

// Project groups check-ins of the embedded service.
type Project struct {
	ID   int64  `yaml:"id" min:"1"`
	Name string `yaml:"name"`
	// Key lets pings name a check-in by slug. Empty: only by id.
	Key Secret `yaml:"key"`
	// APIKey manages the check-ins by API, ReadKey looks at them. Empty: nobody does.
	APIKey  Secret `yaml:"api_key"`
	ReadKey Secret `yaml:"read_key"`
}

// CheckinMonitor is a job outside the cluster, which reports by itself.
type CheckinMonitor struct {
	ID   string `yaml:"id" check:"checkin_id"`
	Name string `yaml:"name"`
	Slug string `yaml:"slug" check:"slug"`
	// Project is the id of one of Projects.
	Project int64 `yaml:"project" min:"1"`
	// Exactly one of Schedule, Calendar and Period is set. The first two may have several lines.
	Schedule string        `yaml:"schedule"`
	Dialect  string        `yaml:"dialect" oneof:"kubernetes debian"` // of Schedule
	Calendar string        `yaml:"calendar"`
	Period   time.Duration `yaml:"period" min:"1s" max:"3650d"`
	Timezone string        `yaml:"timezone" check:"zone"`
	Grace    time.Duration `yaml:"grace" min:"0s" max:"7d"` // that of the Defaults where none is given
	// What is expected of a report beside its time. Zero values expect nothing.
	Early        time.Duration `yaml:"early" min:"0s" max:"7d"`
	MaxDuration  time.Duration `yaml:"max_duration" min:"1s" max:"365d"`
	MinDuration  time.Duration `yaml:"min_duration" min:"1s" max:"365d"`
	FailAfter    int64         `yaml:"fail_after" min:"1" max:"720"`
	RecoverAfter int64         `yaml:"recover_after" min:"1" max:"720"`
	Parent       string        `yaml:"parent"` // the id or the slug of another one of the same project
	PausedUntil  string        `yaml:"paused_until" check:"instant"`
	Tags         []string      `yaml:"tags" check:"label"`
	Description  string        `yaml:"description"`
	Owner        string        `yaml:"owner" check:"id"` // a team's id
	Severity     Severity      `yaml:"severity" oneof:"critical high normal low"`
	Runbook      string        `yaml:"runbook" check:"url"`
}
