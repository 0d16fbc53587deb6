package slack_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/slack"
	standin "rollcall.dev/rollcall/test/slack"
)

const channel = standin.DefaultChannel

// bench is a workspace and a Notifier that speaks to it, in a bubble.
type bench struct {
	*testing.T
	srv *standin.Server
	n   *slack.Notifier
}

// inBubble runs a test against a workspace at the time of the samples.
func inBubble(t *testing.T, o standin.Options, test func(b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(notifytest.Failed().DecidedAt.Add(2 * time.Second)))
		srv := standin.New(o)
		defer srv.Close()
		n, err := slack.New(slack.Config{Token: standin.DefaultToken, APIURL: "http://slack.test/api"}, slack.Deps{HTTP: srv.Client()})
		if err != nil {
			t.Fatal(err)
		}
		test(&bench{T: t, srv: srv, n: n})
	})
}

func attempt(id string, a notify.Action, to string, root notify.Receipt) notify.Attempt {
	n := notifytest.Failed()
	if a != notify.Post {
		n = notifytest.Recovered()
		n.DecidedAt = notifytest.Failed().DecidedAt
	}
	return notify.Attempt{
		Message: notify.Message{ID: id, Destination: notify.Destination{Receiver: "slack", Address: to}, Action: a, Notice: n},
		Root:    root,
	}
}

func (b *bench) notify(a notify.Attempt) (notify.Receipt, error) {
	b.Helper()
	return b.n.Notify(b.Context(), a)
}

func (b *bench) must(a notify.Attempt) notify.Receipt {
	b.Helper()
	r, err := b.notify(a)
	if err != nil {
		b.Fatalf("%s %s: %v", a.Action, a.ID, err)
	}
	return r
}

func (b *bench) inject(f standin.Fault) {
	b.Helper()
	if err := b.srv.Inject(f); err != nil {
		b.Fatal(err)
	}
}

// titles are the texts of all messages up to the colon, in order, with the thread that they stand in.
func (b *bench) titles() []string {
	var out []string
	for _, m := range b.srv.All() {
		where := "channel"
		if m.ThreadTS != "" {
			where = "thread"
		}
		if m.Broadcast {
			where = "thread and channel"
		}
		title, _, _ := strings.Cut(m.Text, ":")
		out = append(out, where+": "+title)
	}
	return out
}

func (b *bench) want(titles ...string) {
	b.Helper()
	if diff := cmp.Diff(titles, b.titles()); diff != "" {
		b.Error(diff)
	}
	if d := b.srv.Duplicates(); len(d) > 0 {
		b.Errorf("posted twice: %v", d)
	}
}

const (
	failedTitle    = "🔴 billing/invoice-close failed · HIGH"
	recoveredTitle = "✅ billing/invoice-close recovered"
)

func TestALifeInSlack(t *testing.T) {
	t.Parallel()
	inBubble(t, standin.Options{}, func(b *bench) {
		root := b.must(attempt("d1", notify.Post, channel, nil))
		b.want("channel: " + failedTitle)
		b.must(attempt("d2", notify.Reply, channel, root))
		if got := b.must(attempt("d3", notify.Update, channel, root)); string(got) != string(root) {
			b.Errorf("the update's receipt %s is not the root's %s", got, root)
		}
		b.want("channel: "+recoveredTitle, "thread: "+recoveredTitle)
		m := b.srv.All()[0]
		if m.UnfurlLinks || m.UnfurlMedia || m.LinkNames {
			b.Errorf("links unfold or names link: %+v", m)
		}
		if m.Metadata == nil || m.Metadata.EventType != "rollcall_delivery" || m.Metadata.Payload["id"] != "d1" {
			b.Errorf("after the update the metadata is %+v", m.Metadata)
		}
		if want := `{"channel":"` + channel + `","ts":"` + m.TS + `"}`; string(root) != want {
			b.Errorf("receipt %s, want %s", root, want)
		}
	})
}

// A thread whose root is gone, or never was, is no place for a reply: it goes to the channel.
func TestAReplyWithoutItsRoot(t *testing.T) {
	t.Parallel()
	inBubble(t, standin.Options{}, func(b *bench) {
		b.must(attempt("d1", notify.Reply, channel, nil))
		b.must(attempt("d2", notify.Reply, channel, notify.Receipt(`{"channel":"`+channel+`","ts":"1700000000.000100"}`)))
		b.want("channel: "+recoveredTitle, "channel: "+recoveredTitle)
		if _, err := b.notify(attempt("d3", notify.Update, channel, nil)); !errors.Is(err, notify.ErrNotApplicable) {
			b.Errorf("an update without a root: %v", err)
		}
	})
}

