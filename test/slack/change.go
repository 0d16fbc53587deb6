package slack

import (
	"fmt"
	"time"
)

// change runs f under the lock and wakes those who wait.
func (s *Server) change(f func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := f(); err != nil {
		return err
	}
	s.notify()
	return nil
}

// AddChannel adds a channel, or replaces the one with its id.
func (s *Server) AddChannel(c Channel) error {
	return s.change(func() error {
		if c.ID == "" || c.Name == "" {
			return fmt.Errorf("channel %+v: id and name are needed", c)
		}
		if old := s.channel(c.ID); old != nil {
			*old = c
			return nil
		}
		s.channels = append(s.channels, &c)
		return nil
	})
}

func (s *Server) onChannel(id string, f func(*Channel)) error {
	return s.change(func() error {
		c := s.channel(id)
		if c == nil {
			return fmt.Errorf("channel %q: no such channel", id)
		}
		f(c)
		return nil
	})
}

// Archive archives a channel; Unarchive brings it back.
func (s *Server) Archive(channel string) error {
	return s.onChannel(channel, func(c *Channel) { c.Archived = true })
}

// Unarchive ends Archive.
func (s *Server) Unarchive(channel string) error {
	return s.onChannel(channel, func(c *Channel) { c.Archived = false })
}

// RemoveBot takes the bot out of a channel.
func (s *Server) RemoveBot(channel string) error {
	return s.onChannel(channel, func(c *Channel) { c.Member = false })
}

// InviteBot puts the bot into a channel.
func (s *Server) InviteBot(channel string) error {
	return s.onChannel(channel, func(c *Channel) { c.Member = true })
}

// Restrict makes a channel read-only for the bot, or ends that.
func (s *Server) Restrict(channel string, on bool) error {
	return s.onChannel(channel, func(c *Channel) { c.ReadOnly = on })
}

// RevokeToken makes every call with the token answer token_revoked; DeactivateAccount makes them answer account_inactive.
func (s *Server) RevokeToken() { s.setAuthError("token_revoked") }

// DeactivateAccount is the other way for a token to die.
func (s *Server) DeactivateAccount() { s.setAuthError("account_inactive") }

// RestoreToken ends both.
func (s *Server) RestoreToken() { s.setAuthError("") }

func (s *Server) setAuthError(code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.authError = code
	s.notify()
}

// DisableUser deactivates a person.
func (s *Server) DisableUser(id string) error {
	return s.change(func() error {
		u := s.user(id)
		if u == nil {
			return fmt.Errorf("user %q: no such user", id)
		}
		u.Disabled = true
		return nil
	})
}

// DisableUserGroup disables a user group; its mention reaches nobody.
func (s *Server) DisableUserGroup(id string) error {
	return s.change(func() error {
		g := s.group(id)
		if g == nil {
			return fmt.Errorf("user group %q: no such group", id)
		}
		g.Disabled = true
		return nil
	})
}

// RevokeWebhook makes an incoming webhook answer no_service.
func (s *Server) RevokeWebhook(path string) error {
	return s.change(func() error {
		h := s.webhook(path)
		if h == nil {
			return fmt.Errorf("webhook %q: no such webhook", path)
		}
		h.Revoked = true
		return nil
	})
}

// Say posts a message as a person would, and returns its ts. Limits do not hold for people.
func (s *Server) Say(channel, user, text, threadTS string) (string, error) {
	var ts string
	err := s.change(func() error {
		if s.channel(channel) == nil || s.user(user) == nil {
			return fmt.Errorf("say in %q as %q: no such channel or user", channel, user)
		}
		m := &Message{Content: Content{Text: text}, Channel: channel, User: user, ThreadTS: threadTS, Via: "person"}
		s.store(m, time.Now())
		ts = m.TS
		return nil
	})
	return ts, err
}
