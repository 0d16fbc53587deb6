package rest

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"

	"rollcall.dev/rollcall/internal/rest/wire"
)

const (
	keyHeader = "Idempotency-Key"
	maxKey    = 200 // bytes
)

// once returns the ID of what a request makes. A request that is repeated with the same Idempotency-Key by the same caller makes the same:
// it is done once.
func once(r *http.Request, by Caller) (string, error) {
	key := r.Header.Get(keyHeader)
	if key == "" {
		return strings.ToLower(rand.Text()), nil
	}
	printable := !strings.ContainsFunc(key, func(c rune) bool { return c < ' ' || c > '~' })
	if len(key) > maxKey || !printable {
		return "", mistakes([]wire.Mistake{{Field: keyHeader, Value: key, Allowed: fmt.Sprintf("up to %d printable ASCII characters", maxKey)}})
	}
	sum := sha256.Sum256([]byte(by.Person().ID + "\x00" + key))
	return hex.EncodeToString(sum[:16]), nil
}
