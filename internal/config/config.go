package config

import "time"

// Config is the whole configuration, complete and valid. Treat it as read-only: it is shared.
type Config struct {
	// Cluster is the name of this cluster in messages and on pages.
	Cluster string `yaml:"cluster" check:"label"`
	// Listen is the address of the HTTP server, host:port.
	Listen string `yaml:"listen" check:"listen"`
	// ExternalURL is where people reach Rollcall, with no slash at its end; empty when links should not be made.
	ExternalURL string `yaml:"external_url" check:"base_url"`
	Store       Store  `yaml:"store"`
	// Retention is how long finished history is kept.
	Retention  time.Duration `yaml:"retention" min:"1d" max:"3650d"`
	Kubernetes Kubernetes    `yaml:"kubernetes"`
	Defaults   Defaults      `yaml:"defaults"`
	// TriageTeam is the id of the team that is told when nobody else owns a Monitor. It is always in Teams.
	TriageTeam string `yaml:"triage_team" check:"id"`
	Teams      []Team `yaml:"teams"`
	Rules      []Rule `yaml:"rules"`
	// Directory has more Teams and Rules. Once it is read, they are among these.
	Directory Directory `yaml:"directory"`
	// OwnerAnnotations are read for an owner where rollcall.dev/owner is absent, in this order.
	OwnerAnnotations []string `yaml:"owner_annotations" check:"annotation"`
	// RunbookHosts are the hosts that are asked whether the links to runbooks on them still lead somewhere.
	RunbookHosts []string `yaml:"runbook_hosts" check:"host"`
	// RunbookAllowPrivate lets them have addresses in a private network or on this machine.
	RunbookAllowPrivate bool `yaml:"runbook_allow_private"`
	// AllowedDestinations are the ids of the channels that a job may choose.
	AllowedDestinations []string  `yaml:"allowed_destinations" check:"slack_channel"`
	Receivers           Receivers `yaml:"receivers"`
	Checkins            Checkins  `yaml:"checkins"`
	Webhooks            Incoming  `yaml:"webhooks"`
	// Maintenance are the times in which nobody is told.
	Maintenance []Maintenance `yaml:"maintenance"`
	API         API           `yaml:"api"`
	Lint        Lint          `yaml:"lint"`
}

// API is who may use /api/v1.
type API struct {
	// Tokens are who has access. Without any, nobody has.
	Tokens []APIToken `yaml:"tokens"`
}

// APIToken lets whoever sends it as "Authorization: Bearer" read, act, or also operate.
type APIToken struct {
	Name  string `yaml:"name" check:"id"`
	Token Secret `yaml:"token"`
	Role  string `yaml:"role" oneof:"read act operate"`
	// Teams are ids of the teams whose jobs the role operate may run again, suspend and resume; without any, all.
	Teams []string `yaml:"teams"`
}

// Defaults apply to every Monitor that does not say otherwise.
type Defaults struct {
	// Grace is how late a run may begin before its slot is missed.
	Grace time.Duration `yaml:"grace" min:"0s" max:"7d"`
	// StartGrace is how long a Job may take until a container runs before it is stuck.
	StartGrace time.Duration `yaml:"start_grace" min:"10s" max:"7d"`
	Severity   Severity      `yaml:"severity" oneof:"critical high normal low"`
	// BurstFrom is how many incidents that begin together for one reason, such as a lost node, are told as one; for reasons that jobs may
	// well have by themselves it takes twice as many. 0: never.
	BurstFrom int64 `yaml:"burst_from" min:"0" max:"1000"`
	// RemindAfter is the time between reminders of an incident that goes on; 0: none.
	RemindAfter time.Duration `yaml:"remind_after" min:"0s" max:"30d"`
}

// Severity is how urgent a failure is: critical, high, normal or low.
type Severity string

// Team is a group of people who are told.
type Team struct {
	ID   string `yaml:"id" check:"id"`
	Name string `yaml:"name"` // the ID where none is given
	// SlackChannel is the id of a channel, not its name, which may change.
	SlackChannel string `yaml:"slack_channel" check:"slack_channel"`
	// Timezone is the IANA zone in which the team reads times.
	Timezone string `yaml:"timezone" check:"zone"`
	// SlackUsergroup is the id of the user group that is called when nobody acts.
	SlackUsergroup string `yaml:"slack_usergroup" check:"slack_usergroup"`
	// Status is active or archived. What an archived team owned goes to its Successor, or else to its Parent.
	Status    string `yaml:"status" oneof:"active archived"`
	Successor string `yaml:"successor" check:"id"`
	Parent    string `yaml:"parent" check:"id"`
	// EscalateTo is the id of the team that is told when this one does not act; empty: Parent.
	EscalateTo string `yaml:"escalate_to" check:"id"`
	// Hours are when the team works, on the clock of Timezone, in the words of ownership.ParseWeek.
	Hours string `yaml:"hours" check:"hours"`
	// Holidays are days, or stretches of days, on which the team does not work, in the words of ownership.ParseHoliday.
	Holidays []string `yaml:"holidays" check:"holiday"`
	// ReviewBy is the day until which the entry is taken to be right; empty: for good.
	ReviewBy string `yaml:"review_by" check:"date"`
	// Language is what the team reads: one of words.Languages; empty: English.
	Language string `yaml:"language" oneof:"en ja"`
}

