package render_test

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/notify/words"
	"rollcall.dev/rollcall/internal/ownership"
)

func TestARepeatedStuckRunAndASkippedOrReplacedOne(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		judgement monitor.Judgement
		kind      incident.Kind
		lasting   monitor.Judgement
		action    notify.Action
		want      string
	}{
		{monitor.Stuck, incident.Failing, monitor.Stuck, notify.Reply, "billing/invoice-close is stuck again"},
		{monitor.Stuck, incident.Failing, monitor.Stuck, notify.Update, "billing/invoice-close is stuck · 2 runs lost"},
		{monitor.Skipped, incident.Failing, monitor.Stuck, notify.Reply, "billing/invoice-close was skipped meanwhile"},
		{monitor.Skipped, incident.Failing, monitor.Stuck, notify.Update, "billing/invoice-close is stuck · 2 runs lost"},
		{monitor.Skipped, incident.Absent, monitor.Skipped, notify.Reply, "billing/invoice-close was skipped again"},
		{monitor.Missed, incident.Absent, monitor.Missed, notify.Reply, "billing/invoice-close did not run again"},
		{monitor.Replaced, incident.Failing, monitor.Replaced, notify.Reply, "billing/invoice-close was replaced again"},
		{monitor.Replaced, incident.Failing, monitor.Replaced, notify.Update, "billing/invoice-close was replaced · 2 runs lost"},
	} {
		n := notifytest.Stuck()
		n.Change, n.Judgement, n.Kind, n.Count = incident.Repeated, tc.judgement, tc.kind, 2
		n.Lasting = tc.lasting
		if got := render.Compose(n, render.View{Action: tc.action}).Title; got != tc.want {
			t.Errorf("%s: %q, want %q", tc.judgement, got, tc.want)
		}
	}
}

// TestASuccessThatIsDoubted: what is wrong with it is said.
func TestASuccessThatIsDoubted(t *testing.T) {
	t.Parallel()
	for code, want := range map[diagnose.Code][]string{
		diagnose.FinishedTooFast: {"ended too fast", "ended too fast again", "ended too fast 2 times", "2 runs ended too fast"},
		diagnose.ReportsDisagree: {"reported a failure", "reported a failure again", "reported a failure 2 times", "2 runs contradicted"},
		diagnose.NotConfirmed: {
			"did not confirm its success", "did not confirm its success again", "did not confirm its success 2 times", "2 runs unconfirmed",
		},
	} {
		n := notifytest.Stuck()
		n.Judgement, n.Lasting, n.Kind, n.Count, n.Cause.Code = monitor.Succeeded, monitor.Succeeded, incident.Failing, 2, code
		var got []string
		for _, change := range []struct {
			incident.Change
			notify.Action
		}{{incident.Opened, notify.Post}, {incident.Repeated, notify.Reply}, {incident.Repeated, notify.Update}} {
			n.Change = change.Change
			got = append(got, strings.TrimPrefix(render.Compose(n, render.View{Action: change.Action}).Title, "billing/invoice-close "))
		}
		n.Change = incident.Recovery
		if text := render.Compose(n, render.View{Action: notify.Reply}).Plain(); !strings.Contains(text, want[3]) {
			t.Errorf("%s: %q says nothing of %q", code, text, want[3])
		}
		if diff := cmp.Diff(want[:3], got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", code, diff)
		}
	}
}

