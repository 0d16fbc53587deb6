package judge

import (
	"rollcall.dev/rollcall/internal/monitor"
)

// facts compares what was acknowledged, what was committed and what is stored.
func (c *court) facts() {
	for id, at := range c.Pages.Acknowledged {
		if _, stored := c.Shelf.Facts[id]; !stored {
			c.find("fact lost", "%s was acknowledged at %s and is not stored", id, clock(at))
		}
	}
	fresh := map[string]bool{}
	for _, commit := range c.Pages.Commits {
		for _, o := range commit.Fresh {
			switch _, stored := c.Shelf.Facts[o.ID]; {
			case o.Kind == monitor.Clock:
			case fresh[o.ID]:
				c.find("fact twice", "%s was new to %s at %s, and was not", o.ID, commit.Process, clock(commit.At))
			case !stored:
				c.find("fact lost", "%s was committed at %s and is not stored", o.ID, clock(commit.At))
			}
			fresh[o.ID] = true
		}
	}
	for id := range c.Shelf.Facts {
		if !fresh[id] {
			c.find("fact lost", "%s is stored, and nothing was decided on it", id)
		}
	}
}

// chains follows the verdicts on each slot and run.
func (c *court) chains() {
	chains := map[string][]monitor.Verdict{}
	for _, commit := range c.Pages.Commits {
		for _, change := range commit.Changes {
			for _, v := range change.Verdicts {
				at := place(v)
				before := monitor.Judgement("")
				if n := len(chains[at]); n > 0 {
					before = chains[at][n-1].Judgement
				}
				switch {
				case v.Judgement == before:
					c.find("verdict twice", "%s is %s again at %s", at, v.Judgement, clock(commit.At))
				case v.Revises != before:
					c.find("verdict twice", "%s: %s at %s says that it revises %q, and it was %q", at, v.Judgement, clock(commit.At), v.Revises, before)
				}
				chains[at] = append(chains[at], v)
			}
		}
	}
	for at, chain := range chains {
		last := chain[len(chain)-1]
		switch stored, ok := c.Shelf.Verdicts[at]; {
		case !ok:
			c.find("verdict lost", "%s was %s and is not stored", at, last.Judgement)
		case stored.Judgement != last.Judgement || stored.Revisions != len(chain)-1:
			c.find("verdict lost", "%s was %s after %d revisions, and is stored as %s after %d",
				at, last.Judgement, len(chain)-1, stored.Judgement, stored.Revisions)
		}
	}
	for at := range c.Shelf.Verdicts {
		if len(chains[at]) == 0 {
			c.find("verdict lost", "%s is stored and was not spoken", at)
		}
	}
}
