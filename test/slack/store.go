package slack

import "time"

// store numbers a message and keeps it. The lock is held.
func (s *Server) store(m *Message, now time.Time) {
	m.TS, m.ReceivedAt = s.nextTS(m.Channel, now), now
	s.messages = append(s.messages, m)
	s.notify()
}
