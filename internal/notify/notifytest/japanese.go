package notifytest

import "slices"

// Japanese has one of each kind of message as a team reads it that reads Japanese.
func Japanese() []Sample {
	kinds := []string{
		"failed", "oom", "stuck", "missed", "missed_several", "skipped", "manual", "rerun", "checkin_missing", "found_late", "rerouted",
		"repeated_reply", "repeated_update", "changed_reply", "recovered_reply", "recovered_update", "runs_again_reply", "removed_update",
		"acknowledged_reply", "snoozed_reply", "woken_reply", "reopened_reply", "not_actionable_reply",
		"wrong_owner_reply", "commented_reply",
		"reminder_reply", "reminder_acknowledged_reply", "escalated_2_reply", "escalated_3_post", "escalated_4_post",
		"resolved_by_hand_reply", "resolved_by_hand_update", "muting_reminder", "muting_ended", "muting_ended_quiet",
		"stalled", "stalled_update", "restarted_reply",
		"blind", "blind_over", "burst", "burst_listed_part_reply", "burst_escalated_reply",
		"burst_resolved_reply", "burst_resolved_by_hand_update", "digest", "defects",
		"rerun_began_reply", "rerun_denied_reply", "rerun_over_reply", "rerun_failed_reply",
		"rerun_repeated_update", "rerun_recovered_update",
		"suspension_reminder", "suspension_lifted", "suspension_refused",
	}
	all := slices.DeleteFunc(Samples(), func(s Sample) bool { return !slices.Contains(kinds, s.Name) })
	for i := range all {
		all[i].Notice.Owner.Team.Language = "ja"
	}
	return all
}
