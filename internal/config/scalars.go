package config

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// scalar says whether a node is a single, present value, and notes a Problem otherwise. A secret's value is not repeated.
func (d *decoder) scalar(n *yaml.Node, p place) bool {
	switch {
	case n.Kind == yaml.AliasNode:
		d.failf(n, p, "", "anchors and aliases are not supported here, write the value out")
		return false
	case n.Kind != yaml.ScalarNode:
		d.failf(n, p, "", "a single value is needed here, not a list or keys")
		return false
	case isNull(n):
		d.failf(n, p, "", "the value is missing: give one or remove the key")
		return false
	}
	return true
}

func (d *decoder) text(n *yaml.Node, v reflect.Value, p place) {
	if !d.scalar(n, p) {
		return
	}
	if words, ok := p.tag.Lookup("oneof"); ok {
		// An unquoted true is a boolean in YAML; as one of the words it will do.
		if allowed := strings.Fields(words); !slices.Contains(allowed, n.Value) {
			d.failf(n, p, n.Value, "%s", unknownWord(n.Value, allowed))
			return
		}
	}
	value := n.Value
	if value != "" {
		var err error
		if value, err = checkText(p.tag.Get("check"), value); err != nil {
			d.failf(n, p, withoutPassword(n.Value), "%v", err)
			return
		}
	}
	if _, word := p.tag.Lookup("oneof"); !word && n.ShortTag() != "!!str" {
		d.failf(n, p, n.Value, "text is needed here: put it in quotes")
		return
	}
	v.SetString(value)
}

// withoutPassword is a refused value as it may be shown.
func withoutPassword(value string) string {
	if strings.Contains(value, "://") && strings.Contains(value, "@") {
		return hidden
	}
	return value
}

func (d *decoder) boolean(n *yaml.Node, v reflect.Value, p place) {
	if !d.scalar(n, p) {
		return
	}
	if n.ShortTag() != "!!bool" {
		d.failf(n, p, n.Value, "use true or false")
		return
	}
	v.SetBool(strings.EqualFold(n.Value, "true"))
}

func (d *decoder) integer(n *yaml.Node, v reflect.Value, p place) {
	if !d.scalar(n, p) {
		return
	}
	least := number(p.tag.Get("min"))
	value, err := strconv.ParseInt(n.Value, 10, 64)
	if n.ShortTag() != "!!int" || err != nil || value < least {
		d.failf(n, p, n.Value, "use a whole number from %d", least)
		return
	}
	v.SetInt(value)
}

func (d *decoder) duration(n *yaml.Node, target *time.Duration, p place) {
	if !d.scalar(n, p) {
		return
	}
	least, most := p.tag.Get("min"), p.tag.Get("max")
	value, err := parseDuration(n.Value)
	if err == nil && value >= mustDuration(least) && value <= mustDuration(most) {
		*target = value
		return
	}
	d.failf(n, p, n.Value, "use a duration from %s to %s, such as 90s, 10m, 24h or 7d", least, most)
}

// mustDuration reads a bound of a struct tag.
func mustDuration(text string) time.Duration {
	value, err := parseDuration(text)
	if err != nil {
		panic("config: bad bound " + text)
	}
	return value
}

func (d *decoder) store(n *yaml.Node, target *Store, p place) {
	var value Secret
	if !d.resolve(n, &value, p) || !value.IsSet() {
		return
	}
	if value.unread {
		*target = Store{Driver: Postgres, URL: value}
		return
	}
	store, err := parseStore(value)
	if err != nil {
		d.failf(n, p, hidden, "%v", err)
		return
	}
	if store.URL.Origin() == originFile && hasPassword(store.URL.Reveal()) {
		d.warnLiteral(n, p)
	}
	*target = store
}

func (d *decoder) secret(n *yaml.Node, target *Secret, p place) {
	var value Secret
	if !d.resolve(n, &value, p) {
		return
	}
	check := p.tag.Get("check")
	if value.IsSet() && !value.unread {
		if _, err := checkText(check, value.Reveal()); err != nil {
			d.failf(n, p, hidden, "%v", err)
			return
		}
		if value.Origin() == originFile && (p.tag.Get("public") == "" || hasPassword(value.Reveal())) {
			d.warnLiteral(n, p)
		}
	}
	*target = value
}

func (d *decoder) warnLiteral(n *yaml.Node, p place) {
	d.warnings = append(d.warnings, Problem{File: d.file, Line: n.Line, Key: p.path,
		Text: "the secret itself stands in this file, which is for trials: use env:NAME or file:PATH"})
}
