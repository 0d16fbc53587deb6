package config

import (
	"errors"
	"net/url"
	"strings"
)

// The drivers of a Store.
const (
	SQLite   = "sqlite"
	Postgres = "postgres"
)

// Store says which database is used: "sqlite:PATH" or "postgres://…" in the file.
type Store struct {
	Driver string // SQLite or Postgres
	Path   string // of the SQLite file; relative to the working directory
	URL    Secret // of PostgreSQL
}

// String is the store as people are shown it, without user and password.
func (s Store) String() string {
	if s.Driver == SQLite {
		return "sqlite:" + s.Path
	}
	u, err := url.Parse(s.URL.Reveal())
	if err != nil {
		return "postgres://" + hidden
	}
	return "postgres://" + u.Host + u.Path
}

// parseStore reads the two forms; its errors never repeat the value, which may hold a password.
func parseStore(value Secret) (Store, error) {
	text := value.Reveal()
	if path, ok := strings.CutPrefix(text, "sqlite:"); ok {
		switch {
		case path == "" || strings.HasPrefix(path, "//"):
			return Store{}, errors.New("sqlite: needs the path of a file, such as sqlite:data/rollcall.db")
		case strings.ContainsAny(path, "?#\x00"):
			return Store{}, errors.New("the path of sqlite: may not contain ? or #")
		}
		return Store{Driver: SQLite, Path: path}, nil
	}
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return Store{}, errors.New("use sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE")
	}
	if strings.Trim(u.Path, "/") == "" {
		return Store{}, errors.New("a postgres:// URL needs the name of a database, such as postgres://HOST/rollcall")
	}
	return Store{Driver: Postgres, URL: value}, nil
}
