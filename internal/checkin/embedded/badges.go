package embedded

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
)

// badges is what the addresses of a project's badges are made of: a public name of the project, and the secret that signs the tags.
// Both are derived from a key of the project and reveal nothing of it; they change with it. Zero for a project without one.
type badges struct {
	key    string // 32 hexadecimal digits
	secret []byte
}

func newBadges(p Project) badges {
	from := []byte(cmp.Or(p.APIKey, p.ReadKey))
	if len(from) == 0 {
		return badges{}
	}
	return badges{key: hex.EncodeToString(mac(from, "badge key")[:16]), secret: mac(from, "badge signature")}
}

func mac(key []byte, text string) []byte {
	m := hmac.New(sha256.New, key)
	_, _ = m.Write([]byte(text)) // a hash never fails
	return m.Sum(nil)
}

// BadgeKey names a project in the addresses of its badges; empty where it has no badges, because it has neither an API key nor a read
// key.
func (s *Service) BadgeKey(project int64) string {
	for _, p := range s.projects {
		if p.ID == project {
			return p.badges.key
		}
	}
	return ""
}

// ByBadgeKey is the project that a badge key names.
func (s *Service) ByBadgeKey(key string) (Project, bool) {
	for _, p := range s.projects {
		if p.badges.key != "" && subtle.ConstantTimeCompare([]byte(p.badges.key), []byte(key)) == 1 {
			return p.Project, true
		}
	}
	return Project{}, false
}

// BadgeSignature lets who has it see the badge of a tag of the project, and of no other: 8 characters of the alphabet of URLs.
func (s *Service) BadgeSignature(project int64, tag string) string {
	for _, p := range s.projects {
		if p.ID == project && p.badges.key != "" {
			return base64.RawURLEncoding.EncodeToString(mac(p.badges.secret, tag))[:8]
		}
	}
	return ""
}