// Rule gives an owner, a severity or both to the CronJobs that match. The first rule that says something counts.
type Rule struct {
	Match    Match    `yaml:"match"`
	Owner    string   `yaml:"owner" check:"id"` // a team's id
	Severity Severity `yaml:"severity" oneof:"critical high normal low"`

	// Source is where the rule stands, in words; empty for one of the configuration itself.
	Source string
	// Imported says that another program's file made it, which may well name teams that nobody told us of.
	Imported bool
}

// Match selects CronJobs; everything that is given must fit, and an empty Match fits all.
type Match struct {
	Namespace string            `yaml:"namespace" check:"glob"`
	Name      string            `yaml:"name" check:"glob"`
	Labels    map[string]string `yaml:"labels"` // all must be equal
}

// Receivers are the destinations of messages.
type Receivers struct {
	Slack        Slack          `yaml:"slack"`
	Webhooks     []Webhook      `yaml:"webhooks"`
	PagerDuty    []PagerDuty    `yaml:"pagerduty"`
	Alertmanager []Alertmanager `yaml:"alertmanager"`
	Email        []Email        `yaml:"email"`
	MSTeams      []MSTeams      `yaml:"msteams"`
	Discord      []Discord      `yaml:"discord"`
	// Console writes messages to standard output. Where the key is absent, it is on when no other receiver is told everything.
	Console bool `yaml:"console"`
}

// Slack sends with a bot token, or with an incoming webhook, which can neither thread nor update messages.
type Slack struct {
	Token      Secret `yaml:"token" check:"slack_token"`
	WebhookURL Secret `yaml:"webhook_url" check:"url"`
	// Channel is the id of the channel for teams that have none.
	Channel string `yaml:"channel" check:"slack_channel"`
	// APIURL is the base of Slack's Web API.
	APIURL string `yaml:"api_url" check:"base_url"`
	// AppToken opens the connection of Socket Mode, by which answers come; SigningSecret proves that a request to /slack/… is Slack's.
	// Where one of them is set, messages have buttons.
	AppToken      Secret `yaml:"app_token" check:"slack_app_token"`
	SigningSecret Secret `yaml:"signing_secret"`
	// Answers says who may answer: everybody of the workspace, or the user group of the team that owns the job.
	Answers string `yaml:"answers" oneof:"workspace team"`
}

// Interactive says whether people can answer in Slack.
func (s Slack) Interactive() bool { return s.AppToken.IsSet() || s.SigningSecret.IsSet() }

// Enabled says whether Slack is configured at all.
func (s Slack) Enabled() bool { return s.Token.IsSet() || s.WebhookURL.IsSet() }

// Webhook is an outgoing webhook.
type Webhook struct {
	Name string `yaml:"name" check:"id"`
	// URL is not printed, since some carry a token; that it stands in the file is no reason for a warning.
	URL    Secret `yaml:"url" check:"url" public:"true"`
	Secret Secret `yaml:"secret"` // signs what is sent; may be empty
	Token  Secret `yaml:"token"`  // is sent as Authorization: Bearer; may be empty
	Format string `yaml:"format" oneof:"rollcall honeybadger honeybadger-v3"`
	// Template makes the body of the format rollcall, in the syntax of Go's text/template; empty: the body is the documented one.
	Template string `yaml:"template"`
	// ContentType is that of what the Template makes.
	ContentType string `yaml:"content_type" check:"media_type"`
	// AllowPrivate permits an address in a private network or on this machine.
	AllowPrivate bool       `yaml:"allow_private"`
	Teams        []string   `yaml:"teams" check:"id"`
	Severities   []Severity `yaml:"severities" oneof:"critical high normal low"`
}

// Incoming are the webhooks that Rollcall takes in.
type Incoming struct {
	Honeybadger IncomingHoneybadger `yaml:"honeybadger"`
}

// IncomingHoneybadger protects /webhooks/honeybadger.
type IncomingHoneybadger struct {
	// Token must come as "Authorization: Bearer". Without one the endpoint takes nothing from outside.
	Token Secret `yaml:"token"`
}

// Lint is how rollcall lint judges.
type Lint struct {
	// Severities replace those of the rules, by id or name: error, warning, info or off.
	Severities map[string]string `yaml:"severities"`
}
