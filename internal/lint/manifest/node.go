package manifest

import (
	"strconv"

	"go.yaml.in/yaml/v3"
)

// maxHops bounds how many aliases and merges are followed for one key.
const maxHops = 16

// tree is a node with its path from the object, and what is noted while it is read.
type tree struct {
	node *yaml.Node
	path string
	into *object
}

// resolved follows aliases.
func resolved(n *yaml.Node) *yaml.Node {
	for range maxHops {
		if n == nil || n.Kind != yaml.AliasNode {
			return n
		}
		n = n.Alias
	}
	return nil
}

// maxVisits bounds how many mappings are looked at for one key: merges of merges multiply.
const maxVisits = 256

// find is the key and the value of a key of a mapping, merged ones included; nil where there is none.
func find(n *yaml.Node, key string, hops int) (name, value *yaml.Node) {
	s := search{key: key, left: maxVisits}
	return s.in(n, hops)
}

// search is for one key.
type search struct {
	key  string
	left int // mappings that may still be looked at
}

func (s *search) in(n *yaml.Node, hops int) (name, value *yaml.Node) {
	n = resolved(n)
	if s.left--; n == nil || n.Kind != yaml.MappingNode || hops == 0 || s.left < 0 {
		return nil, nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if k := n.Content[i]; k.Kind == yaml.ScalarNode && k.Value == s.key {
			return k, n.Content[i+1]
		}
	}
	for _, from := range merged(n) {
		if name, value = s.in(from, hops-1); name != nil {
			return name, value
		}
	}
	return nil, nil
}

// merged are the mappings that a mapping takes keys from ("<<"), those that count first before the others.
func merged(n *yaml.Node) []*yaml.Node {
	var all []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		if !merges(n.Content[i]) {
			continue
		}
		from := n.Content[i+1]
		if list := resolved(from); list != nil && list.Kind == yaml.SequenceNode {
			all = append(all, list.Content...)
		} else {
			all = append(all, from)
		}
	}
	return all
}

func merges(key *yaml.Node) bool { return key.Kind == yaml.ScalarNode && key.ShortTag() == "!!merge" }

// at is a field; its node is nil where it is absent or null.
func (t tree) at(keys ...string) tree {
	for _, key := range keys {
		name, value := find(t.node, key, maxHops)
		path := key
		if t.path != "" {
			path = t.path + "." + key
		}
		t = tree{resolved(value), path, t.into}
		if name != nil {
			t.into.lines[path] = name.Line
		}
		if t.node != nil && t.node.Kind == yaml.ScalarNode && t.node.ShortTag() == "!!null" {
			t.node = nil
		}
	}
	return t
}

// text is a text; a value of another type is a mistake.
func (t tree) text() string {
	switch {
	case t.node == nil:
		return ""
	case t.node.Kind != yaml.ScalarNode || t.node.ShortTag() != "!!str" && t.node.ShortTag() != "!!timestamp":
		t.mistake("text; put it in quotes")
	default:
		return t.node.Value
	}
	return ""
}

// number is a whole number that is not negative; nil where there is none.
func (t tree) number() *int64 {
	if t.node == nil {
		return nil
	}
	n, err := strconv.ParseInt(t.node.Value, 10, 64)
	if t.node.Kind != yaml.ScalarNode || t.node.ShortTag() != "!!int" || err != nil || n < 0 {
		t.mistake("a whole number from 0")
		return nil
	}
	return &n
}

func (t tree) flag() bool {
	if t.node == nil {
		return false
	}
	if t.node.Kind != yaml.ScalarNode || t.node.ShortTag() != "!!bool" {
		t.mistake("true or false")
	}
	return t.node.Value == "true"
}

// texts is a mapping of text to text, merged ones included, with a line for each.
func (t tree) texts() map[string]string {
	if t.node == nil {
		return nil
	}
	if t.node.Kind != yaml.MappingNode {
		t.mistake("keys and values")
		return nil
	}
	read := map[string]string{}
	t.collect(read, t.node, maxHops, new(maxVisits))
	return read
}

// collect reads the keys of a mapping that were not read already, then those that it merges; so many mappings are left to look at.
func (t tree) collect(read map[string]string, n *yaml.Node, hops int, left *int) {
	n = resolved(n)
	if *left--; n == nil || n.Kind != yaml.MappingNode || hops == 0 || *left < 0 {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if _, known := read[key.Value]; known || key.Kind != yaml.ScalarNode || merges(key) {
			continue
		}
		one := tree{resolved(value), t.path + "." + key.Value, t.into}
		t.into.lines[one.path] = key.Line
		read[key.Value] = one.text()
	}
	for _, from := range merged(n) {
		t.collect(read, from, hops-1, left)
	}
}

// items are those of a list.
func (t tree) items() []tree {
	if t.node == nil || t.node.Kind != yaml.SequenceNode {
		return nil
	}
	items := make([]tree, 0, len(t.node.Content))
	for i, n := range t.node.Content {
		items = append(items, tree{resolved(n), t.path + "[" + strconv.Itoa(i) + "]", t.into})
	}
	return items
}
