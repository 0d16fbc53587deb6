package slack

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/slack-go/slack"

	"rollcall.dev/rollcall/internal/notify"
)

// defaultRetryAfter is used where Slack limits the rate and does not say for how long.
const defaultRetryAfter = 30 * time.Second

// classify turns what slack-go returns into the errors of notify. The codes are those of the methods' pages on
// docs.slack.dev; a code that is not known rejects the message, since sending it again would bring the same answer.
func classify(err error) error {
	if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return &notify.RetryError{After: max(limited.RetryAfter, time.Second), Receiver: true, Err: err}
	}
	if status, ok := errors.AsType[slack.StatusCodeError](err); ok {
		return classifyStatus(status)
	}
	if answer, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return classifyCode(answer)
	}
	if nothingSent(err) {
		return &notify.RetryError{Err: err}
	}
	return &notify.UncertainError{Err: err}
}

// classifyStatus judges an answer that is no answer of the API: of Slack's edge, of a proxy, or of a wrong address.
func classifyStatus(err slack.StatusCodeError) error {
	switch {
	case err.Code == http.StatusTooManyRequests:
		return &notify.RetryError{After: defaultRetryAfter, Receiver: true, Err: err}
	case err.Code >= 500:
		return &notify.UncertainError{Err: err}
	default:
		return &notify.RetryError{Receiver: true, Err: err}
	}
}

func classifyCode(err slack.SlackErrorResponse) error {
	switch err.Err {
	case "ratelimited", "rate_limited", "message_limit_exceeded":
		return &notify.RetryError{After: defaultRetryAfter, Receiver: true, Err: err}
	case "internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org":
		return &notify.UncertainError{Err: err}
	case "account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed", "missing_scope", "no_permission",
		"not_allowed_token_type", "access_denied", "ekm_access_denied", "org_login_required", "team_access_not_granted",
		"two_factor_setup_required", "enterprise_is_restricted":
		return &notify.RetryError{Receiver: true, Err: fmt.Errorf("slack does not accept our token: %w%s", err, scopes(err))}
	default:
		return &notify.RejectedError{Reason: err.Err, Err: fmt.Errorf("slack: %w", errors.New(detail(err)))}
	}
}

func scopes(err slack.SlackErrorResponse) string {
	if err.Needed == "" {
		return ""
	}
	return fmt.Sprintf(" (needed scope %s, provided %s)", err.Needed, err.Provided)
}

// detail is the error with what Slack says about it.
func detail(err error) string {
	answer, ok := errors.AsType[slack.SlackErrorResponse](err)
	if !ok || len(answer.ResponseMetadata.Messages) == 0 {
		return err.Error()
	}
	return answer.Err + ": " + strings.Join(answer.ResponseMetadata.Messages, "; ")
}

// nothingSent reports whether the request cannot have reached Slack: there was no connection to send it over.
func nothingSent(err error) bool {
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return true
	}
	_, dns := errors.AsType[*net.DNSError](err)
	return dns || errors.Is(err, syscall.ECONNREFUSED)
}

// is reports whether Slack answered with one of the codes.
func is(err error, codes ...string) bool {
	if rejected, ok := errors.AsType[*notify.RejectedError](err); ok {
		return slices.Contains(codes, rejected.Reason)
	}
	return false
}

// blocksRefused reports whether the message would be accepted without its blocks.
func blocksRefused(err error) bool {
	answer, ok := errors.AsType[slack.SlackErrorResponse](err)
	return ok && slices.Contains([]string{"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"}, answer.Err)
}
