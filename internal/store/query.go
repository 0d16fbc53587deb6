package store

import (
	"fmt"
	"strings"
)

// MaxLimit bounds every list; a limit of 0, or one beyond it, means this many.
const MaxLimit = 1000

// query builds a SELECT with conditions.
type query struct {
	from  string
	conds []string
	args  []any
}

// and adds a condition; each ? in it stands for the value.
func (q *query) and(cond string, value any) {
	q.args = append(q.args, value)
	q.conds = append(q.conds, strings.ReplaceAll(cond, "?", fmt.Sprintf("$%d", len(q.args))))
}

// done returns the text and the arguments.
func (q *query) done(order string, limit int) (string, []any) {
	var b strings.Builder
	b.WriteString(q.from)
	for i, c := range q.conds {
		b.WriteString([...]string{" WHERE ", " AND "}[min(i, 1)])
		b.WriteString(c)
	}
	if limit <= 0 || limit > MaxLimit {
		limit = MaxLimit
	}
	fmt.Fprintf(&b, " ORDER BY %s LIMIT %d", order, limit)
	return b.String(), q.args
}

// contains is the pattern of LIKE … ESCAPE '\' for a part of a text.
func contains(part string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text(part)) + "%"
}
