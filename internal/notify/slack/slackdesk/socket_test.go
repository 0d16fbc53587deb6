package slackdesk_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestSocketModeConnectsAgain(t *testing.T) {
	t.Parallel()
	inBubble(t, bySocket, setup{}, func(b *bench) {
		b.srv.Refresh()
		if err := b.srv.WaitLinks(b.Context(), 1); err != nil {
			b.Fatal(err)
		}
		b.do(b.click(astrid, "Acknowledge", ""))
		b.taken("acknowledge by @astrid")
		time.Sleep(20 * time.Minute) // pings keep it alive
		if b.srv.Links() != 1 {
			b.Errorf("%d connections", b.srv.Links())
		}
	})
}

// TestARevokedAppTokenIsToldOnce, stops nothing, and is tried again.
func TestARevokedAppTokenIsToldOnce(t *testing.T) {
	t.Parallel()
	inBubble(t, bySocket, setup{}, func(b *bench) {
		b.srv.RevokeAppToken()
		time.Sleep(6 * time.Hour)
		if n := strings.Count(b.log.String(), "token_revoked"); n != 1 || b.srv.Links() != 0 {
			b.Errorf("told %d times: %s", n, b.log)
		}
		b.srv.RestoreAppToken()
		if err := b.srv.WaitLinks(b.Context(), 1); err != nil {
			b.Fatal(err)
		}
		synctest.Wait()
		b.do(b.click(astrid, "Acknowledge", ""))
		b.taken("acknowledge by @astrid")
		if !strings.Contains(b.log.String(), "connected again") {
			b.Errorf("%s", b.log)
		}
		b.srv.RevokeAppToken()
		time.Sleep(time.Hour)
		if n := strings.Count(b.log.String(), "token_revoked"); n != 2 {
			b.Errorf("told %d times of the second time: %s", n, b.log)
		}
	})
}

// TestAnEnvelopeThatComesAgain is acknowledged again and not opened again.
func TestAnEnvelopeThatComesAgain(t *testing.T) {
	t.Parallel()
	inBubble(t, bySocket, setup{}, func(b *bench) {
		i, err := b.click(astrid, "Acknowledge", "")
		b.do(i, err)
		b.again(i)
		if b.desk.calls != 1 {
			b.Errorf("the desk was asked %d times", b.desk.calls)
		}
		view := b.open(astrid, "Silence…")
		wrong, err := b.submit(astrid, view, map[string]string{"span": "never", "text": "x"})
		first, second := b.do(wrong, err), b.again(wrong)
		if !bytes.Equal(first.Body, second.Body) || !strings.Contains(string(first.Body), `"response_action":"errors"`) {
			b.Errorf("answered %s, then %s", first.Body, second.Body)
		}
	})
}
