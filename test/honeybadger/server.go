package honeybadger

import (
	"net/http"
	"sync"
	"time"
)

// What New uses where Options leave it out.
const (
	DefaultProjectID = 67747
	DefaultAPIKey    = "hbp_standin"
	DefaultToken     = "standin-token"
)

// Webhook is where events go.
type Webhook struct {
	URL    string
	Bearer string // sent as Authorization: Bearer, where it is set
}

// Options describe the account: one project. The zero value is a usable one.
type Options struct {
	ProjectID   int
	ProjectName string // "Jobs"
	APIKey      string // pings by slug
	Token       string // REST
	BaseURL     string // of the addresses that it shows; empty: the host that a request was sent to
	Webhooks    []Webhook
	HTTPClient  *http.Client // sends the webhooks; nil: one with ten seconds' patience
	RateLimit   int          // REST requests an hour; 0 is the documented 360, negative is none
	Quirks      Quirks
}

// Quirks are differences that have been seen between accounts or between documents and samples.
type Quirks struct {
	IntegerPeriods   bool // webhooks carry periods as seconds, as older captures do
	CanonicalPeriods bool // "60 minutes" is read back as "1 hour", as v3 does
	HonestRecovery   bool // the recovery webhook shows the new state; their sample shows the old one
	IgnoresEmptyBulk bool // a bulk update with an empty list deletes nothing, instead of everything
}

// Server is the account. It is an http.Handler. Make one with New.
type Server struct {
	opts Options
	mux  *http.ServeMux

	mu         sync.Mutex
	changed    chan struct{} // closed and replaced at every change
	closed     chan struct{}
	checkIns   []*CheckIn // in order of creation
	reports    []Report
	requests   []Request
	deliveries []Delivery
	outgoing   []outgoing
	faults     []*Fault
	window     time.Time // start of the hour that the rate limit counts
	used       int
	serial     uint32
	born       time.Time
	base       string // the last host that we were called by
}

// New makes an account. It starts nothing: serve it with net/http, or call it through Client; and call Run or Sweep.
func New(o Options) *Server {
	if o.ProjectID == 0 {
		o.ProjectID = DefaultProjectID
	}
	if o.ProjectName == "" {
		o.ProjectName = "Jobs"
	}
	if o.APIKey == "" {
		o.APIKey = DefaultAPIKey
	}
	if o.Token == "" {
		o.Token = DefaultToken
	}
	if o.HTTPClient == nil {
		o.HTTPClient = &http.Client{Timeout: 10 * time.Second}
	}
	if o.RateLimit == 0 {
		o.RateLimit = 360
	}
	s := &Server{opts: o, mux: http.NewServeMux(), changed: make(chan struct{}), closed: make(chan struct{}), born: time.Now()}
	for _, method := range []string{"GET", "POST"} { // GET serves HEAD too
		s.mux.HandleFunc(method+" /v1/check_in/{id}", s.report)
		s.mux.HandleFunc(method+" /v1/check_in/{key}/{slug}", s.report)
	}
	for pattern, run := range map[string]func(*call) answer{
		"GET /v2/project_keys/{key}":                getProject,
		"GET /v2/projects/{project}/check_ins":      listCheckIns,
		"POST /v2/projects/{project}/check_ins":     createCheckIn,
		"PUT /v2/projects/{project}/check_ins":      bulkUpdate,
		"GET /v2/projects/{project}/check_ins/{id}": getCheckIn,
		"PUT /v2/projects/{project}/check_ins/{id}": updateCheckIn,

		"DELETE /v2/projects/{project}/check_ins/{id}": deleteCheckIn,
	} {
		s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { s.rest(w, r, run) })
	}
	return s
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.around(w, r, func(w http.ResponseWriter) { s.mux.ServeHTTP(w, r) })
}

// Close lets requests that a fault holds go on. It may be called twice.
func (s *Server) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.closed:
	default:
		close(s.closed)
	}
}

// notify wakes Run and everyone in WaitFor. The lock is held.
func (s *Server) notify() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// address is where we are, for the addresses that we show.
func (s *Server) address() string {
	if s.opts.BaseURL != "" {
		return s.opts.BaseURL
	}
	if s.base != "" {
		return s.base
	}
	return "https://api.honeybadger.io"
}
