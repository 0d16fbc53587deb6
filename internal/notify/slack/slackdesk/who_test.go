package slackdesk_test

import (
	"errors"
	"strings"
	"testing"

	standin "rollcall.dev/rollcall/test/slack"
)

func TestWhoMayNot(t *testing.T) {
	t.Parallel()
	people := []standin.User{
		{ID: astrid, Name: "astrid", RealName: "Astrid Berg", TZ: "Europe/Stockholm"},
		{ID: "U0FOREIGN01", Name: "mallory", Team: "T0FOREIGN01"},
		{ID: "U0GUEST0001", Name: "gustav", Guest: true},
		{ID: "U0SINGLE001", Name: "sigrid", Single: true},
		{ID: "U0ROBOT0001", Name: "robot", Bot: true},
		{ID: "U0GONE00001", Name: "gone"},
	}
	for who, want := range map[string]string{
		"U0FOREIGN01": "Only members of the workspace", "U0GUEST0001": "Guests cannot", "U0SINGLE001": "Guests cannot",
		"U0ROBOT0001": "Only people", "U0GONE00001": "deactivated",
	} {
		t.Run(who, func(t *testing.T) {
			t.Parallel()
			bothWays(t, setup{options: standin.Options{Users: people}}, func(b *bench) {
				click, err := b.click(who, "Acknowledge", "")
				if err != nil {
					b.Fatal(err)
				}
				typed, err := b.typed(who, "silence billing/x 4h because")
				if err != nil {
					b.Fatal(err)
				}
				status, err := b.typed(who, "status")
				if err != nil {
					b.Fatal(err)
				}
				if who == "U0GONE00001" {
					if err := b.srv.DisableUser(who); err != nil {
						b.Fatal(err)
					}
				}
				for _, i := range []standin.Interaction{click, typed, status} {
					b.do(i, nil)
					b.told(who, want)
				}
				b.taken()
				b.audited(who+": rollcall_acknowledge", who+": /rollcall silence billing/x 4h because", who+": /rollcall status")
				if len(b.desk.silences) > 0 {
					b.Errorf("silenced: %+v", b.desk.silences)
				}
			})
		})
	}
}

// TestAPayloadProvesNothing: what a payload says of the person and of the workspace is not believed.
func TestAPayloadProvesNothing(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(p map[string]any){
		"another workspace":     func(p map[string]any) { p["team"] = map[string]any{"id": "T0FOREIGN01"} },
		"a person from outside": func(p map[string]any) { p["user"] = map[string]any{"id": astrid, "team_id": "T0FOREIGN01"} },
		"a person who is nobody": func(p map[string]any) {
			p["user"] = map[string]any{"id": "U0NOBODY001", "team_id": standin.DefaultTeam}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bothWays(t, setup{}, func(b *bench) {
				i, err := b.click(astrid, "Acknowledge", "")
				if err != nil {
					b.Fatal(err)
				}
				p := i.Payload()
				change(p)
				b.do(i.With(p), nil)
				b.told(astrid, "Only members of the workspace") // whose response URL it is
				b.taken()
			})
		})
	}
}

// TestWhatCannotBeFoundOutIsANo.
func TestWhatCannotBeFoundOutIsANo(t *testing.T) {
	t.Parallel()
	bothWays(t, setup{}, func(b *bench) {
		if err := b.srv.Inject(standin.Fault{Kind: standin.FaultError, Method: "users.info", Count: 1}); err != nil {
			b.Fatal(err)
		}
		b.do(b.click(astrid, "Acknowledge", ""))
		b.told(astrid, "cannot find out who you are")
		b.taken()
		b.audited() // nobody knows whether that was right
		b.do(b.click(astrid, "Acknowledge", ""))
		b.taken("acknowledge by @astrid")
	})
	bothWays(t, setup{options: standin.Options{Scopes: []string{"chat:write"}}}, func(b *bench) {
		b.do(b.click(astrid, "Acknowledge", ""))
		b.told(astrid, "lacks the scope users:read")
		b.taken()
	})
}

func TestOnlyTheTeam(t *testing.T) {
	t.Parallel()
	team := slackTeams("billing", group)
	bothWays(t, setup{config: team}, func(b *bench) {
		b.do(b.click(kenji, "Acknowledge", ""))
		b.told(kenji, "Only the members of Billing may answer")
		b.audited(kenji + ": rollcall_acknowledge")
		b.do(b.click(astrid, "Acknowledge", ""))
		b.taken("acknowledge by @astrid")
	})
	bothWays(t, setup{config: slackTeams("billing", "")}, func(b *bench) {
		b.do(b.click(astrid, "Acknowledge", ""))
		b.told(astrid, "it has no user group")
		b.taken()
	})
	bothWays(t, setup{config: team}, func(b *bench) {
		if err := b.srv.DisableUserGroup(group); err != nil {
			b.Fatal(err)
		}
		b.do(b.click(astrid, "Acknowledge", ""))
		b.told(astrid, "cannot find out who belongs to it")
		b.taken()
	})
}

// TestADenialThatIsNotKeptIsANo all the same, and the log has it.
func TestADenialThatIsNotKeptIsANo(t *testing.T) {
	t.Parallel()
	bothWays(t, setup{config: slackTeams("billing", group)}, func(b *bench) {
		b.desk.fail = errors.New("disk full")
		b.do(b.click(kenji, "Acknowledge", ""))
		b.told(kenji, "Only the members of Billing may answer")
		b.taken()
		if !strings.Contains(b.log.String(), "disk full") {
			b.Errorf("%s", b.log)
		}
	})
}
