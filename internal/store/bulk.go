package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// runner is what runs statements: a pool, or a transaction.
type runner interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// handle is a transaction of the dialect's.
type handle struct {
	runner
	dialect dialect
}

// bulkSizes are how many rows go into one statement. Few sizes make few statement texts, which pgx keeps prepared; the largest
// times the widest row stays below SQLite's limit of 32,766 parameters.
func bulkSizes() []int { return []int{256, 64, 16, 4, 1} }

// bulk cuts rows into pieces of the bulkSizes and calls do for each: with "($1,$2),($3,$4)" for the piece, and its arguments,
// which must be the only ones of the statement. casts, where it is not nil, gives each column a type, which PostgreSQL does not
// know outside of INSERT.
func (h handle) bulk(rows [][]any, casts []string, do func(values string, args []any) error) error {
	for _, size := range bulkSizes() {
		for len(rows) >= size {
			piece := rows[:size]
			rows = rows[size:]
			args := make([]any, 0, size*len(piece[0]))
			for _, row := range piece {
				args = append(args, row...)
			}
			if err := do(h.placeholders(size, len(piece[0]), casts), args); err != nil {
				return err
			}
		}
	}
	return nil
}

// placeholders is "($1,$2),($3,$4)" for two rows of two columns.
func (h handle) placeholders(rows, columns int, casts []string) string {
	var b strings.Builder
	n := 0
	for r := range rows {
		if r > 0 {
			b.WriteByte(',')
		}
		for c := range columns {
			n++
			b.WriteByte("(,"[min(c, 1)])
			if casts == nil {
				b.WriteString(h.dialect.mark(n))
			} else {
				fmt.Fprintf(&b, "CAST(%s AS %s)", h.dialect.mark(n), casts[c])
			}
		}
		b.WriteByte(')')
	}
	return b.String()
}

// single makes one-column rows.
func single[T any](values []T) [][]any {
	rows := make([][]any, len(values))
	for i, v := range values {
		rows[i] = []any{v}
	}
	return rows
}

// in is the placeholders of bulk for single-column rows as the list of an IN.
func in(values string) string {
	return "(" + strings.NewReplacer("(", "", ")", "").Replace(values) + ")"
}

// each runs a query and calls scan for every row.
func each(ctx context.Context, h runner, query string, args []any, scan func(*sql.Rows) error) (err error) {
	rows, err := h.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := rows.Close(); err == nil {
			err = cerr
		}
	}()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// first runs a query and scans its first row into dest; false where there is none.
func first(ctx context.Context, h runner, query string, args []any, dest ...any) (bool, error) {
	found := false
	err := each(ctx, h, query, args, func(rows *sql.Rows) error {
		found = true
		return rows.Scan(dest...)
	})
	return found, err
}
