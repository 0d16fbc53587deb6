package blockkit_test

import (
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/notify/slack/blockkit"
	"rollcall.dev/rollcall/internal/notify/words"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/remedy"
)

func offer() remedy.Offer {
	at := notifytest.Slot().Add(time.Hour)
	return remedy.Offer{
		Incident: "inc-1", Attempt: 1, Spec: "spec-1", JobName: "invoice-close-rerun-00112233-1", At: at, Until: at.Add(remedy.ValidFor),
		Cluster: "prod", Namespace: "billing", Name: "invoice-close", Images: []string{"registry.example.com/close:1.4.2", "proxy:2"},
		Declared: ownership.RerunNeedsCheck, Note: "see the ledger\nfirst", MustCheck: true, Warnings: []string{"It runs as of now, and not as of 2026-11-20 17:00 UTC."},
	}
}

func TestAnOfferIsShown(t *testing.T) {
	t.Parallel()
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	m := message{Text: "x", Blocks: blockkit.Offer(offer(), render.Clock{Zone: tokyo, Now: offer().At}, words.Of(words.English))}
	accepted(t, newStandIn(), m)
	notifytest.Golden(t, *update, "offer.json", m.encode(t))
}

// TestAnOfferFits, whatever a job says, and nothing of it means anything to Slack.
func TestAnOfferFits(t *testing.T) {
	t.Parallel()
	for i, text := range append(notifytest.Attacks(), strings.Repeat("𝕏", 5000), "", "\n\n", "\u202e") {
		o := remedy.Offer{Cluster: text, Namespace: text, Name: text, JobName: text, Declared: text, Note: text}
		for range 40 {
			o.Images, o.Warnings = append(o.Images, text+"x"), append(o.Warnings, text+"x")
		}
		accepted(t, newStandIn(), message{Text: "x", Blocks: blockkit.Offer(o, render.Clock{Zone: time.UTC}, words.Of(words.Languages()[i%2]))})
	}
}

func TestWhereThereIsNoRerun(t *testing.T) {
	t.Parallel()
	offers := func(n incident.Notice, allowed bool) bool {
		return strings.Contains(string(message{Blocks: blockkit.Actions(n, allowed, words.Of(words.English))}.encode(t)), blockkit.ActionRerun)
	}
	open := standings()["open"]
	checkIn := open
	checkIn.Subject.Source = monitor.SourceCheckIn
	for name, tc := range map[string]struct {
		n             incident.Notice
		allowed, want bool
	}{
		"an open one":        {open, true, true},
		"switched off there": {open, false, false},
		"a check-in":         {checkIn, true, false},
		"never":              {standings()["never"], true, false},
		"over":               {standings()["resolved"], true, false},
		"a cluster":          {standings()["cluster"], true, false},
	} {
		if got := offers(tc.n, tc.allowed); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
