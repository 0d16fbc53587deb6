package slack

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// answerWithin is how long Slack waits for the app (https://docs.slack.dev/interactivity/handling-user-interaction).
const answerWithin = 3 * time.Second

// Reply is what the app answered to an Interaction.
type Reply struct {
	Status   int // of HTTP; 0 over Socket Mode
	Body     []byte
	Attempts int // how often it was sent until it was answered
}

// Sign is the signature of a body (https://docs.slack.dev/authentication/verifying-requests-from-slack).
func Sign(secret string, at time.Time, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = fmt.Fprintf(mac, "v0:%d:%s", at.Unix(), body)
	return "v0=" + hex.EncodeToString(mac.Sum(nil))
}

// Request is the signed request that tells the app's server of an Interaction.
func (s *Server) Request(ctx context.Context, to string, i Interaction) (*http.Request, error) {
	form, err := i.Form()
	if err != nil {
		return nil, err
	}
	body, at := []byte(form.Encode()), time.Now()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
	req.Header.Set("X-Slack-Request-Timestamp", strconv.FormatInt(at.Unix(), 10))
	req.Header.Set("X-Slack-Signature", Sign(s.opts.Secret, at, body))
	return req, nil
}

// Deliver tells the app's server of an Interaction, and does what it answers. An error is what the person would be shown: the app did
// not answer within three seconds, or not as Slack wants it.
func (s *Server) Deliver(ctx context.Context, client *http.Client, to string, i Interaction) (Reply, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	req, err := s.Request(ctx, to, i)
	if err != nil {
		return Reply{}, err
	}
	res, err := client.Do(req)
	if err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			return Reply{}, errors.New("operation_timeout: the app did not answer within three seconds")
		}
		return Reply{}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxBody))
	if err != nil {
		return Reply{}, err
	}
	out := Reply{Status: res.StatusCode, Body: body, Attempts: 1}
	if res.StatusCode != http.StatusOK {
		return out, fmt.Errorf("the app answered %d: %s", res.StatusCode, bytes.TrimSpace(body))
	}
	return out, s.answered(i, bytes.TrimSpace(body))
}