func TestPlainSaysEverything(t *testing.T) {
	t.Parallel()
	got := render.Compose(notifytest.Missed(), render.View{Now: notifytest.Missed().DecidedAt, Note: "why here"}).Plain()
	want := `🔴 billing/invoice-close did not run: the cluster schedules nothing: kube-controller-manager has been silent since 16:52:10 UTC
why here
Signal: Lease kube-system/kube-controller-manager last renewed 2026-11-20T16:52:10Z
Nobody answered: Sat 21 Nov 02:00 JST
To do: bring kube-controller-manager back; of several missed slots only the newest is caught up
Since: Sat 21 Nov 02:10 JST (now)
In a row: first time
Last success: Fri 20 Nov 02:22 JST (23 h 48 min ago), took 22 min
Schedule: 0 2 * * * (Asia/Tokyo)
Next run: Sun 22 Nov 02:00 JST (in 23 h 49 min)
Owner: Billing (rule 2)
Severity: normal
prod · billing/invoice-close
Closes the invoices of the day and sends them to the bank.
Open incident: https://rollcall.example.com/incidents/inc-1
Runbook: https://runbooks.example.com/billing/invoice-close
Look further in the cluster prod:
kubectl -n billing describe cronjob/invoice-close
kubectl -n billing events --for cronjob/invoice-close
kubectl -n billing get jobs --sort-by=.metadata.creationTimestamp
kubectl -n kube-system get lease kube-controller-manager -o yaml`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTimesAreTheReaders(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.November, 20, 17, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		team, job string
		now       time.Time
		want      string
	}{
		{"Asia/Tokyo", "Europe/Berlin", at.Add(5 * time.Minute), "Sat 21 Nov 02:00 JST (5 min ago)"},
		{"", "Europe/Berlin", at.Add(-time.Hour), "Fri 20 Nov 18:00 CET (in 1 h)"},
		{"no/where", "", at, "Fri 20 Nov 17:00 UTC (now)"},
		{"Local", "Asia/Singapore", at.Add(-50 * time.Hour), "Sat 21 Nov 01:00 UTC+08 (in 2 days 2 h)"},
		{"America/Sao_Paulo", "", time.Date(2027, time.March, 1, 0, 0, 0, 0, time.UTC), "Fri 20 Nov 2026 14:00 UTC-03 (100 days 7 h ago)"},
		{"UTC", "", time.Time{}, "Fri 20 Nov 17:00 UTC"},
	} {
		n := notifytest.Failed()
		n.OpenedAt, n.Owner.Team.Timezone, n.Subject.Zone = at, tc.team, tc.job
		c := render.Compose(n, render.View{Now: tc.now})
		if got := c.Facts[0]; got.Label != "Since" || got.Value != tc.want {
			t.Errorf("zone %q, %q: %v, want %q", tc.team, tc.job, got, tc.want)
		}
	}
}

func TestLinksThatAreNoWebAddressesAreLeftOut(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://", "://", "/relative", "https://x.example/" + strings.Repeat("a", 3000)} {
		n := notifytest.Failed()
		n.Link, n.Subject.Runbook = bad, bad
		if links := render.Compose(n, render.View{}).Links; len(links) > 0 {
			t.Errorf("%.40q became %v", bad, links)
		}
	}
}