func TestAnUpdateThatCannotEdit(t *testing.T) {
	t.Parallel()
	inBubble(t, standin.Options{}, func(b *bench) {
		gone := notify.Receipt(`{"channel":"` + channel + `","ts":"1700000000.000100"}`)
		if r := b.must(attempt("d1", notify.Update, channel, gone)); string(r) == string(gone) {
			b.Error("the receipt is still that of the message that is gone")
		}
		b.want("channel: " + recoveredTitle)
	})
}

func TestAnUpdateAfterTheEditWindow(t *testing.T) {
	t.Parallel()
	inBubble(t, standin.Options{EditWindow: time.Hour}, func(b *bench) {
		root := b.must(attempt("d1", notify.Post, channel, nil))
		time.Sleep(2 * time.Hour)
		b.must(attempt("d2", notify.Update, channel, root))
		b.want("channel: "+failedTitle, "thread and channel: "+recoveredTitle)
	})
}

func TestAnUncertainSendIsLookedUp(t *testing.T) {
	t.Parallel()
	for name, lost := range map[string]bool{"it arrived": true, "it did not arrive": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, standin.Options{}, func(b *bench) {
				root := b.must(attempt("d1", notify.Post, channel, nil))
				for i, action := range []notify.Action{notify.Post, notify.Reply} {
					a := attempt(fmt.Sprintf("d%d", i+2), action, channel, nil)
					if action == notify.Reply {
						a.Root = root
					}
					time.Sleep(5 * time.Second) // our own limit is not at issue here
					b.inject(standin.Fault{Kind: standin.FaultDrop, Method: "chat.postMessage", After: lost, Count: 1})
					_, err := b.notify(a)
					if _, ok := errors.AsType[*notify.UncertainError](err); !ok {
						b.Fatalf("a lost response is no uncertainty: %v", err)
					}
					a.Uncertain = true
					r := b.must(a)
					var at struct {
						TS string `json:"ts"`
					}
					if err := json.Unmarshal(r, &at); err != nil {
						b.Fatal(err)
					}
					if m, ok := b.srv.Message(channel, at.TS); !ok || m.Metadata.Payload["id"] != a.ID {
						b.Errorf("receipt %s leads to %+v", r, m)
					}
				}
				b.want("channel: "+failedTitle, "channel: "+failedTitle, "thread: "+recoveredTitle)
			})
		})
	}
}

// The lookup reads page after page, back to when the notice was made and no further.
func TestTheLookupPages(t *testing.T) {
	t.Parallel()
	inBubble(t, standin.Options{Rate: standin.RateLimits{Off: true}}, func(b *bench) {
		b.must(attempt("d0", notify.Post, channel, nil))
		for i := range 450 {
			b.postOther(fmt.Sprintf("chatter %d", i))
		}
		a := attempt("d0", notify.Post, channel, nil)
		a.Uncertain = true
		b.must(a)
		if n := len(b.srv.All()); n != 451 {
			b.Errorf("%d messages", n)
		}
		calls := 0
		for _, r := range b.srv.Requests() {
			if r.Method == "conversations.history" {
				calls++
			}
		}
		if calls != 3 {
			b.Errorf("%d calls of conversations.history", calls)
		}
	})
}

func (b *bench) postOther(text string) {
	b.Helper()
	body := strings.NewReader(`{"channel":"` + channel + `","text":"` + text + `"}`)
	req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, "http://slack.test/api/chat.postMessage", body)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("Authorization", "Bearer "+standin.DefaultToken)
	res, err := b.srv.Client().Do(req)
	if err != nil {
		b.Fatal(err)
	}
	res.Body.Close()
}

