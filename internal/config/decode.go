package config

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// decoder walks YAML nodes along a struct. It goes on after a mistake, to find them all.
type decoder struct {
	file   string
	source Source

	problems Problems
	warnings Problems
	// lines says where each key stands that the file has, by its path.
	lines map[string]int
	// origins says of the items that are not in the file itself where they stand, by their path.
	origins map[string]origin
}

// place is where a value goes: its path, for people, and the tags that rule it.
type place struct {
	path string
	tag  reflect.StructTag
}

func (p place) at(key string) string {
	if p.path == "" {
		return key
	}
	return p.path + "." + key
}

// failf notes a Problem with a value of the file.
func (d *decoder) failf(n *yaml.Node, p place, value, format string, args ...any) {
	d.problems = append(d.problems, Problem{File: d.file, Line: n.Line, Key: p.path, Value: value, Text: fmt.Sprintf(format, args...)})
}

// value decodes one node into v.
func (d *decoder) value(n *yaml.Node, v reflect.Value, p place) {
	if n.Kind == yaml.AliasNode {
		d.failf(n, p, "", "anchors and aliases are not supported here, write the value out")
		return
	}
	switch target := v.Addr().Interface().(type) {
	case *Secret:
		d.secret(n, target, p)
		return
	case *Store:
		d.store(n, target, p)
		return
	case *time.Duration:
		d.duration(n, target, p)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.object(n, v, p)
	case reflect.Slice:
		d.list(n, v, p)
	case reflect.Map:
		d.labels(n, v, p)
	case reflect.String:
		d.text(n, v, p)
	case reflect.Bool:
		d.boolean(n, v, p)
	case reflect.Int64:
		d.integer(n, v, p)
	default:
		panic("config: no decoder for a field of type " + v.Type().String())
	}
}

// object decodes a mapping with known keys.
func (d *decoder) object(n *yaml.Node, v reflect.Value, p place) {
	if isNull(n) {
		return
	}
	keys := keysOf(v.Type())
	if n.Kind != yaml.MappingNode {
		d.failf(n, p, scalarText(n), "keys are needed here: %s", strings.Join(names(keys), ", "))
		return
	}
	for key, value := range d.pairs(n, p) {
		at := place{path: p.at(shortKey(key.Value))}
		i := slices.IndexFunc(keys, func(k keyInfo) bool { return k.name == key.Value })
		if i < 0 {
			d.failf(key, at, "", "%s", unknownKey(key.Value, names(keys)))
			continue
		}
		at.tag = keys[i].tag
		d.lines[at.path] = key.Line
		d.value(value, v.Field(keys[i].index), at)
	}
}

// pairs yields the keys and values of a mapping; those that cannot be used become Problems.
func (d *decoder) pairs(n *yaml.Node, p place) func(yield func(key, value *yaml.Node) bool) {
	return func(yield func(key, value *yaml.Node) bool) {
		seen := map[string]int{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i], n.Content[i+1]
			if key.Kind != yaml.ScalarNode || key.ShortTag() == "!!merge" {
				d.failf(key, p, scalarText(key), "a key must be a plain word; merging with << is not supported")
				continue
			}
			if first, twice := seen[key.Value]; twice {
				d.failf(key, place{path: p.at(shortKey(key.Value))}, "", "this key stands here twice, first in line %d: keep one", first)
				continue
			}
			seen[key.Value] = key.Line
			if !yield(key, value) {
				return
			}
		}
	}
}

// list decodes a sequence; each item begins with its own defaults.
func (d *decoder) list(n *yaml.Node, v reflect.Value, p place) {
	if isNull(n) {
		return
	}
	if n.Kind != yaml.SequenceNode {
		d.failf(n, p, scalarText(n), "a list is needed here: [ … ] or lines that begin with -")
		return
	}
	if len(n.Content) == 0 {
		v.SetZero() // [] means none, also where the default is some
		return
	}
	items := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, node := range n.Content {
		at := place{path: p.path + "[" + strconv.Itoa(i) + "]", tag: p.tag}
		d.lines[at.path] = node.Line
		newItem(items.Index(i).Addr().Interface())
		if isNull(node) {
			d.failf(node, at, "", "this item is empty: fill it in or remove it")
			continue
		}
		d.value(node, items.Index(i), at)
	}
	v.Set(items)
}

// labels decodes a mapping of text to text.
func (d *decoder) labels(n *yaml.Node, v reflect.Value, p place) {
	if isNull(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		d.failf(n, p, scalarText(n), "labels are needed here: {name: value, …}")
		return
	}
	labels := map[string]string{}
	for key, value := range d.pairs(n, p) {
		text := ""
		at := place{path: p.at(shortKey(key.Value))}
		d.lines[at.path] = key.Line
		d.text(value, reflect.ValueOf(&text).Elem(), at)
		labels[key.Value] = text
	}
	v.Set(reflect.ValueOf(labels))
}

// isNull says whether a key has no value at all. For keys and lists that means the default, so that a section whose lines are
// all commented out is no mistake.
func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// scalarText is the text of a single value, empty for a mapping or a list.
func scalarText(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode {
		return ""
	}
	return n.Value
}
