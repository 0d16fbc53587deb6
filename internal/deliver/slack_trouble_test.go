package deliver_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	standin "rollcall.dev/rollcall/test/slack"
)

// The token is revoked in the middle of it all, for longer than a message is kept, and restored: the queue is kept, and everybody is told once.
func TestTheTokenIsRevokedAndRestored(t *testing.T) {
	t.Parallel()
	inWorkspace(t, func(w *workspace) {
		m := newMeter()
		w.options.Paused = m.pause
		for i := range 3 {
			w.live(fmt.Sprintf("job-%d", i))
		}
		poke, stop := w.start(w.outbox)
		time.Sleep(2 * time.Second) // some is told, some is not
		w.srv.RevokeToken()
		w.live("job-3")
		poke()
		time.Sleep(26 * time.Hour)
		synctest.Wait()
		if !m.isPaused("slack") {
			t.Error("nobody is told that Slack is away")
		}
		if slices.Contains(w.outbox.statuses(), "dead") {
			t.Error("something was given up meanwhile")
		}
		w.srv.RestoreToken()
		time.Sleep(20 * time.Minute)
		synctest.Wait()
		stop()
		w.told(4)
		if m.isPaused("slack") {
			t.Error("Slack is said to be away in the end")
		}
	})
}

// A channel is archived and comes back: what was given up meanwhile was told to the fallback, and is told where it belongs when
// somebody sends it again.
func TestAChannelIsArchivedAndBack(t *testing.T) {
	t.Parallel()
	inWorkspace(t, func(w *workspace) {
		if err := w.srv.Archive(standin.DefaultChannel); err != nil {
			t.Fatal(err)
		}
		w.live("job-0")
		poke, stop := w.start(w.outbox)
		time.Sleep(time.Hour)
		synctest.Wait()
		if n := len(w.srv.Messages("C0PRIVATE01")); n != 4 {
			t.Errorf("%d messages were told to the fallback, want 4", n)
		}
		if err := w.srv.Unarchive(standin.DefaultChannel); err != nil {
			t.Fatal(err)
		}
		w.outbox.resendDead()
		poke()
		time.Sleep(time.Hour)
		synctest.Wait()
		stop()
		var told []string
		for _, m := range w.srv.Messages(standin.DefaultChannel) {
			what, _, _ := strings.Cut(m.Text, ":")
			told = append(told, what)
		}
		want := "[✅ billing/job-0 recovered 🔴 billing/job-0 failed again · HIGH 🔴 billing/job-0 failed again · HIGH ✅ billing/job-0 recovered]"
		if got := fmt.Sprint(told); got != want {
			t.Errorf("told %s, want %s", got, want)
		}
		if n := len(w.srv.Messages("C0PRIVATE01")); n != 4 {
			t.Errorf("%d messages are with the fallback in the end, want the 4 from before", n)
		}
	})
}

// Slack fails for one channel alone: another one's messages come at once, and the failing one's when it works again.
func TestOneChannelFails(t *testing.T) {
	t.Parallel()
	inWorkspace(t, func(w *workspace) {
		const bad, good = standin.DefaultChannel, "C0PRIVATE01"
		w.options.Fallback = []notify.Destination{to("console", "")}
		w.inject(standin.Fault{Kind: standin.FaultStatus, Status: 503, Channel: bad, For: 6 * time.Hour})
		for i := range 6 {
			w.live(fmt.Sprintf("job-%d", i))
		}
		poke, stop := w.start(w.outbox)
		for i := range 12 {
			time.Sleep(25 * time.Minute)
			n := notifytest.Failed()
			n.Incident, n.Change, n.Subject.Name, n.DecidedAt = fmt.Sprintf("good-%d", i), incident.Opened, fmt.Sprintf("good-%d", i), time.Now()
			r := w.outbox.add(notify.Message{Destination: to("slack", good), Action: notify.Post, Notice: n})
			poke()
			synctest.Wait()
			if got := w.outbox.look(r); got.status != "sent" || got.result.At.Sub(got.queued) > time.Second {
				t.Errorf("message %d of the channel that works: status %q after %s", i, got.status, got.result.At.Sub(got.queued))
			}
		}
		time.Sleep(time.Hour + 20*time.Minute)
		synctest.Wait()
		stop()
		w.told(6)
	})
}

// Slack is away for six hours, limits the rate when it is back, and loses answers; the process dies meanwhile.
func TestEverythingAtOnce(t *testing.T) {
	t.Parallel()
	inWorkspace(t, func(w *workspace) {
		w.inject(standin.Fault{Kind: standin.FaultDrop, For: 6 * time.Hour})
		w.inject(standin.RateLimited("chat.postMessage", 3, 40*time.Second))
		w.inject(standin.LoseResponse(4))
		for i := range 4 {
			w.live(fmt.Sprintf("job-%d", i))
		}
		for range 6 {
			process := &crashing{outbox: w.outbox}
			_, stop := w.start(process)
			time.Sleep(61 * time.Minute)
			process.kill()
			stop()
			time.Sleep(3 * time.Minute) // the leases end
		}
		_, stop := w.start(w.outbox)
		time.Sleep(time.Hour)
		synctest.Wait()
		stop()
		w.told(4)
		if len(w.srv.All()) == 0 || strings.Contains(w.srv.All()[0].Text, "This was meant for") {
			t.Error("told to somebody else")
		}
	})
}
