package config

import (
	"fmt"
	"slices"
)

func (v *validator) webhooks() {
	for i, hook := range v.c.Receivers.Webhooks {
		key := fmt.Sprintf("receivers.webhooks[%d]", i)
		v.needf(key+".url", hook.URL.String(), "every webhook needs a url, such as https://hooks.example.com/rollcall")
		if hook.Template != "" && hook.Format != "rollcall" {
			v.failf(key+".template", "", "has no effect with format %s, whose body is Honeybadger's: remove one of them", hook.Format)
		}
		if hook.ContentType != "" && hook.Template == "" && !v.broken(key+".template") {
			v.failf(key+".content_type", hook.ContentType, "is that of what a template makes, and there is no template")
		}
	}
}

func (v *validator) pagerDuty() {
	for i, p := range v.c.Receivers.PagerDuty {
		key := fmt.Sprintf("receivers.pagerduty[%d]", i)
		v.needf(key+".routing_key", p.RoutingKey.String(), "every PagerDuty receiver needs the integration key of an Events API v2 integration")
		v.needf(key+".url", p.URL, "the value is missing: remove the key for PagerDuty's own")
	}
}

func (v *validator) alertmanagers() {
	for i, a := range v.c.Receivers.Alertmanager {
		key := fmt.Sprintf("receivers.alertmanager[%d]", i)
		if len(a.URLs) == 0 && !v.broken(key+".urls") {
			v.failf(key+".urls", "", "every Alertmanager needs at least one address, such as [http://alertmanager:9093]")
		}
		for k, u := range a.URLs {
			at := fmt.Sprintf("%s.urls[%d]", key, k)
			v.needf(at, u, "the value is missing, such as http://alertmanager:9093")
			v.twice(at, u, slices.Index(a.URLs, u) < k)
		}
		v.credentials(key, a.Username, a.Password, a.Token)
	}
}

func (v *validator) mails() {
	for i, e := range v.c.Receivers.Email {
		key := fmt.Sprintf("receivers.email[%d]", i)
		v.needf(key+".server", e.Server, "every e-mail receiver needs an SMTP server, such as smtp.example.com:587")
		v.needf(key+".from", e.From, "every e-mail receiver needs the address that it sends from, such as rollcall@example.com")
		if len(e.To) == 0 && !v.broken(key+".to") {
			v.failf(key+".to", "", "every e-mail receiver needs at least one recipient, such as [oncall@example.com]")
		}
		for k, to := range e.To {
			at := fmt.Sprintf("%s.to[%d]", key, k)
			v.needf(at, to, "the value is missing, such as oncall@example.com")
			v.twice(at, to, slices.Index(e.To, to) < k)
		}
		v.credentials(key, e.Username, e.Password, Secret{})
		if e.Username != "" && e.TLS == "none" {
			v.failf(key+".tls", e.TLS, "a password is never sent over a connection that is not encrypted: use starttls or tls, or remove username")
		}
	}
}

// chats have nothing but an address that is a secret.
func (v *validator) chats() {
	for i, m := range v.c.Receivers.MSTeams {
		v.needf(fmt.Sprintf("receivers.msteams[%d].url", i), m.URL.String(), "every Teams receiver needs the url of its workflow")
	}
	for i, d := range v.c.Receivers.Discord {
		v.needf(fmt.Sprintf("receivers.discord[%d].url", i), d.URL.String(),
			"every Discord receiver needs the url of its webhook, such as https://discord.com/api/webhooks/ID/TOKEN")
	}
}

// credentials are a name with its password, or a token, or nothing.
func (v *validator) credentials(key, username string, password, token Secret) {
	switch {
	case token.IsSet() && (username != "" || password.IsSet()):
		v.failf(key+".token", "", "use either token or username and password, not both")
	case username != "" && !password.IsSet():
		v.needf(key+".password", "", "a username needs its password")
	case username == "" && password.IsSet():
		v.needf(key+".username", "", "a password needs the username that it belongs to")
	}
}
