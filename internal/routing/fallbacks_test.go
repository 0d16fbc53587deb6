package routing_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/routing"
)

func TestFallbacksFollowTheOwner(t *testing.T) {
	t.Parallel()
	billing := ownership.Team{ID: "billing", Name: "Billing", SlackChannel: "CB", SlackUsergroup: "SB", Successor: "payments", Parent: "finance"}
	dissolved := billing
	dissolved.Status, dissolved.SlackChannel = ownership.Archived, ""
	moved := ownership.Team{ID: "billing", Name: "Billing", SlackChannel: "CNEW"}
	others := []ownership.Team{
		{ID: "payments", Name: "Payments", Status: ownership.Archived, Successor: "money"}, {ID: "money", SlackChannel: "CM"},
		{ID: "finance", Name: "Finance", SlackChannel: "CF", Parent: "board"}, {ID: "board", Name: "Board", SlackChannel: "CO"},
	}
	all := map[string]string{
		"CM": "money has taken over from Billing", "CF": "Finance is above Billing", "CT": "triage looks after what reaches nobody else", "CD": "",
	}
	type told map[string]string
	for name, tc := range map[string]struct {
		team  ownership.Team
		owner ownership.Answer
		to    notify.Destination
		order []string
		want  told
	}{
		"the team's channel":          {billing, ownership.Answer{Team: billing}, slack("CB"), []string{"CM", "CF", "CT", "CD"}, all},
		"the team is dissolved since": {dissolved, ownership.Answer{Team: billing}, slack("CB"), []string{"CM", "CF", "CT", "CD"}, all},
		"the team has moved since": {
			moved, ownership.Answer{Team: billing}, slack("CB"), []string{"CNEW", "CT", "CD"},
			told{"CNEW": "Billing reads here", "CT": all["CT"], "CD": ""},
		},
		"the job's own channel": {
			moved, ownership.Answer{Team: moved, Channel: "CX"}, slack("CX"), []string{"CNEW", "CT", "CD"},
			told{"CNEW": "Billing reads here", "CT": all["CT"], "CD": ""},
		},
		"an escalation": {
			billing, ownership.Answer{Team: billing}, slack("CF"), []string{"CO", "CT", "CD"},
			told{"CO": "Board is above Finance", "CT": all["CT"], "CD": ""},
		},
		"triage": {billing, ownership.Answer{Team: ownership.Team{ID: "triage", SlackChannel: "CT"}}, slack("CT"), []string{"CD"}, told{"CD": ""}},
		"a person": {
			billing, ownership.Answer{Team: billing}, slack("U1"), []string{"CB", "CM", "CF", "CT", "CD"},
			told{"CB": "Billing reads here, calling SB", "CM": all["CM"], "CF": all["CF"], "CT": all["CT"], "CD": ""},
		},
		"a team that is in the directory no more": {
			ownership.Team{ID: "x"}, ownership.Answer{Team: ownership.Team{ID: "gone", SlackChannel: "CG"}}, slack("CG"), []string{"CT", "CD"},
			told{"CT": all["CT"], "CD": ""},
		},
		"no channel": {billing, ownership.Answer{Team: billing}, notify.Destination{Receiver: "webhook/a"}, nil, told{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var r routing.Router
			r.Use(routing.Table{
				Slack: "slack", DefaultChannel: "CD",
				Directory: ownership.Directory{Teams: append([]ownership.Team{tc.team}, others...), Triage: ownership.Team{ID: "triage", SlackChannel: "CT"}},
			})
			got, order := told{}, []string(nil)
			for _, f := range r.Fallbacks(notify.Message{Destination: tc.to, Notice: incident.Notice{Owner: tc.owner}}) {
				order = append(order, f.To.Address)
				got[f.To.Address] = f.Because
				if f.Call != "" {
					got[f.To.Address] += ", calling " + f.Call
				}
			}
			if diff := cmp.Diff(tc.order, order) + cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if f := new(routing.Router).Fallbacks(notify.Message{}); f != nil {
		t.Errorf("no table: %v", f)
	}
}
