package slackdesk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"rollcall.dev/rollcall/internal/ownership"
)

// Who may answer.
const (
	AnswersWorkspace = "workspace" // every full member of the workspace
	AnswersTeam      = "team"      // the members of the user group of the team that owns the job
)

// Config is what an operator says.
type Config struct {
	Token         string // of the bot, xoxb-…
	AppToken      string // xapp-…; empty: no Socket Mode
	SigningSecret string // empty: nothing comes over HTTP
	APIURL        string // empty: Slack's own
	Answers       string // AnswersWorkspace, also where it is empty, or AnswersTeam
	Teams         []Team
}

// Team is a team as Slack knows it.
type Team struct {
	ID        string
	Name      string
	Channel   string // id; empty: none
	UserGroup string // id; empty: none
	Hours     ownership.Hours
	Language  string // which it reads, as BCP 47 names it; empty: English
}

// Deps is what a Clerk works with.
type Deps struct {
	Desk     Desk
	Remedies Remedies
	Teams    Teams
	HTTP     *http.Client // with a timeout; nil: one of 10 s
	Log      *slog.Logger // nil: none
	// Dial opens the connection of Socket Mode; nil: the network, by the proxy of the environment.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

const requestTimeout = 10 * time.Second

// New makes a Clerk; it does not talk to Slack yet.
func New(c Config, d Deps) (*Clerk, error) {
	switch {
	case strings.TrimSpace(c.Token) == "":
		return nil, errors.New("slack: token is empty: want a bot token (xoxb-…), by which people are looked up")
	case c.AppToken == "" && c.SigningSecret == "":
		return nil, errors.New("slack: app_token and signing_secret are empty: want one of them, or both")
	case c.Answers != "" && c.Answers != AnswersWorkspace && c.Answers != AnswersTeam:
		return nil, fmt.Errorf("slack: answers %q: want %s or %s", c.Answers, AnswersWorkspace, AnswersTeam)
	case d.Desk == nil:
		return nil, errors.New("slack: there is no desk to hand answers in at")
	case d.Remedies == nil:
		return nil, errors.New("slack: there is nothing by which jobs could be run again")
	case d.Teams == nil:
		return nil, errors.New("slack: nothing says which teams there are")
	}
	if d.HTTP == nil {
		d.HTTP = &http.Client{Timeout: requestTimeout}
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	api := slack.APIURL
	if c.APIURL != "" {
		api = strings.TrimSuffix(c.APIURL, "/") + "/"
	}
	base, err := url.Parse(api)
	if err != nil || (base.Scheme != "https" && base.Scheme != "http") || base.Host == "" {
		return nil, fmt.Errorf("slack: api_url %q: want an absolute http or https address, such as %s", c.APIURL, slack.APIURL)
	}
	k := &Clerk{
		config: c, desk: d.Desk, remedies: d.Remedies, teams: d.Teams, log: d.Log, dial: d.Dial, jobs: make(chan request, maxWaiting),
		api: slack.New(c.Token, slack.OptionAppLevelToken(c.AppToken), slack.OptionHTTPClient(d.HTTP), slack.OptionAPIURL(api)),
	}
	k.signatures, k.envelopes = newMemory(maxSignatures), newMemory(maxEnvelopes)
	k.mouth = mouth{api: k.api, http: noRedirects(d.HTTP), base: base}
	k.house = house{api: k.api, groups: map[string]group{}}
	return k, nil
}
