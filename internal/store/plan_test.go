package store

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// TestPlans: what runs all the time touches only what it needs. A plan with a SCAN of a table reads all of it; a SCAN with an
// index that ends after LIMIT rows does not.
func TestPlans(t *testing.T) {
	t.Parallel()
	s, err := Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "x.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	incidents := query{from: "SELECT id FROM incidents"}
	incidents.and("status = ?", "open")
	byStatus, _ := incidents.done("opened_at DESC, id DESC", 10)
	unresolved := query{from: "SELECT id FROM incidents", conds: []string{"status <> 'resolved'"}}
	live, _ := unresolved.done("opened_at DESC, id DESC", 10)
	unresolved.conds = append(unresolved.conds, sqlAlone)
	alone, _ := unresolved.done("opened_at DESC, id DESC", 10)
	of := query{from: "SELECT id FROM incidents"}
	of.and("burst <> '' AND burst = ?", "b")
	ofBurst, _ := of.done("opened_at DESC, id DESC", 10)
	for _, c := range []struct{ name, query, index string }{
		{"next check", sqlNextCheck, "COVERING INDEX monitors_check"},
		{"due", sqlDue, "COVERING INDEX monitors_check"},
		{"next due", sqlNextDue, "COVERING INDEX threads_due"},
		{"claim threads", fmt.Sprintf(sqlClaimThreads, ""), "COVERING INDEX threads_due"},
		{"reclaim", sqlReclaim, "INDEX threads_due"},
		{"claim threads by head", fmt.Sprintf(sqlClaimThreads, ""), "INDEX threads_head"},
		{"claim messages", fmt.Sprintf(sqlClaimMessages, "($1,$2)"), "INDEX sqlite_autoindex_deliveries"},
		{"superseded", fmt.Sprintf(sqlSuperseded, "($1,$2)"), "INDEX deliveries_waiting"},
		{"release", sqlRelease, "INDEX threads_head"},
		{"conclude", sqlConclude, "INDEX sqlite_autoindex_deliveries"},
		{"retry", sqlRetry, "INDEX threads_head"},
		{"next in the thread", sqlNext, "COVERING INDEX deliveries_waiting"},
		{"advance", sqlAdvance, "INDEX sqlite_autoindex_threads"},
		{"load", "SELECT id, version, doc FROM monitors WHERE id IN ($1,$2)", "INDEX sqlite_autoindex_monitors"},
		{"load incidents", "SELECT doc FROM incidents WHERE monitor_id IN ($1,$2) AND status <> 'resolved'", "INDEX incidents_open"},
		{"muted", "SELECT doc FROM incidents WHERE " + sqlMuted, "INDEX incidents_muted"},
		{"recent", "SELECT doc FROM incidents WHERE " + sqlRecent, "INDEX incidents_topic"},
		{"members", "SELECT doc FROM incidents WHERE " + sqlMembers, "INDEX incidents_burst"},
		{"before", "SELECT doc FROM incidents WHERE " + sqlBefore, "INDEX incidents_monitor (monitor_id=?)"},
		{"open incidents", byStatus, "INDEX incidents_status"},
		{"inbox", live, "INDEX incidents_live"},
		{"inbox, each by itself", alone, "INDEX incidents_live"},
		{"of a burst", ofBurst, "INDEX incidents_burst"},
		{"names", sqlIncidentNames + "($1,$2)", "INDEX sqlite_autoindex_incidents"},
		{"count clusters", sqlCountClusters, "COVERING INDEX monitors_name (namespace=?)"},
		{"monitor page", sqlMonitors + " ORDER BY namespace, name, id LIMIT 10", "INDEX verdicts_at"},
		{"check-in by slug", sqlCheckIns + " WHERE project = $1 AND slug <> '' AND slug = $2", "INDEX checkins_slug"},
		{"tally", sqlTally, "INDEX deliveries_incident"},
		{"resend", sqlResend, "INDEX sqlite_autoindex_deliveries_2"},
		{"resendable", sqlResendable, "INDEX sqlite_autoindex_deliveries_2"},
		{"newer update", sqlNewer, "INDEX deliveries_incident"},
		{"last update", sqlLastUpdate, "INDEX deliveries_incident"},
		{"dead letters", fmt.Sprintf(sqlAllDead, ofReceiver), "INDEX deliveries_status"},
		{"newer than dead letters", fmt.Sprintf(sqlAllDead, ""), "INDEX deliveries_incident"},
		{"prune threads", sqlPruneThreads, "INDEX threads_idle"},
		{"prune monitors", sqlPruneMonitors, "INDEX monitors_removed"},
	} {
		plan := explain(t, s, c.query)
		if !strings.Contains(plan, c.index) {
			t.Errorf("%s does not use %s:\n%s", c.name, c.index, plan)
		}
		for line := range strings.Lines(plan) {
			// A scan in the order of an index ends with the LIMIT; so does one of the few rows that a partial index or CTE holds.
			if strings.HasPrefix(line, "SCAN ") && !strings.Contains(line, "USING") && !strings.HasPrefix(line, "SCAN due") {
				t.Errorf("%s reads a whole table:\n%s", c.name, plan)
			}
		}
	}
}

// explain returns SQLite's plan, a step a line; see https://www.sqlite.org/eqp.html.
func explain(t *testing.T, s *Store, q string) string {
	t.Helper()
	var b strings.Builder
	n := strings.Count(q, "$") // at least as many as there are parameters
	args := make([]any, 0, n)
	for i := range n {
		if strings.Contains(q, fmt.Sprintf("$%d", i+1)) {
			args = append(args, 1)
		}
	}
	err := each(context.WithoutCancel(t.Context()), s.write, "EXPLAIN QUERY PLAN "+q, args, func(rows *sql.Rows) error {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			return err
		}
		b.WriteString(detail + "\n")
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", q, err)
	}
	return b.String()
}
