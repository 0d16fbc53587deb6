package auth_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"

	"rollcall.dev/rollcall/internal/auth"
)

func request(t *testing.T, header string) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	if header != "" {
		r.Header.Set("Authorization", header)
	}
	return r
}

func TestWho(t *testing.T) {
	t.Parallel()
	tokens := auth.NewTokens([]auth.Token{
		{Name: "grafana", Value: "0123456789abcdef", Role: auth.Read},
		{Name: "oncall", Value: "fedcba9876543210", Role: auth.Act},
		{Name: "billing", Value: "aaaabbbbccccdddd", Role: auth.Operate, Teams: []string{"billing"}},
	})
	for header, want := range map[string]struct {
		who auth.Identity
		err error
	}{
		"Bearer 0123456789abcdef":   {who: auth.Identity{Name: "grafana", Role: auth.Read}},
		"bearer  fedcba9876543210 ": {who: auth.Identity{Name: "oncall", Role: auth.Act}},
		"Bearer aaaabbbbccccdddd":   {who: auth.Identity{Name: "billing", Role: auth.Operate, Teams: []string{"billing"}}},
		"Bearer 0123456789abcde":    {err: auth.ErrUnknown},
		"Bearer 0123456789ABCDEF":   {err: auth.ErrUnknown},
		"Bearer a b":                {err: auth.ErrUnknown},
		"":                          {err: auth.ErrMissing},
		"Bearer":                    {err: auth.ErrMissing},
		"Bearer  ":                  {err: auth.ErrMissing},
		"Basic 0123456789abcdef":    {err: auth.ErrMissing},
		"0123456789abcdef":          {err: auth.ErrMissing},
	} {
		who, err := tokens.Who(request(t, header))
		if !reflect.DeepEqual(who, want.who) || !errors.Is(err, want.err) {
			t.Errorf("%q: %+v, %v; want %+v, %v", header, who, err, want.who, want.err)
		}
	}
	if _, err := auth.NewTokens(nil).Who(request(t, "Bearer 0123456789abcdef")); !errors.Is(err, auth.ErrClosed) {
		t.Errorf("without tokens: %v", err)
	}
}

func TestRoles(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		is, asks auth.Role
		want     bool
	}{
		{auth.Read, auth.Read, true}, {auth.Read, auth.Act, false}, {auth.Act, auth.Act, true}, {auth.Act, auth.Read, true},
		{"", auth.Read, false}, {"", auth.Act, false}, {"", auth.Operate, false}, {"root", auth.Read, false},
		{auth.Read, auth.Operate, false}, {auth.Act, auth.Operate, false}, {auth.Operate, auth.Operate, true},
		{auth.Operate, auth.Act, true}, {auth.Operate, auth.Read, true}, {auth.Operate, "root", false}, {auth.Operate, "", false},
	} {
		if got := (auth.Identity{Role: tc.is}).May(tc.asks); got != tc.want {
			t.Errorf("%q may %q: %v", tc.is, tc.asks, got)
		}
	}
}

func FuzzWho(f *testing.F) {
	f.Add("Bearer 0123456789abcdef")
	f.Add("Bearer \xff\x00")
	f.Fuzz(func(t *testing.T, header string) {
		tokens := auth.NewTokens([]auth.Token{{Name: "a", Value: "0123456789abcdef", Role: auth.Read}})
		who, err := tokens.Who(&http.Request{Header: http.Header{"Authorization": {header}}})
		if (err == nil) != (who.Name == "a") {
			t.Errorf("%q: %+v, %v", header, who, err)
		}
	})
}