func TestALookupThatFails(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault standin.Fault
		retry bool
	}{
		"out of order":  {standin.Fault{Kind: standin.FaultStatus, Method: "conversations.history", Count: 1}, true},
		"rate limited":  {standin.RateLimited("conversations.history", 1, 20*time.Second), true},
		"dead token":    {standin.Fault{Kind: standin.FaultError, Error: "token_revoked", Method: "conversations.history", Count: 1}, true},
		"broken inside": {standin.Fault{Kind: standin.FaultError, Error: "internal_error", Method: "conversations.history", Count: 1}, true},
		"scope missing": {standin.Fault{Kind: standin.FaultError, Error: "missing_scope", Method: "conversations.history", Count: 1}, false},
		"not allowed":   {standin.Fault{Kind: standin.FaultError, Error: "not_in_channel", Method: "conversations.history", Count: 1}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, standin.Options{}, func(b *bench) {
				b.inject(tc.fault)
				a := attempt("d1", notify.Post, channel, nil)
				a.Uncertain = true
				_, err := b.notify(a)
				if _, retry := errors.AsType[*notify.RetryError](err); retry != tc.retry {
					b.Errorf("error %v, want a retry: %v", err, tc.retry)
				}
				if sent := len(b.srv.All()) == 1; sent == tc.retry {
					b.Errorf("sent: %v", sent)
				}
			})
		})
	}
}

func TestWhatErrorsMean(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault standin.Fault
		want  string
	}{
		"429":             {standin.RateLimited("chat.postMessage", 1, 42*time.Second), "retry after 42s, receiver"},
		"503":             {standin.Fault{Kind: standin.FaultStatus, Count: 1}, "uncertain"},
		"403 of a proxy":  {standin.Fault{Kind: standin.FaultStatus, Status: 403, Count: 1}, "retry after 0s, receiver"},
		"garbage":         {standin.Fault{Kind: standin.FaultGarbage, Count: 1}, "uncertain"},
		"reset":           {standin.Fault{Kind: standin.FaultDrop, Count: 1}, "uncertain"},
		"hangs":           {standin.Fault{Kind: standin.FaultHang, Count: 1}, "uncertain"},
		"is_archived":     {answer("is_archived"), "rejected is_archived"},
		"no channel":      {answer("channel_not_found"), "rejected channel_not_found"},
		"restricted":      {answer("restricted_action_read_only_channel"), "rejected restricted_action_read_only_channel"},
		"unheard of":      {answer("strange_error"), "rejected strange_error"},
		"revoked":         {answer("token_revoked"), "retry after 0s, receiver"},
		"invalid":         {answer("invalid_auth"), "retry after 0s, receiver"},
		"inactive":        {answer("account_inactive"), "retry after 0s, receiver"},
		"not authed":      {answer("not_authed"), "retry after 0s, receiver"},
		"missing scope":   {answer("missing_scope"), "retry after 0s, receiver"},
		"limit in a word": {answer("ratelimited"), "retry after 30s, receiver"},
		"fatal":           {answer("fatal_error"), "uncertain"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, standin.Options{}, func(b *bench) {
				b.inject(tc.fault)
				ctx, cancel := context.WithTimeout(b.Context(), 30*time.Second)
				defer cancel()
				_, err := b.n.Notify(ctx, attempt("d1", notify.Post, channel, nil))
				if got := meaning(err); got != tc.want {
					b.Errorf("%v means %q, want %q", err, got, tc.want)
				}
				if err != nil && strings.Contains(err.Error(), standin.DefaultToken) {
					b.Errorf("the token stands in %q", err)
				}
			})
		})
	}
}

func answer(code string) standin.Fault {
	return standin.Fault{Kind: standin.FaultError, Error: code, Count: 1}
}

func meaning(err error) string {
	if retry, ok := errors.AsType[*notify.RetryError](err); ok {
		s := "retry after " + retry.After.String()
		if retry.Receiver {
			s += ", receiver"
		}
		return s
	}
	if rejected, ok := errors.AsType[*notify.RejectedError](err); ok {
		return "rejected " + rejected.Reason
	}
	if _, ok := errors.AsType[*notify.UncertainError](err); ok {
		return "uncertain"
	}
	return fmt.Sprint(err)
}

func TestChannelsThatWeAreNotIn(t *testing.T) {
	t.Parallel()
	inBubble(t, standin.Options{}, func(b *bench) {
		b.must(attempt("d1", notify.Post, "C0OUTSIDE01", nil))
		b.want("channel: " + failedTitle)
		b.inject(standin.Fault{Kind: standin.FaultError, Error: "not_in_channel", Method: "chat.postMessage", Count: 2})
		if _, err := b.notify(attempt("d2", notify.Post, "C0OUTSIDE01", nil)); meaning(err) != "rejected not_in_channel" {
			b.Errorf("after joining in vain: %v", err)
		}
		b.inject(standin.Fault{Kind: standin.FaultError, Error: "missing_scope", Method: "conversations.join", Count: 1})
		b.inject(standin.Fault{Kind: standin.FaultError, Error: "not_in_channel", Method: "chat.postMessage", Count: 1})
		if _, err := b.notify(attempt("d3", notify.Post, "C0OUTSIDE01", nil)); meaning(err) != "rejected not_in_channel" {
			b.Errorf("without the right to join: %v", err)
		}
	})
}

