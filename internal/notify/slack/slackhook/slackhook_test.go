package slackhook_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/slack/slackhook"
	standin "rollcall.dev/rollcall/test/slack"
)

const hookURL = "http://hooks.slack.test" + standin.DefaultWebhook

func bench(t *testing.T, o standin.Options, test func(t *testing.T, srv *standin.Server, n *slackhook.Notifier)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(notifytest.Failed().DecidedAt.Add(2 * time.Second)))
		srv := standin.New(o)
		defer srv.Close()
		n, err := slackhook.New(slackhook.Config{URL: hookURL}, slackhook.Deps{HTTP: srv.Client()})
		if err != nil {
			t.Fatal(err)
		}
		test(t, srv, n)
	})
}

func attempt(a notify.Action) notify.Attempt {
	n := notifytest.Failed()
	if a != notify.Post {
		n = notifytest.Recovered()
	}
	return notify.Attempt{Message: notify.Message{ID: "d1", Action: a, Notice: n}}
}

func TestEveryChangeIsAMessage(t *testing.T) {
	t.Parallel()
	bench(t, standin.Options{}, func(t *testing.T, srv *standin.Server, n *slackhook.Notifier) {
		for _, a := range []notify.Action{notify.Post, notify.Reply} {
			if receipt, err := n.Notify(t.Context(), attempt(a)); receipt != nil || err != nil {
				t.Errorf("%s: receipt %s, error %v", a, receipt, err)
			}
		}
		if _, err := n.Notify(t.Context(), attempt(notify.Update)); !errors.Is(err, notify.ErrNotApplicable) {
			t.Errorf("an update: %v", err)
		}
		all := srv.All()
		if len(all) != 2 {
			t.Fatalf("%d messages", len(all))
		}
		for i, want := range []string{"🔴 billing/invoice-close failed · HIGH: container", "✅ billing/invoice-close recovered: It succeeded"} {
			m := all[i]
			if !strings.HasPrefix(m.Text, want) || len(m.Blocks) < 4 || m.ThreadTS != "" || m.UnfurlLinks || m.UnfurlMedia {
				t.Errorf("message %d: %+v", i, m)
			}
		}
		// A recovery stands alone here, so it says what had happened.
		if text := string(all[1].JSON()); !strings.Contains(text, "exit code 3") || !strings.Contains(text, "Billing (rule 2)") {
			t.Errorf("the recovery does not say what had happened: %s", text)
		}
	})
}

// The stand-in refuses no blocks of ours, so this server does.
func TestRefusedBlocksGoAsText(t *testing.T) {
	t.Parallel()
	var bodies []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if bodies = append(bodies, string(body)); len(bodies) == 1 {
			http.Error(w, "invalid_blocks", http.StatusBadRequest)
		}
	}))
	defer srv.Close()
	n, err := slackhook.New(slackhook.Config{URL: srv.URL}, slackhook.Deps{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.Notify(t.Context(), attempt(notify.Post)); err != nil {
		t.Fatal(err)
	}
	if len(bodies) != 2 || !strings.Contains(bodies[0], `"blocks"`) || strings.Contains(bodies[1], `"blocks"`) ||
		!strings.Contains(bodies[1], "FATAL: duplicate key") {
		t.Errorf("requests %q", bodies)
	}
}

func TestWhatErrorsMean(t *testing.T) {
	t.Parallel()
	archived := []standin.Channel{{ID: standin.DefaultChannel, Name: "alerts", Member: true, Archived: true}}
	readOnly := []standin.Channel{{ID: standin.DefaultChannel, Name: "alerts", Member: true, ReadOnly: true}}
	for name, tc := range map[string]struct {
		options standin.Options
		fault   standin.Fault
		want    string
	}{
		"revoked":  {standin.Options{Webhooks: []standin.Webhook{{Path: standin.DefaultWebhook, Channel: standin.DefaultChannel, Revoked: true}}}, standin.Fault{}, "retry 0s true"},
		"archived": {standin.Options{Channels: archived}, standin.Fault{}, "rejected channel_is_archived"},
		"readonly": {standin.Options{Channels: readOnly}, standin.Fault{}, "rejected action_prohibited"},
		"limited":  {standin.Options{}, standin.RateLimited("webhook", 1, 12*time.Second), "retry 12s true"},
		"broken":   {standin.Options{}, standin.Fault{Kind: standin.FaultStatus, Status: 500, Count: 1}, "uncertain"},
		"lost":     {standin.Options{}, standin.Fault{Kind: standin.FaultDrop, After: true, Count: 1}, "uncertain"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bench(t, tc.options, func(t *testing.T, srv *standin.Server, n *slackhook.Notifier) {
				if tc.fault.Kind != "" {
					if err := srv.Inject(tc.fault); err != nil {
						t.Fatal(err)
					}
				}
				_, err := n.Notify(t.Context(), attempt(notify.Post))
				if got := meaning(err); got != tc.want {
					t.Errorf("%v means %q, want %q", err, got, tc.want)
				}
				if err == nil || strings.Contains(err.Error(), "standinsecret") {
					t.Errorf("the secret stands in %v", err)
				}
			})
		})
	}
}

func meaning(err error) string {
	if retry, ok := errors.AsType[*notify.RetryError](err); ok {
		return fmt.Sprintf("retry %s %v", retry.After, retry.Receiver)
	}
	if rejected, ok := errors.AsType[*notify.RejectedError](err); ok {
		return "rejected " + rejected.Reason
	}
	if _, ok := errors.AsType[*notify.UncertainError](err); ok {
		return "uncertain"
	}
	return fmt.Sprint(err)
}

func TestWrongConfigurationIsNamed(t *testing.T) {
	t.Parallel()
	if _, err := slackhook.New(slackhook.Config{URL: "hooks.slack.com/services/x"}, slackhook.Deps{}); err == nil ||
		!strings.Contains(err.Error(), "webhook_url has the scheme") || strings.Contains(err.Error(), "services") {
		t.Error(err)
	}
}
