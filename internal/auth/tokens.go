package auth

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"slices"
	"strings"
)

// Role is what somebody may do.
type Role string

// The roles.
const (
	Read    Role = "read"
	Act     Role = "act"     // and read
	Operate Role = "operate" // and act: have jobs run again, suspended and resumed
)

// Why nobody was recognised.
var (
	ErrClosed  = errors.New("no token is configured")
	ErrMissing = errors.New("no token was given")
	ErrUnknown = errors.New("the token is not known")
)

// Token is one of the configuration.
type Token struct {
	Name  string
	Value string
	Role  Role
	Teams []string // ids of those whose jobs it may operate; empty: all
}

// Identity is somebody who was recognised.
type Identity struct {
	Name  string // of the token
	Role  Role
	Teams []string // of the Token
}

// May reports whether the role allows what another one does.
func (i Identity) May(role Role) bool {
	ranks := []Role{Read, Act, Operate}
	asked := slices.Index(ranks, role)
	return asked >= 0 && asked <= slices.Index(ranks, i.Role)
}

// Tokens recognise who asks. They are safe for concurrent use.
type Tokens struct{ known []known }

type known struct {
	sum [sha256.Size]byte
	Identity
}

// NewTokens takes what is configured; the values differ from one another.
func NewTokens(all []Token) *Tokens {
	t := &Tokens{}
	for _, token := range all {
		t.known = append(t.known, known{sha256.Sum256([]byte(token.Value)), Identity{token.Name, token.Role, token.Teams}})
	}
	return t
}

// Who reads the token of a request, "Authorization: Bearer TOKEN" (RFC 6750, 2.1), and says whose it is. Its errors are ErrClosed,
// ErrMissing and ErrUnknown.
func (t *Tokens) Who(r *http.Request) (Identity, error) {
	if len(t.known) == 0 {
		return Identity{}, ErrClosed
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	token = strings.TrimSpace(token)
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return Identity{}, ErrMissing
	}
	given := sha256.Sum256([]byte(token))
	var who *Identity
	for i := range t.known {
		if subtle.ConstantTimeCompare(given[:], t.known[i].sum[:]) == 1 {
			who = &t.known[i].Identity
		}
	}
	if who == nil {
		return Identity{}, ErrUnknown
	}
	return *who, nil
}
