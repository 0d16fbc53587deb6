package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/schedule"
)

// injection checks what the check-in container needs.
func (v *validator) injection() {
	const key = "kubernetes"
	k := v.c.Kubernetes
	if k.Enabled == "false" && k.Checkin != CheckinNone {
		v.failf(key+".checkin", k.Checkin, "needs Kubernetes, and kubernetes.enabled is false")
		return
	}
	if k.Checkin == CheckinNone {
		for _, name := range []string{"checkin_image", "checkin_url", "webhook"} {
			if v.given(key + "." + name) {
				v.warnf(key+"."+name, "has no effect while kubernetes.checkin is none")
			}
		}
		return
	}
	v.needf(key+".checkin_image", k.CheckinImage, "kubernetes.checkin %s needs the image of the check-in container", k.Checkin)
	// With a Honeybadger account the address of each check-in comes from there.
	if v.c.Checkins.Provider == ProviderEmbedded && !v.broken("external_url") {
		v.needf(key+".checkin_url", k.CheckinURL,
			"kubernetes.checkin %s needs the URL at which pods reach Rollcall, here or in external_url", k.Checkin)
	}
	if k.Checkin == CheckinAdmission {
		v.admission(k.Webhook)
	}
}

func (v *validator) admission(w AdmissionWebhook) {
	const key = "kubernetes.webhook"
	v.needf(key+".listen", w.Listen, "the value is missing, such as :9443")
	switch {
	case w.Service != "" && w.URL != "":
		v.failf(key+".url", w.URL, "use either service or url, not both")
	case w.Service == "" && w.URL == "" && !v.broken(key+".service") && !v.broken(key+".url"):
		v.failf(key, "", "kubernetes.checkin admission needs a service (NAMESPACE/NAME) or a url at which the API server reaches Rollcall")
	}
}

func (v *validator) projects() {
	ids, projectNames, keys := map[string]string{}, map[string]string{}, map[string]string{}
	for i, project := range v.c.Checkins.Projects {
		key := fmt.Sprintf("checkins.projects[%d]", i)
		if project.ID == 0 && !v.broken(key+".id") {
			v.failf(key+".id", "", "every project needs an id, a whole number from 1")
		} else if project.ID != 0 {
			v.unique(ids, key+".id", strconv.FormatInt(project.ID, 10))
		}
		v.needf(key+".name", project.Name, "every project needs a name")
		v.unique(projectNames, key+".name", project.Name)
		for _, k := range []struct {
			name string
			key  Secret
		}{{".key", project.Key}, {".api_key", project.APIKey}, {".read_key", project.ReadKey}} {
			if first, twice := keys[k.key.Reveal()]; twice && k.key.Reveal() != "" {
				v.failf(key+k.name, "", "the same as %s: each needs its own key", first)
			}
			keys[k.key.Reveal()] = key + k.name
		}
	}
}

// monitors checks what reports by itself.
func (v *validator) monitors() {
	ids, slugs := map[string]string{}, map[string]string{}
	for i, m := range v.c.Checkins.Monitors {
		key := fmt.Sprintf("checkins.monitors[%d]", i)
		if !v.given(key+".id") && !v.given(key+".slug") {
			v.failf(key, "", "every check-in needs a slug or an id to report by")
		}
		v.unique(ids, key+".id", m.ID)
		if m.Slug != "" {
			v.unique(slugs, key+".slug", strconv.FormatInt(m.Project, 10)+"/"+m.Slug)
		}
		v.timing(key, m)
		v.expecting(key, m)
		v.knownTeam(key+".owner", m.Owner)
		if !slices.ContainsFunc(v.c.Checkins.Projects, func(p Project) bool { return p.ID == m.Project }) && !v.broken("checkins.projects") {
			v.failf(key+".project", strconv.FormatInt(m.Project, 10), "no such project; use the id of one of checkins.projects")
		}
	}
}

