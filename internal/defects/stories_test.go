package defects_test

import (
	"slices"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/ownership"
	standin "rollcall.dev/rollcall/test/slack"
)

// A channel is archived between two failures: the second one goes to the team above, and says why.
func TestAnArchivedChannel(t *testing.T) {
	t.Parallel()
	inOrganisation(t, func(o *organisation) {
		o.fail(billingChannel)
		o.must(o.srv.Archive(billingChannel))
		m := o.fail(financeChannel)
		o.says(m, "This was meant for slack "+billingChannel+", which refused it (is_archived). You are told since Finance is above Billing.")
		o.fail(financeChannel)
		o.defects("channel_archived channel " + billingChannel)
		time.Sleep(4 * 24 * time.Hour) // work has begun, and the finding is told where somebody reads
		o.defects("channel_archived channel " + billingChannel)
		told := o.srv.Messages(financeChannel)
		o.says(told[len(told)-1], "Defects: 1 thing to mend, 1 of them new")
		o.must(o.srv.Unarchive(billingChannel))
		time.Sleep(24 * time.Hour)
		o.defects()
		o.fail(billingChannel)
	})
}

// A team is dissolved into another one: what comes next arrives there, and says whose it was.
func TestADissolvedTeam(t *testing.T) {
	t.Parallel()
	inOrganisation(t, func(o *organisation) {
		o.fail(billingChannel)
		dissolved := billing()
		dissolved.Status, dissolved.Successor = ownership.Archived, "payments"
		o.reload(teams(dissolved, ownership.Team{ID: "payments", Name: "Payments", SlackChannel: paymentsChannel}))
		o.says(o.fail(paymentsChannel), "after billing was archived")

		// What was routed before, and is delivered only now, is told there as well.
		o.must(o.srv.Archive(billingChannel))
		n := notifytest.Failed()
		n.Owner = ownership.Answer{Team: billing()}
		m := o.send(n, notify.Destination{Receiver: "slack", Address: billingChannel}, paymentsChannel)
		o.says(m, "You are told since Payments has taken over from Billing.")
		time.Sleep(4 * 24 * time.Hour)
		o.defects() // nobody reads there any more
	})
}

// A person has left: the team's user group is called instead.
func TestAPersonWhoLeft(t *testing.T) {
	t.Parallel()
	inOrganisation(t, func(o *organisation) {
		o.must(o.srv.DisableUser("U0KENJI0001"))
		n := notifytest.Muting(incident.Recovery)
		n.Owner = ownership.Answer{Team: billing()}
		m := o.send(n, notify.Destination{Receiver: "slack", Address: "U0KENJI0001"}, billingChannel)
		o.says(m, "This was meant for slack U0KENJI0001, which refused it (user_disabled). You are told since Billing reads here.")
		if !slices.Equal(m.Mentions(), []string{"S0BILLING01"}) {
			o.Errorf("it calls %v", m.Mentions())
		}
		o.defects("person_left person U0KENJI0001")
		time.Sleep(4 * 24 * time.Hour)
		o.defects("person_left person U0KENJI0001")
		o.nobodyIsAtIt() // somebody else has taken it over
		time.Sleep(24 * time.Hour)
		o.defects()
	})
}

// A private channel that Rollcall was put out of looks to it as if it were not there; it is told of again once it is let in.
func TestAChannelWithoutUs(t *testing.T) {
	t.Parallel()
	inOrganisation(t, func(o *organisation) {
		o.must(o.srv.AddChannel(standin.Channel{ID: billingChannel, Name: "billing", Private: true}))
		m := o.fail(financeChannel)
		o.says(m, "This was meant for slack "+billingChannel+", which refused it")
		o.says(m, "You are told since Finance is above Billing.")
		time.Sleep(4 * 24 * time.Hour)
		o.defects("channel_not_found channel " + billingChannel)
		o.must(o.srv.InviteBot(billingChannel))
		time.Sleep(24 * time.Hour)
		o.defects()
		o.fail(billingChannel)
	})
}

// A user group that calls nobody is found by the daily check, and gone once the team names another one.
func TestAUserGroupThatCallsNobody(t *testing.T) {
	t.Parallel()
	inOrganisation(t, func(o *organisation) {
		o.must(o.srv.DisableUserGroup("S0BILLING01"))
		o.fail(billingChannel) // it keeps nothing from being told
		o.defects()            // nobody has looked yet
		time.Sleep(4 * 24 * time.Hour)
		o.defects("usergroup_disabled user group S0BILLING01")
		o.says(o.srv.Messages(billingChannel)[1], "Defects: 1 thing to mend, 1 of them new")
		without := billing()
		without.SlackUsergroup = ""
		o.reload(teams(without))
		time.Sleep(24 * time.Hour)
		o.defects()
	})
}