func TestCleaning(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain ünïcode 日本 👩\u200d🔧":                   "plain ünïcode 日本 👩\u200d🔧",
		"\x1b[31mred\x1b[0m \x1b[1;2Hmoved":           "red moved",
		"\x1b]0;title\x07after":                       "after",
		"\x1b]8;;http://x\x1b\\link\x1b]8;;":          "link8;;",
		"\x1b]0;never ended\nnext line":               "0;never ended\nnext line",
		"\x1b(Bcharset \x1b=keypad \x1bMup":           "charset keypad up",
		"\u009b31mC1":                                 "C1",
		"\x1b":                                        "",
		"\x1b[":                                       "",
		"\x1b#":                                       "",
		"\x1b[12\nrest":                               "\nrest",
		"a\r\nb\rc\u2028d":                            "a\nb\nc\nd",
		"nul\x00bell\abs\bdel\x7f":                    "nulbellbsdel",
		"\u202eexe.png\u202c\u2066\u200b\ufeff\u00ad": "exe.png",
		"\xff\xfebad":                                 "\ufffdbad",
		"tab\tstays":                                  "tab\tstays",
	} {
		if got := render.Text(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := render.Line("  two\n lines\tand  spaces \x00"); got != "two lines and spaces" {
		t.Errorf("Line: %q", got)
	}
}

func TestCutting(t *testing.T) {
	t.Parallel()
	if got := render.Head("日本語 text", 4); got != "日本語…" {
		t.Errorf("Head: %q", got)
	}
	if got := render.Head("𝕏𝕏𝕏", 5); got != "𝕏𝕏…" {
		t.Errorf("Head: %q", got)
	}
	if got := render.Head("fits", 4); got != "fits" {
		t.Errorf("Head: %q", got)
	}
	for _, tc := range []struct {
		in           string
		limit, lines int
		want         string
	}{
		{"a\nb\nc\n", 10, 5, "a\nb\nc"},
		{"a\nb\nc\nd", 10, 2, "…\nc\nd"},
		{"first line\nsecond\nthird", 15, 9, "…\nsecond\nthird"},
		{"0123456789", 5, 9, "…789"},
		{"ééééé\nüüüüü", 8, 9, "…\nüüüüü"},
	} {
		if got := render.Tail(tc.in, tc.limit, tc.lines); got != tc.want {
			t.Errorf("Tail(%q, %d, %d): %q, want %q", tc.in, tc.limit, tc.lines, got, tc.want)
		}
	}
}

// Whatever comes in, a Card is clean and bounded.
func TestHostileAndHugeNoticesMakeCleanCards(t *testing.T) {
	t.Parallel()
	var notices []incident.Notice
	for _, n := range notifytest.Extremes() {
		notices = append(notices, n)
	}
	for _, piece := range append(notifytest.Attacks(), "👩\u200d🔧") {
		notices = append(notices, notifytest.Huge(incident.Opened, incident.Failing, piece), notifytest.HugeShared(incident.Listed, incident.Burst, piece))
	}
	notices = append(notices, incident.Notice{})
	for i, n := range notices {
		for turn, action := range []notify.Action{notify.Post, notify.Reply, notify.Update} {
			language := string(words.Languages()[(i+turn)%len(words.Languages())])
			c := render.Compose(n, render.View{Action: action, Now: time.Now(), Note: n.Cause.Summary, Language: language})
			if size := render.Length(c.Plain()); size > 8000+2*2500 { // two links may be long
				t.Errorf("notice %d: %d characters", i, size)
			}
			lines := []string{c.Title, c.Note, c.Story, c.Why, c.Signal, c.LogTitle}
			lines = append(lines, c.Slots...)
			lines = append(lines, c.Advice...)
			lines = append(lines, c.Context...)
			for _, f := range c.Facts {
				lines = append(lines, f.Label, f.Value)
			}
			for _, l := range lines {
				if strings.ContainsAny(l, "\n\t") {
					t.Errorf("notice %d: not one line: %q", i, l)
				}
			}
			clean(t, c.Plain())
		}
	}
}

func clean(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Errorf("not valid UTF-8: %q", s)
	}
	for _, r := range s {
		if r != '\n' && r != '\t' && r != '\u200d' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			t.Fatalf("%U in %q", r, s)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, a := range notifytest.Attacks() {
		f.Add(a)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := render.Text(s)
		clean(t, got)
		if again := render.Text(got); again != got {
			t.Errorf("cleaning twice differs: %q, %q", got, again)
		}
		clean(t, render.Head(render.Line(s), 10))
		tail := render.Tail(got, 20, 3)
		if clean(t, tail); render.Length(tail) > 20 || strings.Count(tail, "\n") > 3 {
			t.Errorf("tail %q", tail)
		}
	})
}

func TestWhoWasPassedOver(t *testing.T) {
	t.Parallel()
	n := notifytest.Failed()
	n.Owner.Rejected = []ownership.Rejected{
		{Team: "dba", Source: "rule 1", Reason: "no such team"}, {Channel: "C1", Source: "annotation x", Reason: "not allowed"},
	}
	text := strings.Join(render.Compose(n, render.View{Action: notify.Post}).Context, "\n")
	for _, want := range []string{`owner "dba" (rule 1) passed over: no such team`, `channel "C1" (annotation x) passed over: not allowed`} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %q", want, text)
		}
	}
}
