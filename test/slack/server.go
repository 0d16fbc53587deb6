package slack

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

const viaWebhook = "webhook"

// Server is a Slack workspace with one app in it. It is an http.Handler. Make one with New.
type Server struct {
	opts    Options
	mux     *http.ServeMux
	methods map[string]method
	blocks  rule
	page    *page

	mu        sync.Mutex
	changed   chan struct{} // closed and replaced at every change
	closed    chan struct{}
	channels  []*Channel
	users     []*User
	groups    []*UserGroup
	webhooks  []*Webhook
	messages  []*Message // in order of arrival
	views     []map[string]any
	triggers  map[string]*trigger
	opened    map[string]*openedView // by id
	responses map[string]*responseURL
	network   *network
	links     links
	appError  string // answered to every call with the app's token
	requests  []Request
	faults    []*Fault
	limiter   *limiter
	authError string           // answered to every call with our token
	lastTS    map[string]int64 // microseconds, by channel
	serial    int
}

// New makes a workspace. It starts nothing: serve it with net/http, or call it through Client.
func New(o Options) *Server {
	o = o.withDefaults()
	s := &Server{
		opts: o, mux: http.NewServeMux(), blocks: messageBlocks(), page: newPage(),
		changed: make(chan struct{}), closed: make(chan struct{}),
		triggers: map[string]*trigger{}, opened: map[string]*openedView{}, responses: map[string]*responseURL{},
		lastTS: map[string]int64{}, limiter: newLimiter(o.Rate),
	}
	for _, c := range o.Channels {
		s.channels = append(s.channels, &c)
	}
	for _, u := range o.Users {
		s.users = append(s.users, &u)
	}
	for _, g := range o.UserGroups {
		g.Users = slices.Clone(g.Users)
		s.groups = append(s.groups, &g)
	}
	for _, w := range o.Webhooks {
		s.webhooks = append(s.webhooks, &w)
	}
	s.methods = methods()
	s.mux.HandleFunc("/api/{method}", s.serveAPI)
	s.mux.HandleFunc("/services/", s.serveWebhook)
	s.mux.HandleFunc("POST /response/{id}", s.serveResponse)
	s.mux.HandleFunc("GET /link", s.serveLink)
	s.mux.HandleFunc("GET /_control", s.controlState)
	s.mux.HandleFunc("POST /_control", s.control)
	s.mux.HandleFunc("GET /archives/{channel}/{message}", s.servePermalink)
	s.mux.HandleFunc("GET /{$}", s.servePage)
	s.mux.HandleFunc("GET /assets/{name}", serveAsset)
	return s
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Close lets requests that a fault holds go on, so that an httptest.Server around s can be closed. It may be called twice.
func (s *Server) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.closed:
	default:
		close(s.closed)
		s.links.closeAll()
		if s.network != nil {
			s.network.close()
		}
	}
}

// notify wakes everyone in WaitFor. The lock is held.
func (s *Server) notify() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// nextTS makes the id of the next message of a channel: the time in microseconds, made unique.
func (s *Server) nextTS(channel string, now time.Time) string {
	us := max(now.UnixMicro(), s.lastTS[channel]+1)
	s.lastTS[channel] = us
	return fmt.Sprintf("%d.%06d", us/1e6, us%1e6)
}

func unixDot(t time.Time) string {
	us := t.UnixMicro()
	return fmt.Sprintf("%d.%06d", us/1e6, us%1e6)
}

func (s *Server) channel(id string) *Channel {
	for _, c := range s.channels {
		if c.ID == id {
			return c
		}
	}
	return nil
}

func (s *Server) channelByName(name string) *Channel {
	name = strings.TrimPrefix(name, "#")
	for _, c := range s.channels {
		if c.Name == name && c.DirectTo == "" {
			return c
		}
	}
	return nil
}

func (s *Server) user(id string) *User {
	for _, u := range s.users {
		if u.ID == id {
			return u
		}
	}
	return nil
}

func (s *Server) group(id string) *UserGroup {
	for _, g := range s.groups {
		if g.ID == id {
			return g
		}
	}
	return nil
}

func (s *Server) message(channel, ts string) *Message {
	for _, m := range s.messages {
		if m.Channel == channel && m.TS == ts {
			return m
		}
	}
	return nil
}

func (s *Server) replies(channel, root string) (n int, latest string) {
	for _, m := range s.messages {
		if m.Channel == channel && m.ThreadTS == root && m.EphemeralTo == "" {
			n, latest = n+1, m.TS
		}
	}
	return n, latest
}
