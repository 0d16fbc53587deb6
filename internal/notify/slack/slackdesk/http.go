package slackdesk

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"time"
)

// maxBody bounds a request. Slack sends the whole message along with a click, which is a tenth of this at most.
const maxBody = 512 << 10

// Handler takes POST /slack/interactions and POST /slack/commands. Each request is answered before its work begins.
func (c *Clerk) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/slack/interactions", c.believed(func(form url.Values) (json.RawMessage, error) {
		return c.interaction([]byte(form.Get("payload")), c.take)
	}))
	mux.Handle("/slack/commands", c.believed(func(form url.Values) (json.RawMessage, error) {
		if form.Get("ssl_check") == "1" {
			return nil, nil
		}
		return nil, c.command(slashOf(form), c.take)
	}))
	return mux
}

// believed hands on what Slack itself has sent, for the first time.
func (c *Clerk) believed(take func(url.Values) (json.RawMessage, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, status, words := read(w, r)
		if status != 0 {
			http.Error(w, words, status)
			return
		}
		if err := c.verify(r.Header, body); err != nil {
			ctx, path := r.Context(), r.URL.Path
			c.forged.say(func(times int) {
				c.log.WarnContext(ctx, "slack request not believed", "path", path, "reason", err, "times", times)
			})
			if errors.Is(err, errTooMany) {
				http.Error(w, "too many requests", http.StatusServiceUnavailable)
				return
			}
			http.Error(w, "not a request of Slack's", http.StatusUnauthorized)
			return
		}
		form, err := url.ParseQuery(string(body))
		if err != nil {
			http.Error(w, "the body is no form", http.StatusBadRequest)
			return
		}
		answer, err := take(form)
		switch {
		case errors.Is(err, errBusy):
			http.Error(w, "busy: try again", http.StatusServiceUnavailable)
		case err != nil:
			c.log.WarnContext(r.Context(), "slack request not understood", "path", r.URL.Path, "reason", err)
			http.Error(w, "not understood", http.StatusBadRequest)
		case len(answer) > 0:
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			_, _ = w.Write(answer) // a client that has gone is no matter
		default:
			w.WriteHeader(http.StatusOK)
		}
	})
}

// read takes the raw body, or says with which status it refuses to.
func read(w http.ResponseWriter, r *http.Request) (body []byte, status int, words string) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return nil, http.StatusMethodNotAllowed, "use POST"
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, http.StatusUnsupportedMediaType, "use application/x-www-form-urlencoded"
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, http.StatusRequestEntityTooLarge, "the body is too large"
	}
	if err != nil {
		return nil, http.StatusBadRequest, "the body could not be read"
	}
	return body, 0, ""
}

// verify says why a request is not to be believed.
func (c *Clerk) verify(h http.Header, body []byte) error {
	now := time.Now()
	signature, until, err := signed(c.config.SigningSecret, h, body, now)
	if err != nil {
		return err
	}
	switch seen, noted := c.signatures.note(signature, now, until); {
	case seen:
		return errRepeated
	case !noted:
		return errTooMany
	}
	return nil
}
