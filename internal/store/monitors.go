package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

// Monitor is one Monitor as pages show it.
type Monitor struct {
	monitor.State
	NextCheck time.Time // when it is looked at next; zero: only when something is observed
	// Last is the newest Verdict by At; nil where there is none.
	Last *monitor.Verdict
	// Open is how many unresolved Incidents it has.
	Open int
}

// MonitorFilter selects Monitors; empty fields select all, but for those that stand for clusters: they are had by their Source.
type MonitorFilter struct {
	Source    monitor.Source
	Cluster   string
	Namespace string
	Search    string // part of the namespace or the name; ASCII letters in either case
	Removed   bool   // those gone at their source too
}

// Page selects a part of a list.
type Page struct {
	After monitor.ID // the last one of the page before; empty: from the beginning
	Limit int        // 0: MaxLimit
}

// The two subqueries go through verdicts_at and incidents_monitor.
const sqlMonitors = `SELECT id, version, doc, next_check_at,
		(SELECT count(*) FROM incidents i WHERE i.monitor_id = monitors.id AND i.status <> 'resolved'),
		COALESCE((SELECT v.doc FROM verdicts v WHERE v.monitor_id = monitors.id ORDER BY v.at DESC, v.key DESC LIMIT 1), '')
	FROM monitors`

// Monitors lists Monitors by namespace and name.
func (s *Store) Monitors(ctx context.Context, f MonitorFilter, p Page) ([]Monitor, error) {
	text, args := f.query(sqlMonitors, p)
	var found []Monitor
	err := each(ctx, s.read, text, args, func(rows *sql.Rows) error {
		m, err := scanMonitor(rows)
		found = append(found, m)
		return err
	})
	return found, s.wrap(err, "list monitors")
}

// EachDefinition calls fn with the definition of each Monitor, by namespace and name. It is for what looks at all of them, however many:
// nothing else is read, and that a part at a time, so that nobody waits for fn.
func (s *Store) EachDefinition(ctx context.Context, f MonitorFilter, fn func(monitor.ID, monitor.Definition)) error {
	page := Page{Limit: MaxLimit}
	for {
		text, args := f.query("SELECT id, doc FROM monitors", page)
		n := 0
		err := each(ctx, s.read, text, args, func(rows *sql.Rows) error {
			var id, doc string
			if err := rows.Scan(&id, &doc); err != nil {
				return err
			}
			state, err := decode[struct {
				Definition monitor.Definition `json:"definition"`
			}]("monitor", id, doc)
			if err != nil {
				return err
			}
			n, page.After = n+1, monitor.ID(untext(id))
			fn(page.After, state.Definition)
			return nil
		})
		if err != nil || n < page.Limit {
			return s.wrap(err, "list what is watched")
		}
	}
}

// query is how the Monitors of a page are selected.
func (f MonitorFilter) query(from string, p Page) (statement string, args []any) {
	q := query{from: from}
	if f.Source != "" {
		q.and("source = ?", text(string(f.Source)))
	} else {
		q.and("source <> ?", string(monitor.SourceCluster))
	}
	if f.Cluster != "" {
		q.and("cluster = ?", key(f.Cluster))
	}
	if f.Namespace != "" {
		q.and("namespace = ?", key(f.Namespace))
	}
	if f.Search != "" {
		q.and(`(lower(name) LIKE ? ESCAPE '\' OR lower(namespace) LIKE ? ESCAPE '\')`, strings.ToLower(contains(f.Search)))
	}
	if !f.Removed {
		q.and("removed_at = ?", 0)
	}
	if p.After != "" {
		q.and("(namespace, name, id) > (SELECT namespace, name, id FROM monitors WHERE id = ?)", key(string(p.After)))
	}
	return q.done("namespace, name, id", p.Limit)
}

// Monitor returns one Monitor; ErrNotFound where there is none with that ID.
func (s *Store) Monitor(ctx context.Context, id monitor.ID) (Monitor, error) {
	q := query{from: sqlMonitors}
	q.and("id = ?", key(string(id)))
	text, args := q.done("id", 1)
	var m Monitor
	found := false
	err := each(ctx, s.read, text, args, func(rows *sql.Rows) (err error) {
		found = true
		m, err = scanMonitor(rows)
		return err
	})
	if err == nil && !found {
		err = ErrNotFound
	}
	return m, s.wrap(err, fmt.Sprintf("read monitor %q", id))
}

func scanMonitor(rows *sql.Rows) (Monitor, error) {
	var id, doc, last string
	var version, next int64
	var m Monitor
	if err := rows.Scan(&id, &version, &doc, &next, &m.Open, &last); err != nil {
		return m, err
	}
	st, err := decode[monitor.State]("monitor", id, doc)
	if err != nil {
		return m, err
	}
	m.State, m.NextCheck = st, instant(next)
	m.ID, m.Version = monitor.ID(untext(id)), version
	if last != "" {
		v, err := decode[monitor.Verdict]("last verdict of monitor", id, last)
		if err != nil {
			return m, err
		}
		m.Last = &v
	}
	return m, nil
}

// Verdicts returns the newest Verdicts of a Monitor, the newest first.
func (s *Store) Verdicts(ctx context.Context, id monitor.ID, limit int) ([]monitor.Verdict, error) {
	q := query{from: "SELECT key, doc FROM verdicts"}
	q.and("monitor_id = ?", key(string(id)))
	text, args := q.done("at DESC, key DESC", limit)
	return s.verdicts(ctx, text, args)
}

// VerdictsBetween returns Verdicts of all Monitors with from <= DecidedAt < until, the oldest first, at most limit; a report
// pages through them by time.
func (s *Store) VerdictsBetween(ctx context.Context, from, until time.Time, limit int) ([]monitor.Verdict, error) {
	q := query{from: "SELECT key, doc FROM verdicts"}
	q.and("decided_at >= ?", micros(from))
	q.and("decided_at < ?", micros(until))
	text, args := q.done("decided_at, monitor_id, key", limit)
	return s.verdicts(ctx, text, args)
}

func (s *Store) verdicts(ctx context.Context, text string, args []any) ([]monitor.Verdict, error) {
	var found []monitor.Verdict
	err := each(ctx, s.read, text, args, func(rows *sql.Rows) error {
		var k, doc string
		if err := rows.Scan(&k, &doc); err != nil {
			return err
		}
		v, err := decode[monitor.Verdict]("verdict", k, doc)
		found = append(found, v)
		return err
	})
	return found, s.wrap(err, "list verdicts")
}
