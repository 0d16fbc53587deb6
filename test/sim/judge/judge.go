package judge

import (
	"fmt"
	"time"

	"rollcall.dev/rollcall/test/sim/cluster"
	"rollcall.dev/rollcall/test/sim/history"
	"rollcall.dev/rollcall/test/sim/journal"
)

// Finding is a broken invariant.
type Finding struct {
	Invariant string
	Text      string
}

func (f Finding) String() string { return f.Invariant + ": " + f.Text }

// Input is what is judged.
type Input struct {
	History  history.History
	Cluster  *cluster.Cluster
	Pages    journal.Pages
	Shelf    Shelf
	Arrivals []journal.Arrival // at all receivers, in the order of time
	Final    bool              // everything has settled
}

// Judge returns what is wrong. While things go on it only asks what must hold at any time.
func Judge(in Input) []Finding {
	c := &court{Input: in}
	c.index()
	c.facts()
	c.chains()
	c.incidents()
	c.queued()
	c.told()
	c.roots()
	c.leases()
	c.rounds()
	c.delays()
	c.alarms()
	if in.Final {
		c.settled()
		c.replay()
		c.truth()
	}
	return c.findings
}

// court is one judgement.
type court struct {
	Input

	findings []Finding
	rows     map[string]Row // by delivery
	order    []Row          // by Seq
}

func (c *court) find(invariant, format string, args ...any) {
	c.findings = append(c.findings, Finding{invariant, fmt.Sprintf(format, args...)})
}

func (c *court) index() {
	c.rows = map[string]Row{}
	c.order = c.Shelf.Rows
	for _, r := range c.order {
		c.rows[r.Message.ID] = r
	}
}

// clock is how an instant is written in a finding.
func clock(t time.Time) string { return t.UTC().Format("02 15:04:05.000") }

// short is enough of an identifier to follow it through a story.
func short(id string) string { return id[max(0, len(id)-6):] }
