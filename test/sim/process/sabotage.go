package process

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/test/sim/history"
	"rollcall.dev/rollcall/test/sim/journal"
)

// Sabotage is a promise of a part that is broken on purpose, to see that the simulation notices.
type Sabotage string

// The sabotages.
const (
	LosesCommits    Sabotage = "a store that loses a commit and does not say so"
	LosesMessages   Sabotage = "a store that does not keep what is to be told"
	RepeatsVerdicts Sabotage = "a ledger that speaks a verdict twice"
	StaleStates     Sabotage = "a store that lets a newer state be written over"
	TellsEarly      Sabotage = "a ledger that tells before it stores"
	Oversleeps      Sabotage = "a ledger that looks long after the deadline"
	NeverRests      Sabotage = "a ledger that has always something to do"
	AccusesBlindly  Sabotage = "a source that cannot see and says that nothing is there"
	GivesUp         Sabotage = "a source that tells the ledger once"
	NoLease         Sabotage = "an outbox whose leases are over at once"
	NoFencing       Sabotage = "an outbox that takes any token"
	HidesAmbiguity  Sabotage = "a deliverer that forgets that a message may have arrived"
	Forgets         Sabotage = "a deliverer that drops what it cannot deliver"
	Lies            Sabotage = "a receiver that says that it sent what it did not"
	Hurries         Sabotage = "a receiver that sends when it has the time"
	TakesTwice      Sabotage = "a store that takes a fact for new that it has"
	DropsVerdicts   Sabotage = "a store that does not keep a verdict"
	EndsFirst       Sabotage = "a ledger that tells the end of an incident before its beginning"
	Overtakes       Sabotage = "a receiver that shows the end of an incident before its beginning"
	NoThread        Sabotage = "an outbox that loses the receipt of the first message"
)

// Sabotages lists them.
func Sabotages() []Sabotage {
	return []Sabotage{
		LosesCommits, LosesMessages, RepeatsVerdicts, StaleStates, TellsEarly, Oversleeps, NeverRests, AccusesBlindly, GivesUp, NoLease,
		NoFencing, HidesAmbiguity, Forgets, Lies, Hurries, TakesTwice, DropsVerdicts, EndsFirst, Overtakes, NoThread,
	}
}

// ShowsLate reports whether what is broken shows at the end only, though something else may show before.
func (s Sabotage) ShowsLate() bool { return s == Overtakes }

// kept are the changes as a store keeps them.
func (s Sabotage) kept(changes []ledger.Change) []ledger.Change {
	if s != DropsVerdicts {
		return changes
	}
	changes = slices.Clone(changes)
	for i := range changes {
		changes[i].Verdicts = nil
	}
	return changes
}

// crooked is a database with a sabotage.
type crooked struct {
	database

	sabotage Sabotage
	states   *sync.Map // of StaleStates: what Load returned before, by Monitor
}

// is reports whether the sabotage is that one, and strikes now.
func (c crooked) is(s Sabotage, percent int) bool {
	return c.sabotage == s && c.house.History.Chance(s, c.name, c.count(string(s))).IntN(100) < percent
}

var errUndone = errors.New("undone")

// Update implements ledger.Store.
func (c crooked) Update(ctx context.Context, fn func(ledger.Tx) error) error {
	lose := c.is(LosesCommits, 10)
	err := c.database.Update(ctx, func(tx ledger.Tx) error {
		if err := fn(&crookedTx{Tx: tx, crooked: c}); err != nil || !lose {
			return err
		}
		return errUndone
	})
	if errors.Is(err, errUndone) {
		return nil
	}
	return err
}

// NextCheck implements ledger.Store.
func (c crooked) NextCheck(ctx context.Context, source monitor.Source, after time.Time) (time.Time, bool, error) {
	next, ok, err := c.database.NextCheck(ctx, source, after)
	if ok && c.sabotage == NeverRests {
		next = time.Now().Add(250 * time.Millisecond)
	}
	return next, ok, err
}

// Due implements ledger.Store.
func (c crooked) Due(ctx context.Context, source monitor.Source, now time.Time) ([]monitor.ID, error) {
	if c.sabotage == Oversleeps {
		now = now.Add(-10 * time.Minute)
	}
	return c.database.Due(ctx, source, now)
}

// crookedTx is a transaction with a sabotage.
type crookedTx struct {
	ledger.Tx
	crooked
}

