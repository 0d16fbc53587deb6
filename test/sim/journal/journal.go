package journal

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
)

// Commit is one transaction of a ledger that took place.
type Commit struct {
	Order   int64 // among all transactions, by Turn
	At      time.Time
	Process string
	Fresh   []monitor.Observation
	Changes []ledger.Change
}

// Claim is the lease of a message.
type Claim struct {
	At, Until time.Time
	Process   string
	Delivery  string
	Token     string
}

// Conclusion is the end of an attempt that was stored.
type Conclusion struct {
	At       time.Time
	Process  string
	Delivery string
	Result   deliver.Result
}

// Send is one request to a receiver that was made for a message.
type Send struct {
	At       time.Time // when it began
	Process  string
	Receiver string
	Method   string
	Attempt  notify.Attempt
	Fault    string // what befell it; empty: nothing
	Answered bool   // the process learnt how it ended
}

// Arrival is a message that a receiver took.
type Arrival struct {
	At          time.Time
	Delivery    string
	Incident    string
	Destination notify.Destination // where it was shown
	Thread      bool               // beneath another one
}

// Life is how long a process lived; without an end it lives on.
type Life struct{ From, To time.Time }

// Book is the journal. It is safe for concurrent use.
type Book struct {
	mu           sync.Mutex
	commits      []*Commit
	acknowledged map[string]time.Time
	claims       []Claim
	conclusions  []Conclusion
	sends        []*Send
	arrivals     []Arrival
	calls        map[Call]int
	struck       map[string]int
	lives        []Life
	lines        []string
	turn         int64
}

// Call is what is counted: the calls of one kind that a process made in one minute.
type Call struct {
	Process, Kind string
	Minute        int64 // since 1970
}

// New returns an empty Book.
func New() *Book {
	return &Book{acknowledged: map[string]time.Time{}, calls: map[Call]int{}, struck: map[string]int{}}
}

// Tell adds a line to the story.
func (b *Book) Tell(who, format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lines = append(b.lines, fmt.Sprintf("%s %-5s %s", time.Now().UTC().Format("02 15:04:05.000"), who, fmt.Sprintf(format, args...)))
}

// Story is all that was told, in the order of time.
func (b *Book) Story() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Join(b.lines, "\n") + "\n"
}

// Turn is the place of a transaction among all: it is asked for while the transaction keeps all others out.
func (b *Book) Turn() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn++
	return b.turn
}

// Committed notes a transaction that took place.
func (b *Book) Committed(c *Commit) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.commits = append(b.commits, c)
}

// Acknowledged notes facts that a ledger said it had stored.
func (b *Book) Acknowledged(observations []monitor.Observation) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, o := range observations {
		if o.Kind != monitor.Clock {
			b.acknowledged[o.ID] = time.Now()
		}
	}
}

// Claimed notes a lease.
func (b *Book) Claimed(c Claim) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.claims = append(b.claims, c)
}

// Concluded notes the end of an attempt that was stored.
func (b *Book) Concluded(c Conclusion) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.conclusions = append(b.conclusions, c)
}

// Sent notes a request that is made; its end is noted with Ended.
func (b *Book) Sent(s *Send) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sends = append(b.sends, s)
}

// Ended notes how a request ended.
func (b *Book) Ended(s *Send, fault string, answered bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s.Fault, s.Answered = fault, answered
}

// Arrived notes a message that a receiver took.
func (b *Book) Arrived(a Arrival) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.arrivals = append(b.arrivals, a)
}

// Count counts a call.
func (b *Book) Count(process, kind string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.calls[Call{process, kind, time.Now().Unix() / 60}]++
}

// Struck counts a fault that took effect.
func (b *Book) Struck(fault string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.struck[fault]++
}

// Lives notes that a process begins to live; over notes its end.
func (b *Book) Lives() (over func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	at := len(b.lives)
	b.lives = append(b.lives, Life{From: time.Now()})
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.lives[at].To = time.Now()
	}
}

// Pages is a copy of the book as it is now.
type Pages struct {
	Commits      []*Commit
	Acknowledged map[string]time.Time
	Claims       []Claim
	Conclusions  []Conclusion
	Sends        []Send
	Arrivals     []Arrival
	Calls        map[Call]int
	Struck       map[string]int // how often each fault took effect
	Lives        []Life
}

// Read returns what the book holds. What it shares with the book does not change any more.
func (b *Book) Read() Pages {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := Pages{
		Commits: slices.Clone(b.commits), Acknowledged: map[string]time.Time{}, Claims: slices.Clone(b.claims),
		Conclusions: slices.Clone(b.conclusions), Arrivals: slices.Clone(b.arrivals), Calls: map[Call]int{}, Struck: map[string]int{},
		Lives: slices.Clone(b.lives),
	}
	slices.SortFunc(p.Commits, func(a, b *Commit) int { return cmp.Compare(a.Order, b.Order) })
	for _, s := range b.sends {
		p.Sends = append(p.Sends, *s)
	}
	maps.Copy(p.Acknowledged, b.acknowledged)
	maps.Copy(p.Calls, b.calls)
	maps.Copy(p.Struck, b.struck)
	return p
}

// The kinds of Call beside the steps of history.
const (
	Rounds = "round"  // of a sweeper
	Claims = "claim"  // of a deliverer
	Naps   = "napped" // a deliverer asked when it is to look again
)
