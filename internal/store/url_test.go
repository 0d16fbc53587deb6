package store

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestURL(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ url, sqlite, fault string }{
		{"sqlite:data/rollcall.db", "data/rollcall.db", ""},
		{"sqlite:/var/lib/../lib/x.db", "/var/lib/x.db", ""},
		{"sqlite:///var/lib/x.db", "/var/lib/x.db", ""},
		{"sqlite:a b?mode=memory&x=%41#", "a b?mode=memory&x=%41#", ""},
		{"postgres://u:p@h/d", "", ""},
		{"postgresql://h/d?sslmode=disable", "", ""},
		{"postgres:///d?host=/run/postgresql", "", ""},
		{"", "", "without a scheme"},
		{"rollcall.db", "", "without a scheme"},
		{"mysql://u:secret@h/d", "", `unknown scheme "mysql"`},
		{"sqlite:", "", "path is missing"},
		{"sqlite::memory:", "", "in memory"},
		{"sqlite://host/x.db", "", "host makes no sense"},
		{"sqlite:data/", "", "folder"},
		{"sqlite:a\x00b", "", "control character"},
		{"postgres:d", "", "want postgres://"},
		{"postgres://u:secret@h:port/d", "", "malformed"},
		{"postgres://u:secret%zz@h/d", "", "malformed"},
	} {
		l, err := parseURL(c.url)
		if c.fault != "" {
			if err == nil || !strings.Contains(err.Error(), c.fault) {
				t.Errorf("%q: %v, want an error with %q", c.url, err, c.fault)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("%q: the error tells the password: %v", c.url, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", c.url, err)
			continue
		}
		if want, _ := filepath.Abs(c.sqlite); c.sqlite != "" && l.sqlite != want {
			t.Errorf("%q: path %q, want %q", c.url, l.sqlite, want)
		}
		if (c.sqlite == "") != (l.sqlite == "") || (l.sqlite == "") != (l.postgres == c.url) {
			t.Errorf("%q: parsed as %+v", c.url, l)
		}
	}
}

// FuzzURL: no URL makes parsing or the drivers' own parsing panic, a path is taken as it is, and no error tells a password.
func FuzzURL(f *testing.F) {
	for _, seed := range []string{"sqlite:a", "sqlite:a?_pragma=x;y#%", "h:5432/d?sslmode=verify-full", "h/d?x", "x:", "[::1", "h:p/d"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		for _, u := range []string{raw, "sqlite:" + raw, "postgres://u:hunter2@" + raw} {
			l, err := parseURL(u)
			if err == nil {
				_, err = dialectOf(l, Options{})
			}
			if err != nil && strings.HasSuffix(u, "hunter2@"+raw) && strings.Contains(strings.ReplaceAll(err.Error(), raw, ""), "hunter2") {
				t.Errorf("%q: the error tells the password: %v", u, err)
			}
			if l.sqlite == "" {
				continue
			}
			d := sqliteDialect{path: l.sqlite}
			if _, err := pool(d.dsn(l.sqlite, "immediate"), 1); err != nil {
				t.Errorf("%q makes a DSN that the driver refuses: %v", u, err)
			}
		}
	})
}
