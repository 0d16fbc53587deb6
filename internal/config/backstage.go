package config

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// The annotations by which a Backstage entity says what of a cluster is its own:
// https://backstage.io/docs/features/kubernetes/configuration#surfacing-your-kubernetes-components-as-part-of-an-entity
const (
	backstageID        = "backstage.io/kubernetes-id" // also the label that what belongs to it has
	backstageNamespace = "backstage.io/kubernetes-namespace"
	backstageSelector  = "backstage.io/kubernetes-label-selector" // replaces the label of the id
)

// catalog is what is of use of a catalog file.
type catalog struct {
	teams    []foreignTeam
	rules    []foreignRule
	problems Problems
	warnings Problems
}

type foreignTeam struct {
	Team

	line int
	key  string
}

// parseBackstage reads the entities of a catalog file, one in each document. A Group is a team with its parent; who is a member of it is
// of no concern here. The owner of a Component or Resource is a rule for what its annotations select.
// Other kinds, and entities that select nothing of a cluster, say nothing to us.
func parseBackstage(file, text string) catalog {
	var c catalog
	d := decoder{file: file, lines: map[string]int{}}
	documents := yaml.NewDecoder(strings.NewReader(text))
	for {
		var document yaml.Node
		if err := decodeGuarded(documents, &document); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			d.syntax(err)
			break
		}
		if len(document.Content) > 0 && !isNull(document.Content[0]) {
			c.add(entity{file: file, node: document.Content[0]})
		}
		if len(c.teams)+len(c.rules) > maxForeignRules {
			d.problems = append(d.problems, Problem{File: file, Text: fmt.Sprintf("use at most %d groups and owners in a file", maxForeignRules)})
			break
		}
	}
	c.problems = append(c.problems, d.problems...)
	return c
}

func (c *catalog) add(e entity) {
	if e.node.Kind != yaml.MappingNode {
		c.problems = append(c.problems, e.problem(e.node, "", "an entity is needed here: apiVersion, kind, metadata, spec"))
		return
	}
	switch e.text("kind") {
	case "Group":
		c.group(e)
	case "Component", "Resource":
		c.owned(e)
	case "":
		c.problems = append(c.problems, e.problem(e.node, "kind", "every entity needs a kind, such as Group or Component"))
	}
}

func (c *catalog) group(e entity) {
	t := foreignTeam{line: e.node.Line, key: e.label()}
	newItem(&t.Team)
	t.ID = strings.ToLower(e.text("metadata", "name"))
	if _, err := checkText("id", t.ID); err != nil || t.ID == "" {
		c.problems = append(c.problems, e.problem(e.at("metadata", "name"), "metadata.name", "a group needs a name that can be a team's id"))
		return
	}
	t.Name = e.text("spec", "profile", "displayName")
	if t.Name == "" {
		t.Name = e.text("metadata", "title")
	}
	if ref := e.text("spec", "parent"); ref != "" {
		parent, err := groupOf(ref)
		if err != nil {
			c.problems = append(c.problems, e.problem(e.at("spec", "parent"), "spec.parent", err.Error()))
			return
		}
		t.Parent = parent
	}
	c.teams = append(c.teams, t)
}

func (c *catalog) owned(e entity) {
	match, err := e.selects()
	if err != nil {
		c.warnings = append(c.warnings, e.problem(e.at("metadata", "annotations"), "metadata.annotations", err.Error()+"; it owns nothing here"))
		return
	}
	if match.Namespace == "" && len(match.Labels) == 0 {
		return
	}
	owner, err := groupOf(e.text("spec", "owner"))
	if err != nil {
		c.warnings = append(c.warnings, e.problem(e.at("spec", "owner"), "spec.owner", err.Error()+"; it owns nothing here"))
		return
	}
	c.rules = append(c.rules, foreignRule{line: e.at("spec", "owner").Line, key: e.label(), Rule: Rule{
		Match: match, Owner: owner, Source: e.label() + " of " + e.file, Imported: true,
	}})
}

// groupOf is the team that a reference to a group names: group:default/payments, default/payments, payments. Backstage does not tell
// upper case from lower.
func groupOf(ref string) (string, error) {
	kind, rest, named := strings.Cut(strings.ToLower(ref), ":")
	if !named {
		kind, rest = "group", kind
	}
	if at := strings.LastIndexByte(rest, '/'); at >= 0 {
		rest = rest[at+1:]
	}
	if kind != "group" {
		return "", errors.New("use a group: teams own jobs, and people leave")
	}
	if _, err := checkText("id", rest); err != nil || rest == "" {
		return "", errors.New("use the name of a group, such as payments or group:default/payments")
	}
	return rest, nil
}
