package rest

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"rollcall.dev/rollcall/internal/rest/wire"
)

// params reads the query of a request and collects all of its mistakes.
type params struct {
	given    url.Values
	known    []string
	mistakes []wire.Mistake
}

// query begins to read a query; a text that is none is a mistake of its own.
func query(raw string) *params {
	given, err := url.ParseQuery(raw)
	p := &params{given: given}
	if err != nil {
		p.wrong("query", raw, "NAME=VALUE pairs with & between them, percent-encoded")
	}
	return p
}

func (p *params) wrong(field, value, allowed string) {
	p.mistakes = append(p.mistakes, wire.Mistake{Field: field, Value: value, Allowed: allowed})
}

// text reads a parameter that may be anything; empty where it is not there.
func (p *params) text(name string) string {
	p.known = append(p.known, name)
	all := p.given[name]
	if len(all) > 1 {
		p.wrong(name, strings.Join(all, ", "), "one value")
	}
	return p.given.Get(name)
}

// word reads one of several words.
func (p *params) word(name string, allowed ...string) string {
	v := p.text(name)
	if v != "" && !slices.Contains(allowed, v) {
		p.wrong(name, v, strings.Join(allowed, ", "))
	}
	return v
}

// number reads a whole number from 1 to most; otherwise where it is not there.
func (p *params) number(name string, most, otherwise int64) int64 {
	v := p.text(name)
	if v == "" {
		return otherwise
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil || n < 1 || n > most {
		p.wrong(name, v, fmt.Sprintf("a whole number from 1 to %d", most))
		return otherwise
	}
	return n
}

// flag reads true or false; false where it is not there.
func (p *params) flag(name string) bool { return p.word(name, "true", "false") == "true" }

// done returns the Problem of the query; nil where it has no mistakes. Parameters that nobody read are among them.
func (p *params) done() error {
	for name, values := range p.given {
		if slices.Contains(p.known, name) {
			continue
		}
		allowed := "no parameters"
		if len(p.known) > 0 {
			allowed = "the parameters " + strings.Join(p.known, ", ")
		}
		p.wrong(name, strings.Join(values, ", "), allowed)
	}
	if len(p.mistakes) == 0 {
		return nil
	}
	slices.SortFunc(p.mistakes, func(a, b wire.Mistake) int { return strings.Compare(a.Field, b.Field) })
	return mistakes(p.mistakes)
}