// timing checks that a check-in says, once, when it is due.
func (v *validator) timing(key string, m CheckinMonitor) {
	if v.broken(key+".schedule") || v.broken(key+".calendar") || v.broken(key+".period") || v.broken(key+".dialect") {
		return
	}
	var given []string
	for _, name := range []string{"schedule", "calendar", "period"} {
		if name == "schedule" && m.Schedule != "" || name == "calendar" && m.Calendar != "" || name == "period" && m.Period != 0 {
			given = append(given, name)
		}
	}
	switch len(given) {
	case 0:
		v.failf(key, "", "every check-in needs a schedule, a calendar or a period")
		return
	case 1:
	default:
		last := given[len(given)-1]
		v.failf(key+"."+last, "", "use either %s or %s, not both", given[0], last)
		return
	}
	if m.Schedule == "" && v.given(key+".dialect") {
		v.failf(key+".dialect", m.Dialect, "a dialect needs a schedule: it says how its cron expressions are read")
	}
	v.expressions(key, m)
}

// expressions checks a schedule or a calendar.
func (v *validator) expressions(key string, m CheckinMonitor) {
	name, spec := "schedule", schedule.Crontab(schedule.Dialect(m.Dialect), m.Schedule, m.Timezone)
	if m.Calendar != "" {
		name, spec = "calendar", schedule.OnCalendar(m.Calendar, m.Timezone)
	}
	if spec.Expr == "" || v.broken(key+".timezone") {
		return
	}
	if _, err := schedule.Parse(spec); err != nil {
		v.failf(key+"."+name, spec.Expr, "%v", err)
	} else if every, ok := strings.CutPrefix(spec.Text(), "@every "); ok {
		if d, err := time.ParseDuration(strings.TrimSpace(every)); err == nil && d < time.Second {
			v.failf(key+"."+name, spec.Expr, "use a second or more between two reports")
		}
	}
}

// expecting checks what is expected of a check-in's reports.
func (v *validator) expecting(key string, m CheckinMonitor) {
	if m.MinDuration > 0 && m.MaxDuration > 0 && m.MinDuration >= m.MaxDuration {
		v.failf(key+".min_duration", m.MinDuration.String(), "use less than max_duration (%s)", m.MaxDuration)
	}
	if m.Parent == "" {
		return
	}
	others := v.c.Checkins.Monitors
	known := slices.ContainsFunc(others, func(o CheckinMonitor) bool {
		return o.Project == m.Project && (o.ID == m.Parent || o.Slug == m.Parent) && (o.ID != m.ID || o.Slug != m.Slug)
	})
	if !known {
		v.failf(key+".parent", m.Parent, "no such check-in; use the id or the slug of another one of checkins.monitors in the same project")
	}
}

// honeybadger checks the account of the check-in provider.
func (v *validator) honeybadger() {
	const key = "checkins"
	c := v.c.Checkins
	if c.Provider == ProviderEmbedded {
		for _, name := range []string{"project", "token", "api_url"} {
			if v.given(key + "." + name) {
				v.failf(key+"."+name, "", "belongs to provider honeybadger, and checkins.provider is embedded")
			}
		}
		return
	}
	if c.Project == 0 && !v.broken(key+".project") {
		v.failf(key+".project", "", "provider honeybadger needs the number of a project in the account")
	}
	v.needf(key+".token", c.Token.String(), "provider honeybadger needs a personal API token of the account")
	v.needf(key+".api_url", c.APIURL, "the value is missing: remove the key for Honeybadger's own")
	const token = "webhooks.honeybadger.token"
	const needsToken = "provider honeybadger needs the token that its webhook sends to /webhooks/honeybadger"
	switch {
	case v.c.Webhooks.Honeybadger.Token.IsSet() || v.broken(token):
	case v.given("webhooks"):
		v.failf(token, "", needsToken)
	default:
		v.failAtf(key+".provider", token, "", needsToken)
	}
}
