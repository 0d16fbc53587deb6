package deliver_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
)

// row is a message in the memory outbox.
type row struct {
	message   notify.Message
	queued    time.Time
	due       time.Time
	lease     time.Time // zero: not leased
	token     string
	attempts  int
	inFlight  bool
	uncertain bool
	status    string // "", sent, skipped, dead
	result    deliver.Result
}

func (r *row) thread() string {
	return r.message.Notice.Incident + "|" + r.message.Destination.Receiver + "|" + r.message.Destination.Address
}

// outbox is a faithful Outbox in memory.
type outbox struct {
	mu      sync.Mutex
	rows    []*row
	roots   map[string]notify.Receipt
	tokens  int
	claims  int
	broken  error // answered to every call
	results []deliver.Result
}

func newOutbox() *outbox { return &outbox{roots: map[string]notify.Receipt{}} }

// add queues a message; its id tells its place.
func (o *outbox) add(m notify.Message) *row {
	o.mu.Lock()
	defer o.mu.Unlock()
	if m.ID == "" {
		m.ID = fmt.Sprintf("d%03d", len(o.rows)+1)
	}
	r := &row{message: m, queued: time.Now(), due: time.Now()}
	o.rows = append(o.rows, r)
	return r
}

func (o *outbox) setBroken(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.broken = err
}

// heads are the first rows of their threads that are not done.
func (o *outbox) heads() []*row {
	seen := map[string]bool{}
	var heads []*row
	for _, r := range o.rows {
		if r.status == "" && !seen[r.thread()] {
			seen[r.thread()] = true
			heads = append(heads, r)
		}
	}
	return heads
}

func (r *row) freeAt() time.Time {
	if r.due.After(r.lease) {
		return r.due
	}
	return r.lease
}

func (o *outbox) Claim(_ context.Context, now time.Time, lease time.Duration, limit int) ([]deliver.Claimed, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.claims++
	if o.broken != nil {
		return nil, o.broken
	}
	var claimed []deliver.Claimed
	for _, r := range o.heads() {
		if len(claimed) == limit || r.freeAt().After(now) {
			continue
		}
		o.tokens++
		r.token = fmt.Sprintf("t%d", o.tokens)
		r.lease = now.Add(lease)
		r.attempts++
		r.uncertain = r.uncertain || r.inFlight
		r.inFlight = true
		a := notify.Attempt{Message: r.message, Uncertain: r.uncertain}
		if r.message.Action != notify.Post {
			a.Root = o.roots[r.thread()]
		}
		claimed = append(claimed, deliver.Claimed{
			Attempt: a, Token: r.token, Attempts: r.attempts, QueuedAt: r.queued, Superseded: o.superseded(r),
		})
	}
	return claimed, nil
}

func (o *outbox) superseded(r *row) bool {
	newer := o.rows[slices.Index(o.rows, r)+1:]
	return r.message.Action == notify.Update && slices.ContainsFunc(newer, func(n *row) bool {
		return n.status == "" && n.thread() == r.thread() && n.message.Action == notify.Update
	})
}

func (o *outbox) Conclude(_ context.Context, c deliver.Claimed, res deliver.Result) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.broken != nil {
		return o.broken
	}
	i := slices.IndexFunc(o.rows, func(r *row) bool { return r.message.ID == c.Attempt.ID })
	r := o.rows[i]
	if r.token != c.Token || r.status != "" {
		return fmt.Errorf("row %s: %w", r.message.ID, deliver.ErrFenced)
	}
	said := 0
	for _, b := range []bool{res.Sent, res.Skipped, res.Dead, !res.RetryAt.IsZero()} {
		if b {
			said++
		}
	}
	if said != 1 {
		return errors.New("a result says one thing")
	}
	r.token, r.lease, r.inFlight, r.result = "", time.Time{}, false, res
	o.results = append(o.results, res)
	r.uncertain = r.uncertain || res.Uncertain
	if res.Uncounted {
		r.attempts--
	}
	switch {
	case res.Sent:
		r.status = "sent"
		if r.message.Action == notify.Post {
			o.roots[r.thread()] = res.Receipt
		}
	case res.Skipped:
		r.status = "skipped"
	case res.Dead:
		r.status = "dead"
	default:
		r.due = res.RetryAt
	}
	return nil
}

