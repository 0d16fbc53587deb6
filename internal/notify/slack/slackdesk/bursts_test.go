package slackdesk_test

import (
	"testing"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ownership"
)

// TestABurstIsAnsweredByAllWhoReadIt: it is nobody's alone, though the triage team looks after its cluster.
func TestABurstIsAnsweredByAllWhoReadIt(t *testing.T) {
	t.Parallel()
	bothWays(t, setup{config: slackTeams("billing", group)}, func(b *bench) {
		i := b.desk.get(inc)
		i.Kind, i.Notice.Owner.Team = incident.Burst, ownership.Team{ID: "platform"}
		i.Sharing = &incident.Sharing{Owners: []incident.Share{{Team: ownership.Team{ID: "web"}}, {Team: ownership.Team{ID: "billing"}}}}
		b.desk.put(i)
		b.do(b.click(kenji, "Acknowledge", ""))
		b.told(kenji, "Only the members of a team with jobs in it may answer")
		b.do(b.click(astrid, "Acknowledge", ""))
		b.taken("acknowledge by @astrid")
	})
}

// TestMembersOfABurst are listed where their burst is not.
func TestMembersOfABurst(t *testing.T) {
	t.Parallel()
	bothWays(t, setup{}, func(b *bench) {
		i := b.desk.get(inc)
		i.Burst = "burst"
		b.desk.put(i)
		b.do(b.typed(kenji, "status"))
		b.told(kenji, "1 open")
		burst := b.desk.get(inc)
		burst.ID, burst.Burst = "burst", ""
		b.desk.put(burst)
		b.do(b.typed(astrid, "status"))
		b.told(astrid, "1 open")
	})
}
