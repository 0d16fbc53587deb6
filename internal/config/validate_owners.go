package config

import (
	"fmt"

	"rollcall.dev/rollcall/internal/ownership"
)

// maxHolidays bounds how many days and stretches of days a team may have off.
const maxHolidays = 200

func (v *validator) holidays(i int, team Team) {
	if len(team.Holidays) > maxHolidays {
		v.failf(fmt.Sprintf("teams[%d].holidays", i), "", "use at most %d days and stretches of days", maxHolidays)
	}
}

// maxAnnotations bounds the further annotations that are read for an owner.
const maxAnnotations = 10

func (v *validator) annotations() {
	seen := map[string]string{ownership.OwnerAnnotation: "Rollcall itself, before all others"}
	for i, annotation := range v.c.OwnerAnnotations {
		v.unique(seen, fmt.Sprintf("owner_annotations[%d]", i), annotation)
	}
	if len(v.c.OwnerAnnotations) > maxAnnotations {
		v.failf("owner_annotations", "", "use at most %d", maxAnnotations)
	}
}

func (v *validator) runbookHosts() {
	seen := map[string]string{}
	for i, host := range v.c.RunbookHosts {
		v.unique(seen, fmt.Sprintf("runbook_hosts[%d]", i), host)
	}
	if v.c.RunbookAllowPrivate && len(v.c.RunbookHosts) == 0 && !v.broken("runbook_hosts") {
		v.failf("runbook_allow_private", "", "has no effect without runbook_hosts")
	}
}

func (v *validator) destinations() {
	const key = "allowed_destinations"
	if len(v.c.AllowedDestinations) > 0 && !v.c.Receivers.Slack.Token.IsSet() && !v.broken("receivers.slack.token") {
		v.failf(key, "", "has no effect without receivers.slack.token")
	}
	seen := map[string]string{}
	for i, channel := range v.c.AllowedDestinations {
		v.unique(seen, fmt.Sprintf("%s[%d]", key, i), channel)
	}
}
