package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestSecretIsNeverSeen(t *testing.T) {
	t.Parallel()
	c := Default()
	c.Receivers.Slack.Token = NewSecret("hunter2")
	c.Checkins.Token = Secret{value: "hunter2", origin: "env:TOKEN"}
	c.Store = Store{Driver: Postgres, URL: NewSecret("postgres://rollcall:hunter2@db/rollcall")}

	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb, c)
		fmt.Fprintf(&out, verb, c.Checkins.Token)
		fmt.Fprintf(&out, verb, &c.Checkins.Token)
	}
	for _, secret := range []any{c.Checkins.Token, map[string]any{"token": &c.Receivers.Slack.Token}} {
		if err := json.NewEncoder(&out).Encode(secret); err != nil {
			t.Fatal(err)
		}
	}
	log := slog.New(slog.NewTextHandler(&out, nil))
	log.Info("configuration", "token", c.Checkins.Token, "all", c)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("configuration", "token", c.Checkins.Token, "all", c)
	out.WriteString(c.Store.String())
	for _, seen := range []string{"hunter2", fmt.Sprintf("%x", "hunter2")} {
		if strings.Contains(out.String(), seen) {
			t.Errorf("%s is seen in:\n%s", seen, out.String())
		}
	}
	if !strings.Contains(out.String(), "[hidden]") {
		t.Error("nothing says that something is hidden")
	}
	if c.Checkins.Token.Reveal() != "hunter2" || c.Checkins.Token.Origin() != "env:TOKEN" {
		t.Error("the value or its origin is lost")
	}
	if unset := (Secret{}); unset.String() != "" || unset.IsSet() {
		t.Error("an unset secret looks like a set one")
	}
}
