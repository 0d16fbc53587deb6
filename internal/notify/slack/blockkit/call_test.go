package blockkit_test

import (
	"slices"
	"testing"

	"rollcall.dev/rollcall/internal/notify/slack/blockkit"
)

func TestACallMentionsAUserGroupAndNothingElse(t *testing.T) {
	t.Parallel()
	for id, calls := range map[string]bool{"S0PLATFORM1": true, "": false, "U0ASTRID001": false, "S1> <!channel": false, "here": false} {
		if got := blockkit.Call(id); (len(got) == 1) != calls {
			t.Errorf("%q: %v", id, got)
		}
	}
	m := accepted(t, newStandIn(), message{Text: "x", Blocks: append(blockkit.Call("S0PLATFORM1"), blockkit.Said(blockkit.Line{Text: "gone"})...)})
	if !slices.Equal(m.Mentions(), []string{"S0PLATFORM1"}) {
		t.Errorf("mentions %v", m.Mentions())
	}
}
