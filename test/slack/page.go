package slack

import (
	"bytes"
	"embed"
	"fmt"
	"hash/fnv"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"
)

//go:embed assets
var assets embed.FS

// page holds the parsed template. Everything untrusted goes through html/template; nothing is marked safe.
type page struct{ tmpl *template.Template }

func newPage() *page {
	return &page{template.Must(template.ParseFS(assets, "assets/page.html", "assets/node.html"))}
}

// pageData is what the template sees.
type pageData struct {
	App      string
	Theme    string // "", "light" or "dark"
	Open     bool   // threads unfolded
	Revision string
	Channels []channelView
	Channel  channelView
	Days     []dayView
}

type channelView struct {
	Channel
	Current bool
	Count   int
}

type dayView struct {
	Label    string
	Messages []messageView
}

type messageView struct {
	Message
	Nodes     []node
	Author    string
	Initial   string
	App       bool
	Time      string
	Full      string
	ReplyTo   string // of a broadcast: what it answers
	OnlyFor   string // of an ephemeral message: who sees it
	Replies   []messageView
	LastReply string
	Calls     []string // who is mentioned
}

func (s *Server) servePage(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	data, err := s.pageData(q.Get("channel"), q.Get("tz"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	data.Open = q.Get("threads") == "open"
	if t := q.Get("theme"); t == "light" || t == "dark" {
		data.Theme = t
	}
	var out bytes.Buffer
	if err := s.page.tmpl.ExecuteTemplate(&out, "page.html", data); err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Security-Policy",
		"default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(out.Bytes()) // the reader may be gone
}

func serveAsset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	if name != "page.css" && name != "page.js" {
		http.NotFound(w, r)
		return
	}
	http.ServeFileFS(w, r, assets, "assets/"+name)
}

// servePermalink leads a chat.getPermalink address to the message on the page.
func (s *Server) servePermalink(w http.ResponseWriter, r *http.Request) {
	digits, isMessage := strings.CutPrefix(r.PathValue("message"), "p")
	channel := r.PathValue("channel")
	s.mu.Lock()
	known := s.channel(channel) != nil
	s.mu.Unlock()
	if !isMessage || len(digits) < 7 || !known {
		http.NotFound(w, r)
		return
	}
	ts := digits[:len(digits)-6] + "." + digits[len(digits)-6:]
	http.Redirect(w, r, "/?threads=open&channel="+channel+"#m"+ts, http.StatusFound)
}

func (s *Server) pageData(channel, zone string) (*pageData, error) {
	loc := time.Local
	if zone != "" {
		var err error
		if loc, err = time.LoadLocation(zone); err != nil {
			return nil, fmt.Errorf("tz: %q is no time zone such as Asia/Tokyo", zone)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	d := &pageData{App: s.opts.BotName}
	d.channels(s, channel)
	v := viewer{s: s, loc: loc, names: s.names()}
	seen := fnv.New64a()
	for _, m := range s.snapshot(func(m *Message) bool { return m.Channel == d.Channel.ID && (m.Root() || m.Broadcast) }) {
		view := v.view(m)
		if m.Root() {
			for _, reply := range s.snapshot(func(x *Message) bool { return x.Channel == m.Channel && x.ThreadTS == m.TS }) {
				view.Replies = append(view.Replies, v.view(reply))
			}
		}
		if n := len(view.Replies); n > 0 {
			view.LastReply = view.Replies[n-1].Full
		}
		day := m.ReceivedAt.In(loc).Format("Monday, January 2")
		if len(d.Days) == 0 || d.Days[len(d.Days)-1].Label != day {
			d.Days = append(d.Days, dayView{Label: day})
		}
		last := &d.Days[len(d.Days)-1]
		last.Messages = append(last.Messages, view)
	}
	for _, m := range s.messages {
		_, _ = fmt.Fprint(seen, m.Channel, m.TS, len(m.History), m.Deleted) // a hash takes everything
	}
	for _, c := range s.channels {
		_, _ = fmt.Fprint(seen, *c)
	}
	d.Revision = strconv.FormatUint(seen.Sum64(), 16)
	return d, nil
}

// channels lists them and picks the one to show: the asked for, or the one with the newest message, or the first.
func (d *pageData) channels(s *Server, want string) {
	counts := map[string]int{}
	newest := ""
	for _, m := range s.messages {
		counts[m.Channel]++
		newest = m.Channel
	}
	if s.channel(want) == nil {
		want = newest
	}
	if want == "" && len(s.channels) > 0 {
		want = s.channels[0].ID
	}
	for _, c := range s.channels {
		v := channelView{Channel: *c, Current: c.ID == want, Count: counts[c.ID]}
		if v.Current {
			d.Channel = v
		}
		d.Channels = append(d.Channels, v)
	}
}
