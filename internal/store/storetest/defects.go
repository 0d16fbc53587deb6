package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/store"
)

func defectChecks() []check {
	return []check{{"defects are there until they are gone, and told with what tells of them", defects}}
}

func defects(t *testing.T, s *store.Store) {
	runbook := ownership.Finding{
		Defect:    ownership.Defect{Kind: ownership.NoRunbook, Subject: "a/b\x00", Monitor: "m", Team: "billing", Since: noon()},
		FirstSeen: noon(), LastSeen: noon(),
	}
	channel := ownership.Finding{
		Defect:    ownership.Defect{Kind: ownership.ChannelArchived, Subject: "channel C1", Team: "accounts", Detail: "why", Since: noon()},
		FirstSeen: noon(), LastSeen: noon(),
	}
	put := func(messages []notify.Message, all ...ownership.Finding) (known []ownership.Finding) {
		must(t, s.UpdateDefects(t.Context(), func(k []ownership.Finding) ([]ownership.Finding, []notify.Message) {
			known = k
			return all, messages
		}))
		return known
	}
	if known := put(nil, runbook, channel); len(known) != 0 {
		t.Errorf("at first there are %+v", known)
	}
	if diff := cmp.Diff([]ownership.Finding{channel, runbook}, got[[]ownership.Finding](t)(s.Defects(t.Context()))); diff != "" {
		t.Errorf("by team (-want +got):\n%s", diff)
	}
	gone, told := channel, runbook
	gone.GoneAt, told.ToldAt = noon().Add(time.Hour), noon().Add(time.Hour)
	m := notify.Message{
		ID: "d1", Destination: notify.Destination{Receiver: "slack", Address: "C2"}, Action: notify.Post,
		Notice: incident.Notice{Incident: "defects-1", Kind: incident.Defects, Change: incident.Opened},
	}
	if diff := cmp.Diff([]ownership.Finding{channel, runbook}, put([]notify.Message{m}, gone, told)); diff != "" {
		t.Errorf("what is known (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]ownership.Finding{told}, got[[]ownership.Finding](t)(s.Defects(t.Context()))); diff != "" {
		t.Errorf("once one is gone (-want +got):\n%s", diff)
	}
	if claimed := got[[]deliver.Claimed](t)(s.Claim(t.Context(), time.Now(), time.Minute, 5)); len(claimed) != 1 || claimed[0].Attempt.ID != "d1" {
		t.Errorf("queued: %+v", claimed)
	}
	pruned := got[store.Pruned](t)(s.Prune(t.Context(), noon().Add(2*time.Hour)))
	if pruned.Defects != 1 || len(got[[]ownership.Finding](t)(s.Defects(t.Context()))) != 1 {
		t.Errorf("pruned %d", pruned.Defects)
	}
}
