package config

import (
	"fmt"
	"log/slog"
)

// hidden stands for a secret in all text.
const hidden = "[hidden]"

// Secret is a value that must not be seen. Every way of formatting it gives "[hidden]", or nothing where it is not set; only
// Reveal gives the value.
type Secret struct {
	value  string
	origin string
	unread bool // there is one, and it was not to be read
}

// NewSecret is a Secret with a known value, for tests and for what Rollcall makes itself.
func NewSecret(value string) Secret { return Secret{value: value, origin: "given"} }

// Reveal returns the value; empty where LoadWithoutSecrets left it unread. Call it only where the value is used.
func (s Secret) Reveal() string { return s.value }

// IsSet says whether there is a value, read or not.
func (s Secret) IsSet() bool { return s.value != "" || s.unread }

// Origin says where the value came from: "env:NAME", "file:PATH", "the configuration file" or "given".
func (s Secret) Origin() string { return s.origin }

// String implements fmt.Stringer.
func (s Secret) String() string {
	if !s.IsSet() {
		return ""
	}
	return hidden
}

// Format implements fmt.Formatter, so that no verb prints the value.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

// LogValue implements slog.LogValuer.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText implements encoding.TextMarshaler, which JSON and YAML use too.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
