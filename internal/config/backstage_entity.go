package config

import (
	"errors"
	"strings"

	"go.yaml.in/yaml/v3"
)

// entity is one of a Backstage catalog, as YAML.
type entity struct {
	file string
	node *yaml.Node
}

// at is the node at a path, or the last one on the way to it.
func (e entity) at(path ...string) *yaml.Node {
	node := e.node
	for _, key := range path {
		next := child(node, key)
		if next == nil {
			return node
		}
		node = next
	}
	return node
}

// text is the single value at a path; empty where there is none.
func (e entity) text(path ...string) string {
	node := e.node
	for _, key := range path {
		if node = child(node, key); node == nil {
			return ""
		}
	}
	if node.Kind != yaml.ScalarNode || isNull(node) {
		return ""
	}
	return strings.TrimSpace(node.Value)
}

func child(node *yaml.Node, key string) *yaml.Node {
	if node.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == key {
			return node.Content[i+1]
		}
	}
	return nil
}

// label is what people call the entity.
func (e entity) label() string { return shortKey(e.text("kind") + " " + e.text("metadata", "name")) }

func (e entity) problem(node *yaml.Node, key, text string) Problem {
	p := Problem{File: e.file, Line: node.Line, Key: key, Value: scalarText(node), Text: text}
	if e.node.Kind == yaml.MappingNode && e.text("kind") != "" {
		p.Key = e.label() + ": " + key
	}
	return p
}

// selects is what of a cluster belongs to the entity; the empty Match where nothing does.
func (e entity) selects() (Match, error) {
	annotation := func(key string) string { return e.text("metadata", "annotations", key) }
	match := Match{}
	if namespace := annotation(backstageNamespace); namespace != "" {
		if strings.ContainsAny(namespace, `*?[\`) {
			return Match{}, errors.New(backstageNamespace + ": use the name of a namespace")
		}
		match.Namespace = namespace
	}
	if selector := annotation(backstageSelector); selector != "" {
		labels, err := equalities(selector)
		if err != nil {
			return Match{}, err
		}
		match.Labels = labels
		return match, nil
	}
	if id := annotation(backstageID); id != "" {
		match.Labels = map[string]string{backstageID: id}
	}
	return match, nil
}

// equalities reads a label selector that asks for values alone: app=invoice,tier==batch.
func equalities(selector string) (map[string]string, error) {
	labels := map[string]string{}
	for part := range strings.SplitSeq(selector, ",") {
		key, value, ok := strings.Cut(part, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(strings.TrimPrefix(value, "="))
		if !ok || key == "" || strings.ContainsAny(key, "!() ") || strings.ContainsAny(value, "=() ") {
			return nil, errors.New(backstageSelector + ": use LABEL=VALUE, several with commas between them")
		}
		labels[key] = value
	}
	return labels, nil
}
