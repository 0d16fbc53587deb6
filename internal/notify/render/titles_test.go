package render_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/render"
)

func TestTitles(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"failed":           "🔴 billing/invoice-close failed · HIGH",
		"oom":              "🔴 billing/invoice-close failed · CRITICAL",
		"stuck":            "🔴 billing/invoice-close is stuck",
		"missed":           "🔴 billing/invoice-close did not run",
		"missed_several":   "🔴 billing/invoice-close missed 25 runs",
		"skipped":          "🔴 billing/invoice-close was skipped",
		"rerun":            "🔴 billing/invoice-close failed · HIGH",
		"repeated_reply":   "🔴 billing/invoice-close failed again · HIGH",
		"repeated_update":  "🔴 billing/invoice-close failed 3 times · HIGH",
		"changed_reply":    "🔴 billing/invoice-close failed · new reason · HIGH",
		"recovered_reply":  "✅ billing/invoice-close recovered",
		"recovered_update": "✅ billing/invoice-close recovered",
		"runs_again_reply": "⚪ billing/invoice-close runs again",
		"removed_update":   "⚪ billing/invoice-close is no longer watched",
		"manual":           "🔴 billing/invoice-close failed · HIGH",
		"known_trouble":    "🔴 billing/invoice-close failed · HIGH",
		"checkin_missing":  "🔴 Nightly backup did not run",
		"found_late":       "🔴 billing/invoice-close failed · HIGH",
		"told_late":        "🔴 billing/invoice-close failed · HIGH",
		"rerouted":         "🔴 billing/invoice-close failed · HIGH",
		"stalled":          "🔴 prod starts no CronJobs · 3 runs missed · HIGH",
		"stalled_update":   "🔴 prod starts no CronJobs · 1500 runs missed · HIGH",
		"stalled_inferred": "🔴 prod starts no CronJobs · 3 runs missed · HIGH",
		"restarted_reply":  "✅ prod starts CronJobs again",
		"restarted_update": "✅ prod starts CronJobs again",
		"blind":            "⚪ Rollcall could not see 300 runs in prod",
		"blind_one":        "⚪ Rollcall could not see 1 run in prod",
		"blind_over":       "⚪ Rollcall could not see 310 runs in prod",

		"acknowledged_reply":            "⚪ billing/invoice-close: acknowledged by @ann",
		"acknowledged_update":           "🔴 billing/invoice-close failed · HIGH",
		"snoozed_reply":                 "⚪ billing/invoice-close: snoozed by @ann until Sat 21 Nov 09:00 JST",
		"snoozed_update":                "🔴 billing/invoice-close failed · HIGH",
		"woken_reply":                   "🔴 billing/invoice-close failed · quiet time is over",
		"woken_update":                  "🔴 billing/invoice-close failed · quiet time is over · HIGH",
		"reopened_reply":                "⚪ billing/invoice-close: reopened by @ann",
		"reopened_update":               "🔴 billing/invoice-close failed · HIGH",
		"not_actionable_reply":          "⚪ billing/invoice-close: not actionable, says @ann",
		"wrong_owner_reply":             "⚪ billing/invoice-close: wrong owner, says @ann",
		"commented_reply":               "⚪ billing/invoice-close: comment by @ann",
		"commented_shared_reply":        "⚪ prod: comment by @ann",
		"defects":                       "⚪ Defects: 40 things to mend, 3 of them new",
		"digest":                        "⚪ Digest: 4 jobs of low severity in trouble",
		"reminder_reply":                "🔴 billing/invoice-close failed and nobody has answered yet",
		"reminder_acknowledged_reply":   "🔴 billing/invoice-close failed · @ann is at it",
		"resolved_by_hand_reply":        "⚪ billing/invoice-close: resolved by @ann",
		"resolved_by_hand_update":       "⚪ billing/invoice-close was resolved by @ann",
		"rerun_began_reply":             "⚪ billing/invoice-close: @ann runs it again, as Job invoice-close-rerun-00112233-1",
		"rerun_began_update":            "🔴 billing/invoice-close failed · HIGH",
		"rerun_denied_reply":            "⚪ billing/invoice-close: not run again, though @ann asked for it",
		"rerun_failed_reply":            "🔴 billing/invoice-close: the re-run by @ann failed after 3 min",
		"rerun_over_reply":              "⚪ billing/invoice-close: the re-run by @ann succeeded after 3 min",
		"rerun_over_update":             "🔴 billing/invoice-close failed · HIGH",
		"rerun_recovered_reply":         "✅ billing/invoice-close recovered",
		"rerun_recovered_update":        "✅ billing/invoice-close recovered",
		"rerun_repeated_reply":          "🔴 billing/invoice-close failed again · HIGH",
		"rerun_repeated_update":         "🔴 billing/invoice-close failed 2 times · HIGH",
		"suspension_ended":              "⚪ billing/invoice-close is no longer suspended by Rollcall",
		"suspension_lifted":             "⚪ billing/invoice-close has been resumed",
		"suspension_refused":            "🔴 billing/invoice-close could not be suspended",
		"suspension_reminder":           "⚪ billing/invoice-close is still suspended",
		"suspension_stuck":              "🔴 billing/invoice-close is still suspended",
		"muting_reminder":               "⚪ Still silenced: cluster prod, namespace billing, name invoice-*",
		"muting_ended":                  "⚪ Silence ended: cluster prod, namespace billing, name invoice-*",
		"muting_ended_quiet":            "⚪ Silence ended: cluster prod, namespace billing, name invoice-*",
		"escalated_2_reply":             "🔴 billing/invoice-close failed and nobody has answered, so the whole team is called",
		"escalated_2_post":              "🔴 billing/invoice-close failed and nobody has answered · HIGH",
		"escalated_3_reply":             "🔴 billing/invoice-close failed and nobody has answered, so the parent team is told",
		"escalated_3_post":              "🔴 billing/invoice-close failed and nobody has answered · HIGH",
		"escalated_4_reply":             "🔴 billing/invoice-close failed and nobody has answered, so triage is told",
		"escalated_4_post":              "🔴 billing/invoice-close failed and nobody has answered · HIGH",
		"escalated_update":              "🔴 billing/invoice-close failed and nobody has answered · HIGH",
		"burst":                         "🔴 4 jobs in trouble for one reason · HIGH",
		"burst_of_one_owner":            "🔴 4 jobs in trouble for one reason",
		"burst_repeated_update":         "🔴 220 jobs in trouble for one reason · HIGH",
		"burst_listed_reply":            "⚪ These 100 jobs are concerned",
		"burst_listed_part_reply":       "⚪ 220 jobs are concerned, these among them",
		"burst_acknowledged_reply":      "⚪ 220 jobs in prod: acknowledged by @ann",
		"burst_acknowledged_update":     "🔴 220 jobs in trouble for one reason · HIGH",
		"burst_reminder_reply":          "🔴 220 jobs are in trouble in prod and nobody has answered yet",
		"burst_escalated_reply":         "🔴 220 jobs are in trouble in prod and nobody has answered, so the parent team is told",
		"burst_escalated_post":          "🔴 220 jobs in trouble for one reason and nobody has answered · HIGH",
		"burst_resolved_reply":          "✅ 220 jobs are out of trouble",
		"burst_resolved_update":         "✅ 220 jobs are out of trouble",
		"burst_resolved_by_hand_reply":  "⚪ 220 jobs in prod: resolved by @ann",
		"burst_resolved_by_hand_update": "⚪ 220 jobs in prod: resolved by @ann",
	}
	got := map[string]string{}
	for _, s := range notifytest.Samples() {
		c := render.Compose(s.Notice, render.View{Action: s.Action, Now: s.Now, Note: s.Note})
		got[s.Name] = c.Tone.Symbol() + " " + c.Title
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