// Load implements ledger.Tx.
func (t *crookedTx) Load(ctx context.Context, ids []monitor.ID) (ledger.Snapshot, error) {
	found, err := t.Tx.Load(ctx, ids)
	for id, state := range found.States {
		old, ok := t.states.Swap(id, state)
		if stale, _ := old.(monitor.State); ok && t.is(StaleStates, 10) {
			stale.Version = state.Version
			found.States[id] = stale
		}
	}
	return found, err
}

// Append implements ledger.Tx.
func (t *crookedTx) Append(ctx context.Context, observations []monitor.Observation) ([]monitor.Observation, error) {
	fresh, err := t.Tx.Append(ctx, observations)
	if spy, ok := t.Tx.(*transaction); ok && t.sabotage == TakesTwice {
		spy.commit.Fresh = slices.Clone(observations)
		return observations, err
	}
	return fresh, err
}

// Save implements ledger.Tx.
func (t *crookedTx) Save(ctx context.Context, changes []ledger.Change) error {
	for i := range changes {
		c := &changes[i]
		if len(c.Messages) > 0 && t.is(LosesMessages, 30) {
			c.Messages = nil
		}
		if n := len(c.Verdicts); n > 0 && t.is(RepeatsVerdicts, 30) {
			c.Verdicts = append(c.Verdicts, c.Verdicts[n-1])
		}
		if len(c.Messages) > 0 && t.is(EndsFirst, 30) && c.Messages[0].Notice.Change == incident.Opened {
			end := c.Messages[0]
			end.ID, end.Action, end.Notice.Change = end.ID+"-end", notify.Reply, incident.Recovery
			c.Messages = slices.Insert(c.Messages, 0, end)
		}
		for _, m := range c.Messages {
			if t.sabotage == TellsEarly {
				t.house.Book.Arrived(journal.Arrival{At: time.Now(), Delivery: m.ID, Incident: m.Notice.Incident, Destination: Console()})
			}
		}
	}
	return t.Tx.Save(ctx, changes)
}

// Claim implements deliver.Outbox.
func (c crooked) Claim(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]deliver.Claimed, error) {
	claimed, err := c.database.Claim(ctx, now, lease, limit)
	for i := range claimed {
		a := &claimed[i].Attempt
		a.Uncertain = a.Uncertain && c.sabotage != HidesAmbiguity
		if c.is(NoThread, 30) {
			a.Root = nil
		}
	}
	return claimed, err
}

// Conclude implements deliver.Outbox.
func (c crooked) Conclude(ctx context.Context, claimed deliver.Claimed, r deliver.Result) error {
	if c.sabotage == NoFencing {
		for _, k := range c.house.Book.Read().Claims {
			if k.Delivery == claimed.Attempt.ID {
				claimed.Token = k.Token
			}
		}
	}
	if !r.RetryAt.IsZero() && c.is(Forgets, 30) {
		r.RetryAt, r.Skipped = time.Time{}, true
	}
	return c.database.Conclude(ctx, claimed, r)
}

// crookedNotifier is a receiver with a sabotage.
type crookedNotifier struct {
	notify.Notifier
	crooked
}

// Notify implements notify.Notifier.
func (n crookedNotifier) Notify(ctx context.Context, a notify.Attempt) (notify.Receipt, error) {
	switch {
	case n.is(Lies, 20):
		return notify.Receipt(`{"channel":"C0LIE","ts":"1.1"}`), nil
	case n.is(Hurries, 20):
		n.house.running.Go(func() {
			time.Sleep(5 * time.Minute)
			_, _ = n.Notifier.Notify(context.WithoutCancel(ctx), a)
		})
		return nil, nil
	case n.sabotage == Overtakes && a.Destination.Receiver == history.Audit && a.Notice.Change == incident.Opened:
		n.house.running.Go(func() {
			time.Sleep(2 * time.Hour)
			_, _ = n.Notifier.Notify(context.WithoutCancel(ctx), a)
		})
		return nil, nil
	}
	receipt, err := n.Notifier.Notify(ctx, a)
	if uncertain, ok := errors.AsType[*notify.UncertainError](err); ok && n.sabotage == HidesAmbiguity {
		err = &notify.RetryError{Err: uncertain.Err}
	}
	return receipt, err
}

// crookedInspector is a source with a sabotage.
type crookedInspector struct {
	ledger.Inspector
	crooked
}

// Inspect implements ledger.Inspector.
func (i crookedInspector) Inspect(ctx context.Context, states []monitor.State) (monitor.View, error) {
	view, err := i.Inspector.Inspect(ctx, states)
	if err != nil && i.sabotage == AccusesBlindly {
		return monitor.View{Until: time.Now()}, nil
	}
	return view, err
}