func (o *outbox) NextDue(context.Context) (time.Time, bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.broken != nil {
		return time.Time{}, false, o.broken
	}
	var next time.Time
	for _, r := range o.heads() {
		if at := r.freeAt(); next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return next, !next.IsZero(), nil
}

// resendDead queues again what was given up, behind all else, and behind that the last update that was skipped.
func (o *outbox) resendDead() {
	o.mu.Lock()
	defer o.mu.Unlock()
	var again []*row
	var update *row
	for _, r := range o.rows {
		switch {
		case r.status == "dead":
			again = append(again, r)
		case r.status == "skipped" && r.message.Action == notify.Update:
			update = r
		}
	}
	if update != nil {
		again = append(again, update)
	}
	for _, r := range again {
		i := slices.Index(o.rows, r)
		o.rows = append(slices.Delete(o.rows, i, i+1), r)
		r.status, r.queued, r.due, r.attempts = "", time.Now(), time.Now(), 0
	}
}

// statuses are those of all rows, in order.
func (o *outbox) statuses() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	out := make([]string, len(o.rows))
	for i, r := range o.rows {
		out[i] = r.status
	}
	return out
}

func (o *outbox) look(r *row) row {
	o.mu.Lock()
	defer o.mu.Unlock()
	return *r
}

func (o *outbox) claimed() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.claims
}

// crashing is an outbox whose process dies: from then on nothing is concluded any more.
type crashing struct {
	*outbox
	mu   sync.Mutex
	dead bool
}

var errDead = errors.New("the process is dead")

func (c *crashing) kill() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dead = true
}

func (c *crashing) alive() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dead {
		return errDead
	}
	return nil
}

func (c *crashing) Claim(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]deliver.Claimed, error) {
	if err := c.alive(); err != nil {
		return nil, err
	}
	return c.outbox.Claim(ctx, now, lease, limit)
}

func (c *crashing) Conclude(ctx context.Context, k deliver.Claimed, r deliver.Result) error {
	if err := c.alive(); err != nil {
		return err
	}
	return c.outbox.Conclude(ctx, k, r)
}

// told is a message as it arrived at a receiver.
type told struct {
	notify.Attempt
	at time.Time
}

// receiver is a Notifier that does what do says; without do it takes everything.
type receiver struct {
	mu    sync.Mutex
	do    func(context.Context, notify.Attempt) (notify.Receipt, error)
	tries []told
	got   []told
}

func (r *receiver) Notify(ctx context.Context, a notify.Attempt) (notify.Receipt, error) {
	r.mu.Lock()
	do := r.do
	r.tries = append(r.tries, told{a, time.Now()})
	r.mu.Unlock()
	receipt, err := notify.Receipt(`"`+a.ID+`"`), error(nil)
	if do != nil {
		receipt, err = do(ctx, a)
	}
	if err == nil {
		r.take(a)
	}
	return receipt, err
}

func (r *receiver) take(a notify.Attempt) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got = append(r.got, told{a, time.Now()})
}

func (r *receiver) has(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.ContainsFunc(r.got, func(t told) bool { return t.ID == id })
}

func (r *receiver) ids() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	ids := make([]string, len(r.got))
	for i, t := range r.got {
		ids[i] = t.ID
	}
	return ids
}

func (r *receiver) attempts() []told {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.tries)
}

func to(receiver, address string) notify.Destination {
	return notify.Destination{Receiver: receiver, Address: address}
}

func message(incidentID string, a notify.Action, d notify.Destination) notify.Message {
	return notify.Message{Destination: d, Action: a, Notice: incident.Notice{Incident: incidentID}}
}

// meter counts what a Deliverer tells.
type meter struct {
	mu       sync.Mutex
	outcomes map[string]int
	delays   []time.Duration
	paused   map[string]bool
}

func newMeter() *meter { return &meter{outcomes: map[string]int{}, paused: map[string]bool{}} }

func (m *meter) ObserveDelivery(n notify.Message, result string, queuedAt, at time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.outcomes[n.Destination.Receiver+"/"+result]++
	if result == deliver.ResultSent {
		m.delays = append(m.delays, at.Sub(queuedAt))
	}
}

func (m *meter) ObserveFallback(n notify.Message, told string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.outcomes[n.Destination.Receiver+"/told/"+told]++
}

func (m *meter) pause(receiver string, until time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.paused[receiver] = !until.IsZero()
}

func (m *meter) count(key string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.outcomes[key]
}

func (m *meter) isPaused(receiver string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.paused[receiver]
}
