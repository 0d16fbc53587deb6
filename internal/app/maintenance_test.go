package app

import (
	"testing"
	"time"
)

func TestMaintenance(t *testing.T) {
	t.Parallel()
	windows := maintenance(parse(t, `
maintenance:
  - {name: patching, reason: the nodes are patched, match: {cluster: prod}, schedule: "0 2 * * 0", timezone: Asia/Tokyo, duration: 2h}
  - {name: move, reason: billing moves, match: {namespace: "billing-*"}, from: "2026-12-01T00:00:00+09:00", until: "2026-12-02"}
`))
	active := func(at string) string {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		names := ""
		for _, s := range muting(windows)(now) {
			names += s.Window + " "
		}
		return names
	}
	for at, want := range map[string]string{
		"2026-11-28T16:59:59Z": "", "2026-11-28T17:00:00Z": "patching ", "2026-11-28T19:00:00Z": "",
		"2026-11-30T15:00:00Z": "move ", "2026-12-02T00:00:00Z": "",
	} {
		if got := active(at); got != want {
			t.Errorf("at %s: %q, want %q", at, got, want)
		}
	}
}
