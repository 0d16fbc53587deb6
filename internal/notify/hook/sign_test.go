package hook

import (
	"testing"
	"time"
)

func TestHeader(t *testing.T) {
	t.Parallel()
	now := time.Unix(1763683200, 0)
	h := Header("d1", "s3cret", []byte(`{"a":1}`), now)
	for name, want := range map[string]string{
		"Content-Type": "application/json", "User-Agent": "Rollcall", HeaderDelivery: "d1", HeaderTimestamp: "1763683200",
		// printf '1763683200.{"a":1}' | openssl dgst -sha256 -hmac s3cret
		HeaderSignature: "v1=a73bdb6d2d1bdc1f64da40848728ae7a377b3403c4ad40fa2b705eed6057a69b",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if _, signed := Header("d1", "", nil, now)[HeaderSignature]; signed {
		t.Error("signed without a secret")
	}
	for name, other := range map[string]string{
		"body":   Header("d1", "s3cret", []byte(`{"a":2}`), now).Get(HeaderSignature),
		"time":   Header("d1", "s3cret", []byte(`{"a":1}`), now.Add(time.Second)).Get(HeaderSignature),
		"secret": Header("d1", "other", []byte(`{"a":1}`), now).Get(HeaderSignature),
	} {
		if other == h.Get(HeaderSignature) {
			t.Errorf("another %s has the same signature", name)
		}
	}
}
