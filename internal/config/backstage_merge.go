package config

import (
	"fmt"
	"slices"
)

// backstage adds the groups and owners of the catalog files.
func (d *decoder) backstage(c *Config) {
	var found []catalog
	for i, path := range c.Directory.Backstage {
		text, ok := d.foreign(fmt.Sprintf("directory.backstage[%d]", i), path)
		if !ok {
			continue
		}
		one := parseBackstage(path, text)
		d.problems = append(d.problems, one.problems...)
		d.warnings = append(d.warnings, one.warnings...)
		for _, t := range one.teams {
			d.addGroup(c, path, t)
		}
		d.addRules(c, path, one.rules)
		found = append(found, one)
	}
	d.adopt(c, found)
}

// addGroup adds a team, unless the configuration has it already: what people wrote there knows more of it, such as its channel, and
// lacks at most its name and parent.
func (d *decoder) addGroup(c *Config, path string, t foreignTeam) {
	if i := slices.IndexFunc(c.Teams, func(k Team) bool { return k.ID == t.ID }); i >= 0 {
		if c.Teams[i].Name == "" {
			c.Teams[i].Name = t.Name
		}
		return
	}
	key := fmt.Sprintf("teams[%d]", len(c.Teams))
	d.lines[key] = t.line
	d.comesFrom("teams", len(c.Teams), path, t.key)
	c.Teams = append(c.Teams, t.Team)
}

// adopt gives the teams their parents, now that all are there. One that no file knows is left out: a part of a catalog is no mistake.
func (d *decoder) adopt(c *Config, found []catalog) {
	for _, one := range found {
		for _, t := range one.teams {
			i := slices.IndexFunc(c.Teams, func(k Team) bool { return k.ID == t.ID })
			_, known := c.Team(t.Parent)
			switch {
			case known && c.Teams[i].Parent == "" && c.Teams[i].ID != t.Parent:
				c.Teams[i].Parent = t.Parent
			case !known && c.Teams[i].Parent == t.Parent:
				c.Teams[i].Parent = ""
			}
		}
	}
}
