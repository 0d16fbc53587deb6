package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"modernc.org/sqlite"
)

// statements counts the SQL that this process runs on SQLite files, by what SQLite asks its authorizer while it compiles a
// statement (https://www.sqlite.org/c3ref/set_authorizer.html); nothing here keeps compiled ones. Only a file's connections that
// are opened after watchStatements are seen. A subquery counts as a statement of its own; none at all is none at all. It is safe
// for concurrent use.
type statements struct {
	mu     sync.Mutex
	byFile map[string]map[string]int // part of the file's name → what → how often
}

// watchStatements counts from now on, for files whose names contain one of the parts. It stays in force until the process ends.
func watchStatements(parts ...string) *statements {
	s := &statements{byFile: map[string]map[string]int{}}
	for _, p := range parts {
		s.byFile[p] = map[string]int{}
	}
	sqlite.RegisterConnectionHook(func(conn sqlite.ExecQuerierContext, dsn string) error {
		for _, p := range parts {
			if strings.Contains(dsn, p) {
				return s.attach(conn, p)
			}
		}
		return nil
	})
	return s
}

func (s *statements) attach(conn sqlite.ExecQuerierContext, part string) error {
	authorizer, ok := conn.(sqlite.AuthorizerRegisterer)
	if !ok {
		return errors.New("the driver shows no statements")
	}
	last := "" // an UPDATE is asked about column by column
	return authorizer.RegisterAuthorizer(func(action sqlite.AuthorizerActionCode, first, _, _, _ string) sqlite.AuthorizerReturnCode {
		var what string
		switch action {
		case sqlite.AuthSelect:
			what = "select"
		case sqlite.AuthInsert:
			what = "insert into " + first
		case sqlite.AuthUpdate:
			what = "update " + first
		case sqlite.AuthDelete:
			what = "delete from " + first
		case sqlite.AuthTransaction:
			what = strings.ToLower(first)
		case sqlite.AuthPragma:
			what = "pragma " + first
		default:
			return sqlite.AuthorizerOK
		}
		if action != sqlite.AuthUpdate || what != last {
			s.mu.Lock()
			s.byFile[part][what]++
			s.mu.Unlock()
		}
		last = what
		return sqlite.AuthorizerOK
	})
}

// reset begins to count anew.
func (s *statements) reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, counts := range s.byFile {
		clear(counts)
	}
}

// of is how many there were, and which.
func (s *statements) of(part string) (n int, which string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for _, what := range slices.Sorted(maps.Keys(s.byFile[part])) {
		n += s.byFile[part][what]
		all = append(all, fmt.Sprintf("%s × %d", what, s.byFile[part][what]))
	}
	return n, strings.Join(all, ", ")
}
