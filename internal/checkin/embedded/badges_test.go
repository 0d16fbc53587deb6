package embedded_test

import (
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/checkin/embedded"
)

func TestBadges(t *testing.T) {
	t.Parallel()
	s := embedded.New(embedded.Options{Projects: []embedded.Project{
		{ID: 1, Key: "ping", APIKey: "write", ReadKey: "read"}, {ID: 2, ReadKey: "only-read"}, {ID: 3, Key: "ping3"},
	}})
	one, two := s.BadgeKey(1), s.BadgeKey(2)
	if len(one) != 32 || len(two) != 32 || one == two || s.BadgeKey(3) != "" || s.BadgeKey(4) != "" {
		t.Errorf("badge keys %q, %q, %q, %q", one, two, s.BadgeKey(3), s.BadgeKey(4))
	}
	if p, ok := s.ByBadgeKey(two); !ok || p.ID != 2 {
		t.Errorf("found %+v, %v by %q", p, ok, two)
	}
	for _, wrong := range []string{"", "write", "read", strings.ToUpper(one)} {
		if p, ok := s.ByBadgeKey(wrong); ok {
			t.Errorf("found %+v by %q", p, wrong)
		}
	}
	if _, _, ok := s.ByAPIKey(one); ok {
		t.Error("a badge key opens the API")
	}
	signed := s.BadgeSignature(1, "prod")
	if len(signed) != 8 || signed == s.BadgeSignature(1, "*") || signed == s.BadgeSignature(2, "prod") || s.BadgeSignature(3, "prod") != "" {
		t.Errorf("signature %q does not belong to one tag of one project", signed)
	}
}
