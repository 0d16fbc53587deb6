package tally

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// Tally is what was played so far.
type Tally struct {
	Histories int            `json:"histories"`
	Counts    map[string]int `json:"counts,omitempty"` // what there was in them, by name
	Failed    []uint64       `json:"failed,omitempty"` // seeds
}

const prefix = "tally "

// Read decodes a line; false for one that is no tally.
func Read(line string) (Tally, bool) {
	var t Tally
	text, ok := strings.CutPrefix(line, prefix)
	return t, ok && json.Unmarshal([]byte(text), &t) == nil
}

// Add adds another one.
func (t *Tally) Add(o Tally) {
	t.Histories += o.Histories
	t.Failed = append(t.Failed, o.Failed...)
	if t.Counts == nil {
		t.Counts = map[string]int{}
	}
	for name, n := range o.Counts {
		t.Counts[name] += n
	}
}

// every is how often a Keeper says how far it is.
const every = 5 * time.Second

// Keeper adds up what a process plays. It is safe for concurrent use.
type Keeper struct {
	out io.Writer // nil: says nothing

	mu    sync.Mutex
	total Tally
	said  time.Time
}

// NewKeeper says to out, now and then, how far the process is; never with nil.
func NewKeeper(out io.Writer) *Keeper { return &Keeper{out: out, said: time.Now()} }

// Add adds what was played, and returns the sum.
func (k *Keeper) Add(t Tally) Tally {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.total.Add(t)
	if k.out != nil && time.Since(k.said) >= every {
		k.say()
	}
	return k.total.clone()
}

// Total says the sum, and returns it.
func (k *Keeper) Total() Tally {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.out != nil {
		k.say()
	}
	return k.total.clone()
}

func (k *Keeper) say() {
	k.said = time.Now()
	line, err := json.Marshal(k.total)
	if err != nil {
		return
	}
	_, _ = fmt.Fprintf(k.out, "%s%s\n", prefix, line)
}

func (t *Tally) clone() Tally {
	return Tally{Histories: t.Histories, Counts: maps.Clone(t.Counts), Failed: slices.Clone(t.Failed)}
}
