package config

import "fmt"

func (v *validator) slack() {
	const key = "receivers.slack"
	slack := v.c.Receivers.Slack
	switch {
	case slack.Token.IsSet() && slack.WebhookURL.IsSet():
		v.failf(key+".webhook_url", "", "use either token or webhook_url, not both")
	case slack.Token.IsSet():
		v.needf(key+".api_url", slack.APIURL, "the value is missing: remove the key for Slack's own")
		if slack.Channel != "" {
			return
		}
		if !v.given("teams") {
			v.needf(key+".channel", slack.Channel, "a token needs the id of the channel that is written to")
			return
		}
		for i, team := range v.c.Teams {
			if team.SlackChannel == "" && !team.archived() && !v.broken(fmt.Sprintf("teams[%d].slack_channel", i)) {
				v.failf(fmt.Sprintf("teams[%d].slack_channel", i), "",
					"team %q has no channel: give it one, or set receivers.slack.channel for all teams without", team.ID)
			}
		}
	case slack.WebhookURL.IsSet():
		if slack.Channel != "" {
			v.failf(key+".channel", slack.Channel, "an incoming webhook has its own channel: remove it, or use a token")
		}
		for i, team := range v.c.Teams {
			if team.SlackChannel != "" {
				v.warnf(fmt.Sprintf("teams[%d].slack_channel", i),
					"has no effect with receivers.slack.webhook_url, which has its own channel")
			}
		}
	case slack.Channel != "" && !v.broken(key+".token"):
		v.failf(key+".channel", slack.Channel, "has no effect without receivers.slack.token")
	}
}

// answers looks at what people answer in Slack by.
func (v *validator) answers() {
	const key = "receivers.slack"
	slack := v.c.Receivers.Slack
	for name, secret := range map[string]Secret{"app_token": slack.AppToken, "signing_secret": slack.SigningSecret} {
		if secret.IsSet() && !slack.Token.IsSet() && !v.broken(key+".token") {
			v.failf(key+"."+name, "", "answers need receivers.slack.token too, by which people are looked up")
		}
	}
	if v.given(key+".answers") && !slack.Interactive() && !v.broken(key+".app_token") && !v.broken(key+".signing_secret") {
		v.failf(key+".answers", slack.Answers, "has no effect without receivers.slack.app_token or receivers.slack.signing_secret")
	}
	for i, team := range v.c.Teams {
		field := fmt.Sprintf("teams[%d].slack_usergroup", i)
		if slack.Answers == "team" && v.given("teams") && !team.archived() && team.SlackUsergroup == "" && !v.broken(field) {
			v.failf(field, "", "with receivers.slack.answers: team nobody could answer for team %q: give it a user group", team.ID)
		}
	}
}
