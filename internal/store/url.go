package store

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
)

// location is a parsed store URL.
type location struct {
	sqlite   string // path of the file; empty for PostgreSQL
	postgres string // URL
}

// CheckURL reports what is wrong with a store URL, without opening it. It never repeats a password.
func CheckURL(raw string) error {
	_, err := parseURL(raw)
	return err
}

// parseURL reads "sqlite:PATH" and "postgres://…".
func parseURL(raw string) (location, error) {
	scheme, rest, found := strings.Cut(raw, ":")
	switch {
	case !found || raw == "":
		return location{}, errors.New(`store: want "sqlite:PATH" or "postgres://USER:PASSWORD@HOST/DATABASE", got something without a scheme`)
	case scheme == "sqlite":
		return parseSQLite(rest)
	case scheme == "postgres" || scheme == "postgresql":
		return parsePostgres(raw, rest)
	default:
		return location{}, fmt.Errorf("store: unknown scheme %q, want sqlite or postgres", scheme)
	}
}

func parseSQLite(path string) (location, error) {
	switch {
	case path == "":
		return location{}, errors.New("store: sqlite: the path is missing, want for example sqlite:data/rollcall.db")
	case strings.HasPrefix(path, ":memory:"):
		return location{}, errors.New("store: sqlite: a database in memory loses what it was told; want the path of a file")
	case strings.HasPrefix(path, "//") && !strings.HasPrefix(path, "///"):
		return location{}, fmt.Errorf("store: sqlite:%s: a host makes no sense; want sqlite:PATH", path)
	case strings.ContainsAny(path, "\x00\n\r"):
		return location{}, fmt.Errorf("store: sqlite: control character in the path %q", path)
	case strings.HasSuffix(path, "/"):
		return location{}, fmt.Errorf("store: sqlite:%s: that is a folder; want the path of a file", path)
	}
	abs, err := filepath.Abs(path) // connections are opened later too
	if err != nil {
		return location{}, fmt.Errorf("store: sqlite:%s: %w", path, err)
	}
	return location{sqlite: abs}, nil
}

func parsePostgres(raw, rest string) (location, error) {
	if !strings.HasPrefix(rest, "//") {
		return location{}, errors.New("store: postgres: want postgres://USER:PASSWORD@HOST/DATABASE")
	}
	u, err := url.Parse(raw)
	if err == nil {
		_, err = url.ParseQuery(u.RawQuery) // pgx repeats what it cannot parse
	}
	if err != nil {
		// The error of package url repeats the URL, and with it the password.
		return location{}, errors.New("store: postgres: the URL is malformed; escape special characters in the password as %XX")
	}
	return location{postgres: raw}, nil
}
