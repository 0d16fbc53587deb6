package ledger

import (
	"context"
	"fmt"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// muting are the silences as far as a batch needs them: asked for at the first change that is to be told.
type muting struct {
	windows func(time.Time) []incident.Silence
	tx      Tx
	now     time.Time

	loaded  bool
	all     []incident.Silence
	counted map[string]bool // those that have changed
	woken   map[string]bool // those that ended before their time, and what they kept quiet has been told
}

// load reads the silences of people, and those that maintenance windows make.
func (m *muting) load(ctx context.Context) error {
	if m.loaded {
		return nil
	}
	all, err := m.tx.Silences(ctx)
	if err != nil {
		return err
	}
	windows := m.windows(m.now)
	m.configured(all, windows)
	for _, w := range windows {
		if slices.ContainsFunc(all, func(s incident.Silence) bool { return s.ID == w.ID }) {
			continue
		}
		known, found, err := m.tx.Silence(ctx, w.ID)
		if err != nil {
			return err
		}
		if found { // somebody ended it
			w = known
		}
		all = append(all, w)
	}
	m.all, m.loaded = all, true
	return nil
}

// configured has the configuration decide on the windows that have muted something: one may be longer now, or not there any more.
func (m *muting) configured(all, windows []incident.Silence) {
	for at, s := range all {
		if s.Window == "" || !s.Active(m.now) {
			continue
		}
		if same := slices.IndexFunc(windows, func(w incident.Silence) bool { return w.ID == s.ID }); same >= 0 {
			all[at].Match, all[at].Reason, all[at].Until = windows[same].Match, windows[same].Reason, windows[same].Until
			continue
		}
		goesOn := slices.ContainsFunc(windows, func(w incident.Silence) bool { return w.Window == s.Window }) // it has begun anew
		if !goesOn {
			all[at] = s.End(incident.Rollcall(), m.now)
			m.counted[s.ID] = true
		}
	}
}

// apply mutes an Incident that a silence is for, or has it told again where none is any more. A recovery ends the silences that were
// to last until then.
func (m *muting) apply(ctx context.Context, i incident.Incident, d monitor.Definition) (incident.Incident, error) {
	if err := m.load(ctx); err != nil {
		return i, err
	}
	by := -1
	for at, s := range m.all {
		if !s.Active(m.now) || !s.Mutes(i.Notice, d) {
			continue
		}
		if s.UntilRecovery && i.Notice.Change == incident.Recovery {
			m.all[at] = s.End(incident.Rollcall(), m.now)
			m.counted[s.ID] = true
			continue
		}
		if by < 0 || s.Until.After(m.all[by].Until) {
			by = at
		}
	}
	if by < 0 || i.Status == incident.Resolved {
		return i.Unmute(m.now), nil
	}
	if s := m.all[by]; !i.Notice.ByPerson() {
		m.all[by] = s.Count(i.ID)
		m.counted[s.ID] = true
	}
	i.MutedBy, i.MutedUntil = m.all[by].ID, m.all[by].Until
	return i, nil
}

// put takes a silence in, new or changed.
func (m *muting) put(ctx context.Context, s incident.Silence) error {
	if err := m.load(ctx); err != nil {
		return err
	}
	m.counted[s.ID] = true
	if at := slices.IndexFunc(m.all, func(k incident.Silence) bool { return k.ID == s.ID }); at >= 0 {
		m.all[at] = s
		return nil
	}
	m.all = append(m.all, s)
	return nil
}

// save stores the silences that have changed.
func (m *muting) save(ctx context.Context) error {
	var changed []incident.Silence
	for _, s := range m.all {
		if m.counted[s.ID] {
			changed = append(changed, s)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	if err := m.tx.SaveSilences(ctx, changed); err != nil {
		return fmt.Errorf("saving silences: %w", err)
	}
	return nil
}

// nextAt is when time alone makes something of a silence; zero: it does not.
func (m *muting) nextAt() time.Time {
	var next time.Time
	for _, s := range m.all {
		next = sooner(next, s.NextAt())
	}
	return next
}

// early reports whether a silence ended before its time, and its end has not been looked after.
func early(s incident.Silence) bool { return !s.EndedAt.IsZero() && !s.Closed }
