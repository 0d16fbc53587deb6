package slack

import "time"

// What New uses where Options leave it out.
const (
	DefaultToken   = "xoxb-1-standin"
	DefaultChannel = "C0ALERTS001"
	DefaultUser    = "U0ASTRID001"
	DefaultTeam    = "T0STANDIN01"
	DefaultWebhook = "/services/T0STANDIN01/B0STANDIN01/standinsecret"
	DefaultURL     = "http://slack.test"
	// What the app proves itself with towards Slack's Socket Mode, and Slack towards the app's server.
	DefaultAppToken      = "xapp-1-standin"
	DefaultSigningSecret = "standinsigningsecret"
)

// Channel is a conversation of the workspace. The zero value of each field is the ordinary case, except that a bot posts only
// where Member says that it was invited.
type Channel struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Private  bool   `json:"private,omitempty"`
	Archived bool   `json:"archived,omitempty"`
	Member   bool   `json:"member"`   // the bot is in it
	ReadOnly bool   `json:"readonly"` // posting is restricted: restricted_action_read_only_channel
	Topic    string `json:"topic,omitempty"`
	DirectTo string `json:"direct_to,omitempty"` // the user whom a direct message channel belongs to
}

// User is a person of the workspace.
type User struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	RealName string `json:"real_name"`
	Email    string `json:"email,omitempty"`
	TZ       string `json:"tz,omitempty"` // IANA name
	Disabled bool   `json:"disabled,omitempty"`
	Bot      bool   `json:"bot,omitempty"`
	Guest    bool   `json:"guest,omitempty"`  // of several channels: is_restricted
	Single   bool   `json:"single,omitempty"` // a guest of one channel: is_ultra_restricted
	Team     string `json:"team,omitempty"`   // home of somebody who is here by Slack Connect; empty: this workspace
}

// UserGroup is a mentionable group (a "subteam").
type UserGroup struct {
	ID       string   `json:"id"`
	Handle   string   `json:"handle"`
	Name     string   `json:"name"`
	Users    []string `json:"users"`
	Disabled bool     `json:"disabled,omitempty"`
}

// Webhook is an incoming webhook: a path of its own that posts into one channel.
type Webhook struct {
	Path    string `json:"path"` // /services/T…/B…/…
	Channel string `json:"channel"`
	Revoked bool   `json:"revoked,omitempty"` // answers no_service
}

// Options describe the workspace. The zero value is a usable one: a public channel and a private one with the bot in both, two
// people, a user group, one webhook, and Slack's own rate limits.
type Options struct {
	Token      string // bot token; DefaultToken
	AppToken   string // for Socket Mode; DefaultAppToken
	Secret     string // signs what is sent to the app; DefaultSigningSecret
	URL        string // how the app reaches this server, for response URLs and Socket Mode; DefaultURL
	Organized  string // id of the Enterprise organization; empty: none
	BotName    string // display name of the app; "Rollcall"
	Channels   []Channel
	Users      []User
	UserGroups []UserGroup
	Webhooks   []Webhook
	Scopes     []string      // what the token may do; nil is everything that the stand-in knows but chat:write.public
	Rate       RateLimits    // zero is Slack's own
	EditWindow time.Duration // how long a message may be edited; zero is for ever
}

func (o Options) withDefaults() Options {
	if o.Token == "" {
		o.Token = DefaultToken
	}
	if o.AppToken == "" {
		o.AppToken = DefaultAppToken
	}
	if o.Secret == "" {
		o.Secret = DefaultSigningSecret
	}
	if o.URL == "" {
		o.URL = DefaultURL
	}
	if o.BotName == "" {
		o.BotName = "Rollcall"
	}
	if o.Channels == nil {
		o.Channels = []Channel{
			{ID: DefaultChannel, Name: "alerts", Member: true, Topic: "Jobs that did not do what they should"},
			{ID: "C0PRIVATE01", Name: "platform-private", Private: true, Member: true},
			{ID: "C0OUTSIDE01", Name: "random"},
		}
	}
	if o.Users == nil {
		o.Users = []User{
			{ID: DefaultUser, Name: "astrid", RealName: "Astrid Berg", Email: "astrid@example.com", TZ: "Europe/Stockholm"},
			{ID: "U0KENJI0001", Name: "kenji", RealName: "Kenji Mori", Email: "kenji@example.com", TZ: "Asia/Tokyo"},
		}
	}
	if o.UserGroups == nil {
		o.UserGroups = []UserGroup{{ID: "S0PLATFORM1", Handle: "platform", Name: "Platform", Users: []string{DefaultUser}}}
	}
	if o.Webhooks == nil && len(o.Channels) > 0 {
		o.Webhooks = []Webhook{{Path: DefaultWebhook, Channel: o.Channels[0].ID}}
	}
	if o.Scopes == nil {
		o.Scopes = knownScopes()
	}
	o.Rate = o.Rate.withDefaults()
	return o
}

// ids of the app itself, fixed so that golden files hold.
const (
	botID     = "B0STANDIN01"
	botUserID = "U0STANDIN01"
	appID     = "A0STANDIN01"
)
