package slack

import (
	"strings"
	"time"
	"unicode/utf8"
)

// viewer turns messages into what the page shows. It is used under the server's lock.
type viewer struct {
	s     *Server
	loc   *time.Location
	names names
}

func (s *Server) names() names {
	n := names{users: map[string]string{botUserID: s.opts.BotName}, channels: map[string]string{}, groups: map[string]string{}}
	for _, u := range s.users {
		n.users[u.ID] = u.RealName
	}
	for _, c := range s.channels {
		n.channels[c.ID] = c.Name
	}
	for _, g := range s.groups {
		n.groups[g.ID] = g.Handle
	}
	return n
}

func (v viewer) view(m Message) messageView {
	at := m.ReceivedAt.In(v.loc)
	out := messageView{Message: m, Nodes: v.names.draw(m), Author: v.author(m), App: m.BotID != "",
		Time: at.Format("15:04"), Full: at.Format("Jan 2 at 15:04:05 MST"), Calls: m.Mentions()}
	first, _ := utf8.DecodeRuneInString(out.Author)
	out.Initial = strings.ToUpper(string(first))
	if m.Broadcast {
		if root := v.s.message(m.Channel, m.ThreadTS); root != nil {
			out.ReplyTo = root.Text
		}
	}
	if m.EphemeralTo != "" {
		out.OnlyFor = v.names.users[m.EphemeralTo]
	}
	return out
}

func (v viewer) author(m Message) string {
	switch {
	case m.Username != "":
		return m.Username
	case m.User != "" && v.names.users[m.User] != "":
		return v.names.users[m.User]
	}
	return v.s.opts.BotName
}
