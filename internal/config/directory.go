package config

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
)

// Directory says where more teams and rules come from than the configuration itself has: files that others look after. They are read
// together with it, each time, so that a change of theirs is one of the configuration, and a mistake in them one in it.
type Directory struct {
	// File has teams and rules in the configuration's own words. Its rules come after the configuration's.
	File string `yaml:"file"`
	// CodeOwners has a line for each pattern and its team, of which the last that matches counts. Its rules come after those of File.
	CodeOwners string `yaml:"codeowners"`
	// Backstage are catalog files, whose groups are teams and whose owners are rules. They come last.
	Backstage []string `yaml:"backstage"`
}

// directoryFile is what Directory.File may hold.
type directoryFile struct {
	Teams []Team `yaml:"teams"`
	Rules []Rule `yaml:"rules"`
}

// origin is where an item of a list of the Config stands that is not in the configuration itself.
type origin struct {
	file string
	key  string // there; may be empty
}

// item finds the item of a list that a key is about, and what it says of it.
var item = regexp.MustCompile(`^(teams|rules)\[(\d+)\](.*)$`)

// directory adds the teams and rules of the files to those that were read. Keys and lines count as if all had stood in one file; located
// takes that back.
func (d *decoder) directory(c *Config) {
	from := c.Directory
	if from.File != "" {
		d.directoryFile(c, from.File)
	}
	if from.CodeOwners != "" {
		if text, ok := d.foreign("directory.codeowners", from.CodeOwners); ok {
			rules, problems := parseCodeOwners(from.CodeOwners, text)
			d.problems = append(d.problems, problems...)
			d.addRules(c, from.CodeOwners, rules)
		}
	}
	d.backstage(c)
	if _, given := d.lines["teams"]; !given && len(c.Teams) > 0 {
		d.lines["teams"] = d.lines["directory"]
	}
}

// foreign reads a file that a key names.
func (d *decoder) foreign(key, path string) (string, bool) {
	data, err := d.source.Document(path)
	if err != nil {
		d.problems = append(d.problems, Problem{
			File: d.file, Line: d.lines[key], Key: key, Value: path, Text: "this file cannot be used: " + fileTrouble(err),
		})
		return "", false
	}
	return string(data), true
}

func (d *decoder) directoryFile(c *Config, path string) {
	text, ok := d.foreign("directory.file", path)
	if !ok {
		return
	}
	sub := decoder{file: path, source: d.source, lines: map[string]int{}}
	var found directoryFile
	if root := sub.document(text); root != nil {
		sub.object(root, reflect.ValueOf(&found).Elem(), place{})
	}
	offset := map[string]int{"teams": len(c.Teams), "rules": len(c.Rules)}
	for key, line := range sub.lines {
		if shifted, ok := shift(key, offset); ok {
			d.lines[shifted] = line
		}
	}
	for _, p := range sub.problems {
		p.Key, _ = shift(p.Key, offset)
		d.problems = append(d.problems, p)
	}
	for i := range found.Teams {
		d.comesFrom("teams", len(c.Teams)+i, path, fmt.Sprintf("teams[%d]", i))
	}
	for i := range found.Rules {
		d.comesFrom("rules", len(c.Rules)+i, path, fmt.Sprintf("rules[%d]", i))
		found.Rules[i].Source = fmt.Sprintf("rule %d of %s", i+1, path)
	}
	c.Teams = append(c.Teams, found.Teams...)
	c.Rules = append(c.Rules, found.Rules...)
}

// foreignRule is a rule of a file that is no configuration.
type foreignRule struct {
	Rule

	line int
	key  string // what a mistake in it is called; may be empty
}

func (d *decoder) addRules(c *Config, path string, rules []foreignRule) {
	for _, r := range rules {
		key := fmt.Sprintf("rules[%d]", len(c.Rules))
		d.lines[key], d.lines[key+".owner"] = r.line, r.line
		d.comesFrom("rules", len(c.Rules), path, r.key)
		c.Rules = append(c.Rules, r.Rule)
	}
}

func (d *decoder) comesFrom(list string, i int, file, key string) {
	if d.origins == nil {
		d.origins = map[string]origin{}
	}
	d.origins[fmt.Sprintf("%s[%d]", list, i)] = origin{file, key}
}

// shift is the key that an item has once it stands behind others; other keys stay.
func shift(key string, offset map[string]int) (string, bool) {
	found := item.FindStringSubmatch(key)
	if found == nil {
		return key, false
	}
	i, _ := strconv.Atoi(found[2])
	return fmt.Sprintf("%s[%d]%s", found[1], i+offset[found[1]], found[3]), true
}

// located gives the Problems with what comes from other files the file and the key that people find there.
func (p Problems) located(origins map[string]origin) Problems {
	for i := range p {
		if file, key, ok := locate(p[i].Key, origins); ok {
			p[i].File, p[i].Key = file, key
		}
	}
	return p
}

// locate is where a key stands if not in the configuration itself.
func locate(key string, origins map[string]origin) (file, there string, ok bool) {
	found := item.FindStringSubmatch(key)
	if found == nil {
		return "", "", false
	}
	from, ok := origins[found[1]+"["+found[2]+"]"]
	if !ok {
		return "", "", false
	}
	there = from.key + found[3]
	if from.key == "" && there != "" {
		there = there[1:] // the dot
	}
	return from.file, there, true
}
