package judge

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
)

// Shelf is what the database holds.
type Shelf struct {
	At        time.Time
	Facts     map[string]monitor.ID
	States    map[monitor.ID]Stored
	Verdicts  map[string]Spoken // by Monitor and key
	Incidents map[string]incident.Incident
	Rows      []Row // by Seq
}

// Stored is the state of a Monitor.
type Stored struct {
	monitor.State

	NextCheck time.Time // zero: none
}

// Spoken is a verdict with how often another one stood there before.
type Spoken struct {
	monitor.Verdict

	Revisions int
}

// Row is a row of the outbox.
type Row struct {
	Seq       int64
	Message   notify.Message
	Status    string
	InFlight  bool
	LastError string
}

// Read reads the database at a path.
func Read(ctx context.Context, path string) (s Shelf, err error) {
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro&_pragma=query_only(1)")
	if err != nil {
		return Shelf{}, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	s = Shelf{
		At: time.Now(), Facts: map[string]monitor.ID{}, States: map[monitor.ID]Stored{}, Verdicts: map[string]Spoken{},
		Incidents: map[string]incident.Incident{},
	}
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return Shelf{}, err
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	for query, take := range s.queries() {
		if err := each(ctx, tx, query, take); err != nil {
			return Shelf{}, fmt.Errorf("%s: %w", query, err)
		}
	}
	return s, nil
}

func (s *Shelf) queries() map[string]func(*sql.Rows) error {
	return map[string]func(*sql.Rows) error{
		"SELECT id, monitor_id FROM observations": func(r *sql.Rows) error {
			var id string
			var of monitor.ID
			err := r.Scan(&id, &of)
			s.Facts[id] = of
			return err
		},
		"SELECT next_check_at, version, doc FROM monitors": func(r *sql.Rows) error {
			var us, version int64
			var stored Stored
			err := document(r, &stored.State, &us, &version)
			if stored.Version = version; us > 0 {
				stored.NextCheck = time.UnixMicro(us)
			}
			s.States[stored.ID] = stored
			return err
		},
		"SELECT revisions, doc FROM verdicts": func(r *sql.Rows) error {
			var v Spoken
			err := document(r, &v.Verdict, &v.Revisions)
			s.Verdicts[place(v.Verdict)] = v
			return err
		},
		"SELECT doc FROM incidents": func(r *sql.Rows) error {
			var i incident.Incident
			err := document(r, &i)
			s.Incidents[i.ID] = i
			return err
		},
		"SELECT seq, status, in_flight, last_error, doc FROM deliveries ORDER BY seq": func(r *sql.Rows) error {
			var row Row
			err := document(r, &row.Message, &row.Seq, &row.Status, &row.InFlight, &row.LastError)
			s.Rows = append(s.Rows, row)
			return err
		},
	}
}

// place is where a verdict stands.
func place(v monitor.Verdict) string { return string(v.Monitor) + " " + v.Key() }

// document scans columns of which the last is JSON.
func document(r *sql.Rows, into any, columns ...any) error {
	var doc string
	if err := r.Scan(append(columns, &doc)...); err != nil {
		return err
	}
	return json.Unmarshal([]byte(doc), into)
}

func each(ctx context.Context, tx *sql.Tx, query string, take func(*sql.Rows) error) error {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // what matters is in rows.Err
	for rows.Next() {
		if err := take(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