func TestRefusedBlocksGoAsText(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"invalid_blocks", "msg_blocks_too_long"} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			inBubble(t, standin.Options{}, func(b *bench) {
				b.inject(standin.Fault{Kind: standin.FaultError, Error: code, Method: "chat.postMessage", Count: 1})
				root := b.must(attempt("d1", notify.Post, channel, nil))
				m := b.srv.All()[0]
				if len(m.Blocks) > 0 || !m.NoMrkdwn || !strings.Contains(m.Text, "FATAL: duplicate key") || !strings.Contains(m.Text, "Owner: Billing") {
					b.Errorf("as text it says %q, with %d blocks", m.Text, len(m.Blocks))
				}
				b.inject(standin.Fault{Kind: standin.FaultError, Error: code, Method: "chat.update", Count: 1})
				b.must(attempt("d2", notify.Update, channel, root))
				m = b.srv.All()[0]
				if len(m.Blocks) > 0 || !strings.HasPrefix(m.Text, recoveredTitle) {
					b.Errorf("after the update it says %q, with %d blocks", m.Text, len(m.Blocks))
				}
			})
		})
	}
}

func TestWrongDestinations(t *testing.T) {
	t.Parallel()
	inBubble(t, standin.Options{}, func(b *bench) {
		if _, err := b.notify(attempt("d1", notify.Post, "", nil)); meaning(err) != "rejected no_channel" {
			b.Error(err)
		}
		if _, err := b.notify(attempt("d2", notify.Reply, channel, notify.Receipt(`"d1"`))); meaning(err) != "rejected invalid_receipt" {
			b.Error(err)
		}
	})
}

func TestWrongConfigurationIsNamed(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]slack.Config{
		"token is empty":         {Token: " "},
		`api_url "slack.com"`:    {Token: "xoxb-1", APIURL: "slack.com"},
		`api_url "ftp://s/api/"`: {Token: "xoxb-1", APIURL: "ftp://s/api/"},
	} {
		if _, err := slack.New(c, slack.Deps{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// A refused connection is certain: nothing was sent.
func TestARefusedConnection(t *testing.T) {
	t.Parallel()
	n, err := slack.New(slack.Config{Token: "xoxb-1", APIURL: "http://127.0.0.1:1/api/"}, slack.Deps{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = n.Notify(t.Context(), attempt("d1", notify.Post, channel, nil))
	if meaning(err) != "retry after 0s" {
		t.Errorf("%v means %q", err, meaning(err))
	}
}

// TestButtonsStandWherePeopleLook: at the message of the incident and nowhere else, and only where somebody hears them.
func TestButtonsStandWherePeopleLook(t *testing.T) {
	t.Parallel()
	for _, interactive := range []bool{true, false} {
		inBubble(t, standin.Options{}, func(b *bench) {
			n, err := slack.New(slack.Config{Token: standin.DefaultToken, APIURL: "http://slack.test/api", Interactive: interactive},
				slack.Deps{HTTP: b.srv.Client()})
			if err != nil {
				b.Fatal(err)
			}
			b.n = n
			root := b.must(attempt("d1", notify.Post, channel, nil))
			offers := func(what string) (n int) {
				for _, m := range b.srv.All() {
					for _, o := range m.Offers() {
						if o == what {
							n++
						}
					}
				}
				return n
			}
			want := map[bool]int{true: 1}[interactive]
			if offers("Acknowledge") != want {
				b.Errorf("%d to acknowledge with, want %d", offers("Acknowledge"), want)
			}
			b.must(attempt("d2", notify.Reply, channel, root))
			b.must(attempt("d3", notify.Update, channel, root))
			if offers("Acknowledge") != 0 || offers("Reopen") != want {
				b.Errorf("%d to acknowledge with, %d to reopen with, want %d", offers("Acknowledge"), offers("Reopen"), want)
			}
		})
	}
}
