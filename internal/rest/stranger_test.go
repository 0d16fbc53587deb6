package rest_test

import (
	"strings"
	"testing"
)

// TestWhatAStrangerNeeds: what changed, what was done the last time, what the job depends on and how to look further.
func TestWhatAStrangerNeeds(t *testing.T) {
	t.Parallel()
	const want = `"compared":true,"changed":[{"what":"image","name":"main","before":"a:1","after":"a:2"}],"depends_on":["backup","db"],` +
		`"last_time":{"id":"i0","opened_at":"2026-11-30T06:00:00Z","resolved_at":"2026-11-30T07:00:00Z","count":1,"cause":"killed","same_cause":true,` +
		`"acked_by":{"id":"slack/U1","name":"@ann"},"resolved_by":{"id":"slack/U1","name":"@ann"},"said":[` +
		`{"at":"2026-11-30T06:00:00Z","by":{"id":"slack/U1","name":"@ann"},"what":"commented","text":"hm"},` +
		`{"at":"2026-11-30T06:00:00Z","by":{"id":"slack/U1","name":"@ann"},"what":"resolved","text":"more memory"}],"link":"https://x/i0"},` +
		`"commands":["kubectl -n billing describe job/r","kubectl -n billing describe pods -l batch.kubernetes.io/job-name=r",` +
		`"kubectl -n billing events --for job/r"]`
	if w, _ := say(t, (&desk{}).options(), "reader", "GET /api/v1/incidents/i3", ""); !strings.Contains(w.Body.String(), want) {
		t.Errorf("%s\nwant %s", w.Body, want)
	}
}
