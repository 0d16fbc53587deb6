package slack

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// rule checks one JSON value and notes what is wrong with it. Rules are made once and hold no state.
type rule func(c *check, at string, v any)

// check collects the findings of one validation, in the words of Slack's response_metadata.messages.
type check struct {
	problems  []string
	textTotal int // characters of all visible text
	mdTotal   int // characters of all markdown blocks
	blockIDs  map[string]bool
	actionIDs map[string]bool // of the block in hand
}

func newCheck() *check { return &check{blockIDs: map[string]bool{}, actionIDs: map[string]bool{}} }

func (c *check) failf(at, format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...)+" [json-pointer:"+at+"]")
}

// field is a key of an object.
type field struct {
	name     string
	required bool
	rule     rule
}

func req(name string, r rule) field { return field{name, true, r} }
func opt(name string, r rule) field { return field{name, false, r} }

// object accepts exactly these keys. "type" is always allowed: the rule that chose this one has checked it.
func object(fields ...field) rule {
	return func(c *check, at string, v any) {
		m, ok := v.(map[string]any)
		if !ok {
			c.failf(at, "must provide an object")
			return
		}
		for _, f := range fields {
			x, there := m[f.name]
			if !there {
				if f.required {
					c.failf(at, "missing required field: %s", f.name)
				}
				continue
			}
			f.rule(c, at+"/"+f.name, x)
		}
		for _, k := range sortedKeys(m) {
			if k != "type" && !slices.ContainsFunc(fields, func(f field) bool { return f.name == k }) {
				c.failf(at, "invalid additional property: %s", k)
			}
		}
	}
}

// union picks the rule by the object's "type".
func union(kinds map[string]rule) rule {
	return func(c *check, at string, v any) {
		m, ok := v.(map[string]any)
		if !ok {
			c.failf(at, "must provide an object")
			return
		}
		t, there := m["type"]
		if !there {
			c.failf(at, "missing required field: type")
			return
		}
		kind, ok := t.(string)
		if !ok {
			c.failf(at+"/type", "must provide a string")
			return
		}
		r, ok := kinds[kind]
		if !ok {
			c.failf(at+"/type", "unsupported type: %s", kind)
			return
		}
		r(c, at, v)
	}
}

// all applies several rules to the same value.
func all(rules ...rule) rule {
	return func(c *check, at string, v any) {
		for _, r := range rules {
			r(c, at, v)
		}
	}
}

// list accepts lo to hi items.
func list(lo, hi int, item rule) rule {
	return func(c *check, at string, v any) {
		items, ok := v.([]any)
		switch {
		case !ok:
			c.failf(at, "must provide an array")
			return
		case len(items) > hi:
			c.failf(at, "no more than %d items allowed", hi)
			return
		case len(items) < lo:
			c.failf(at, "no fewer than %d items allowed", lo)
			return
		}
		for i, x := range items {
			item(c, at+"/"+strconv.Itoa(i), x)
		}
	}
}

// str accepts strings of lo to hi characters.
func str(lo, hi int) rule {
	return func(c *check, at string, v any) {
		s, ok := v.(string)
		if !ok {
			c.failf(at, "must provide a string")
			return
		}
		switch n := utf8.RuneCountInString(s); {
		case n > hi:
			c.failf(at, "must be less than %d characters", hi+1)
		case n < lo:
			c.failf(at, "must be more than %d characters", lo-1)
		}
	}
}

// visible is str for text that people see: it counts towards the sum of a message.
func visible(lo, hi int) rule {
	check1 := str(lo, hi)
	return func(c *check, at string, v any) {
		check1(c, at, v)
		if s, ok := v.(string); ok {
			c.textTotal += utf8.RuneCountInString(s)
		}
	}
}

// link accepts absolute URLs of up to 3000 characters.
func link() rule {
	length := str(1, maxURL)
	return func(c *check, at string, v any) {
		length(c, at, v)
		s, ok := v.(string)
		if !ok || s == "" {
			return
		}
		u, err := url.Parse(s)
		if err != nil || u.Scheme == "" || (u.Host == "" && !slices.Contains([]string{"mailto", "tel", "slack"}, u.Scheme)) ||
			strings.EqualFold(u.Scheme, "javascript") || strings.EqualFold(u.Scheme, "data") {
			c.failf(at, "Invalid URL")
		}
	}
}

func boolean(c *check, at string, v any) {
	if _, ok := v.(bool); !ok {
		c.failf(at, "must provide a boolean")
	}
}

// integer accepts whole numbers from lo to hi.
func integer(lo, hi int64) rule {
	return func(c *check, at string, v any) {
		n, ok := v.(json.Number)
		if !ok {
			c.failf(at, "must provide a number")
			return
		}
		i, err := n.Int64()
		if err != nil || i < lo || i > hi {
			c.failf(at, "must be a number between %d and %d", lo, hi)
		}
	}
}

// oneOf accepts the listed words.
func oneOf(words ...string) rule {
	return func(c *check, at string, v any) {
		s, ok := v.(string)
		if !ok || !slices.Contains(words, s) {
			c.failf(at, "must be one of: %s", strings.Join(words, ", "))
		}
	}
}

// exactlyOne wants one of the keys and not two.
func exactlyOne(keys ...string) rule {
	return func(c *check, at string, v any) {
		m, ok := v.(map[string]any)
		if !ok {
			return
		}
		n := 0
		for _, k := range keys {
			if _, there := m[k]; there {
				n++
			}
		}
		if n != 1 {
			c.failf(at, "must define exactly one of: %s", strings.Join(keys, ", "))
		}
	}
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
