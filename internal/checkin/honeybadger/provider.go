package honeybadger

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/monitor"
)

const defaultAPI = "https://app.honeybadger.io"

// reportBase is where jobs report to. Honeybadger itself has its API and its reports on two hosts, in each of its regions;
// everybody else has both on one, as the official clients assume.
func reportBase(api string) string {
	switch api {
	case defaultAPI:
		return "https://api.honeybadger.io"
	case "https://eu-app.honeybadger.io":
		return "https://eu-api.honeybadger.io"
	default:
		return api
	}
}

// Options configure a Provider. Project, Token and Recorder are required.
type Options struct {
	APIURL  string // without /v2; empty: Honeybadger's own
	Project string // id of the project
	Token   string // personal authentication token
	Cluster string // tells the check-ins of this Rollcall from those of others in the project
	// Recorder is told which Monitor each check-in confirms.
	Recorder checkin.Recorder
	// ListEvery is how often the account is read again, to repair what somebody changed there. Zero means an hour: 25
	// check-ins cost one request of 360 an hour.
	ListEvery time.Duration
	Transport http.RoundTripper // nil: the default one
	Logger    *slog.Logger
}

// Provider keeps the check-ins of an account in step with what is wanted. It is safe for concurrent use. Run must be running
// for anything to happen.
type Provider struct {
	Options
	client *client
	wake   chan struct{}

	mu       sync.Mutex
	wanted   map[string]checkin.Ref // by slug
	gone     map[string]monitor.ID  // forgotten, by slug, until it is deleted
	complete bool                   // wanted is all there is: Retain was called
	there    map[string]remote      // ours, by slug, as last seen
	listedAt time.Time              // zero: to be listed
	told     map[string]definedAs   // by slug: what the ledger knows
	attempts map[string]attempt     // by slug: what was tried, until a listing shows it
}

// definedAs is what the ledger was told of a check-in.
type definedAs struct {
	id string
	fields
	witnessOf monitor.ID
}

// New returns a Provider.
func New(o Options) *Provider {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.ListEvery == 0 {
		o.ListEvery = time.Hour
	}
	o.APIURL = strings.TrimSuffix(strings.TrimRight(o.APIURL, "/"), "/v2")
	if o.APIURL == "" {
		o.APIURL = defaultAPI
	}
	return &Provider{
		Options: o,
		client: &client{base: o.APIURL, project: o.Project, token: o.Token, http: &http.Client{
			Transport: o.Transport,
			// An API that redirects is not the one that was meant, and must not be handed the token.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}},
		wake:   make(chan struct{}, 1),
		wanted: map[string]checkin.Ref{}, gone: map[string]monitor.ID{}, there: map[string]remote{},
		told: map[string]definedAs{}, attempts: map[string]attempt{},
	}
}

// EnsureFor asks for a check-in for the CronJob, as the CronJob now is. It returns the address that its runs report to, or
// ErrPending where the account does not have the check-in yet; it never waits.
func (p *Provider) EnsureFor(_ context.Context, ref checkin.Ref) (string, error) {
	slug := Slug(p.Cluster, ref.Namespace, ref.Name)
	p.mu.Lock()
	before, known := p.wanted[slug]
	p.wanted[slug] = ref
	delete(p.gone, slug)
	changed := !known || before.Monitor != ref.Monitor || want(p.Cluster, before) != want(p.Cluster, ref)
	p.mu.Unlock()
	if changed {
		p.poke()
	}
	if address, ok := p.URLFor(ref); ok {
		return address, nil
	}
	return "", fmt.Errorf("CronJob %s at Honeybadger: %w", ref, checkin.ErrPending)
}

// URLFor returns the address that the CronJob's runs report to; false where the account does not have its check-in yet.
func (p *Provider) URLFor(ref checkin.Ref) (string, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	r, ok := p.there[Slug(p.Cluster, ref.Namespace, ref.Name)]
	if !ok {
		return "", false
	}
	return reportBase(p.APIURL) + "/v1/check_in/" + url.PathEscape(r.ID), true
}

// Forget has the check-in of a CronJob deleted that is gone, or that opted out.
func (p *Provider) Forget(_ context.Context, id monitor.ID) error {
	found := false
	p.mu.Lock()
	for slug, ref := range p.wanted {
		if ref.Monitor == id {
			delete(p.wanted, slug)
			p.gone[slug] = id
			found = true
		}
	}
	p.mu.Unlock()
	if found {
		p.poke()
	}
	return nil
}

// Retain has the check-ins of all CronJobs but these deleted. live must be complete: call it once everything was listed and
// EnsureFor was called for it, not while either is under way. From then on, what EnsureFor asked for is all there is.
func (p *Provider) Retain(_ context.Context, live []monitor.ID) error {
	keep := make(map[monitor.ID]bool, len(live))
	for _, id := range live {
		keep[id] = true
	}
	p.mu.Lock()
	for slug, ref := range p.wanted {
		if !keep[ref.Monitor] {
			delete(p.wanted, slug)
			p.gone[slug] = ref.Monitor
		}
	}
	p.complete = true
	p.mu.Unlock()
	p.poke()
	return nil
}

// Witness names the Monitor that a check-in of the account confirms; false for a check-in that is not ours.
func (p *Provider) Witness(_ context.Context, project, id, slug string) (monitor.ID, bool, error) {
	if project != "" && project != p.Project {
		return "", false, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for ours, r := range p.there {
		if r.ID == id {
			slug = ours
		}
	}
	if ref, ok := p.wanted[slug]; ok {
		return ref.Monitor, true, nil
	}
	m, ok := p.gone[slug]
	return m, ok, nil
}

// poke wakes Run.
func (p *Provider) poke() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}
