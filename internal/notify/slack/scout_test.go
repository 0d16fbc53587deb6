package slack_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/notify/slack"
	"rollcall.dev/rollcall/internal/ownership"
	standin "rollcall.dev/rollcall/test/slack"
)

func look(t *testing.T, o standin.Options, ask ownership.Ask) (ownership.Facts, error) {
	t.Helper()
	srv := standin.New(o)
	defer srv.Close()
	s, err := slack.NewScout(slack.Config{Token: standin.DefaultToken, APIURL: "http://slack.test/api"}, slack.Deps{HTTP: srv.Client()})
	if err != nil {
		t.Fatal(err)
	}
	return s.Look(t.Context(), ask)
}

func TestAScoutSeesWhatIsGone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		got, err := look(t, standin.Options{
			Channels: []standin.Channel{
				{ID: "C0GOOD00001", Name: "good", Member: true}, {ID: "C0OLD000001", Name: "old", Archived: true, Member: true},
				{ID: "C0OUT000001", Name: "out"}, {ID: "C0SECRET001", Name: "secret", Private: true},
			},
			Users: []standin.User{{ID: "U0GONE00001", Name: "gone", Disabled: true}, {ID: standin.DefaultUser, Name: "astrid"}},
			UserGroups: []standin.UserGroup{
				{ID: "S0GOOD00001", Handle: "good", Users: []string{standin.DefaultUser}}, {ID: "S0EMPTY0001", Handle: "empty"},
				{ID: "S0OFF000001", Handle: "off", Users: []string{standin.DefaultUser}, Disabled: true},
			},
		}, ownership.Ask{
			Channels:   []string{"C0GOOD00001", "C0OLD000001", "C0OUT000001", "C0SECRET001", "C0NONE00001"},
			Usergroups: []string{"S0GOOD00001", "S0EMPTY0001", "S0OFF000001", "S0NONE00001"},
			People:     []string{standin.DefaultUser, "U0GONE00001", "U0NONE00001"},
		})
		if err != nil {
			t.Fatal(err)
		}
		want := ownership.Facts{
			Channels: map[string]ownership.Fact{
				"C0GOOD00001": {}, "C0OLD000001": {Kind: ownership.ChannelArchived, Detail: "#old"},
				"C0OUT000001": {Kind: ownership.ChannelWithoutUs, Detail: "#out"}, "C0SECRET001": {Kind: ownership.ChannelNotFound},
				"C0NONE00001": {Kind: ownership.ChannelNotFound},
			},
			Usergroups: map[string]ownership.Fact{
				"S0GOOD00001": {}, "S0EMPTY0001": {Kind: ownership.UsergroupEmpty, Detail: "@empty"},
				"S0OFF000001": {Kind: ownership.UsergroupDisabled, Detail: "@off"},
				"S0NONE00001": {Kind: ownership.UsergroupDisabled, Detail: "Slack knows no such group"},
			},
			People: map[string]ownership.Fact{
				standin.DefaultUser: {}, "U0GONE00001": {Kind: ownership.PersonLeft},
				"U0NONE00001": {Kind: ownership.PersonLeft, Detail: "Slack knows nobody of that id"},
			},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAScoutLeavesOutWhatItMayNotSee(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		got, err := look(t, standin.Options{Scopes: []string{"chat:write", "users:read"}}, ownership.Ask{
			Channels: []string{standin.DefaultChannel}, Usergroups: []string{"S0PLATFORM1"}, People: []string{standin.DefaultUser},
		})
		if err == nil || !strings.Contains(err.Error(), "conversations.info: missing_scope (needed scope channels:read") {
			t.Errorf("got %v", err)
		}
		if len(got.Channels) != 0 || len(got.Usergroups) != 0 || len(got.People) != 1 {
			t.Errorf("got %+v", got)
		}
	})
}

func TestAScoutIsInNoHurry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var ask ownership.Ask
		for range 100 {
			ask.Channels = append(ask.Channels, standin.DefaultChannel)
		}
		began := time.Now()
		if _, err := look(t, standin.Options{}, ask); err != nil {
			t.Fatal(err) // it was limited more than once
		}
		if took := time.Since(began); took < 2*time.Minute {
			t.Errorf("100 calls in %s", took)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		s, err := slack.NewScout(slack.Config{Token: "xoxb-1"}, slack.Deps{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Look(ctx, ask); err == nil {
			t.Error("it goes on after its end")
		}
	})
}
