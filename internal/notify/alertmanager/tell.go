package alertmanager

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/hook"
)

// tellAll posts to all at the same time and waits for all of them. It is done if one took it, and those that did not are logged; else the
// error is the mildest: while one of them may yet take it, it is worth trying again, which does no harm to the others.
func (n *Notifier) tellAll(ctx context.Context, delivery string, body []byte, since time.Time) error {
	errs := make([]error, len(n.config.URLs))
	var wg sync.WaitGroup
	for i, address := range n.config.URLs {
		wg.Go(func() { errs[i] = n.tell(ctx, address, body, since) })
	}
	wg.Wait()
	failed := slices.DeleteFunc(errs, func(err error) bool { return err == nil })
	if len(failed) == len(n.config.URLs) {
		return slices.MinFunc(failed, func(a, b error) int { return cmp.Compare(rank(a), rank(b)) })
	}
	for _, err := range failed {
		n.log.WarnContext(ctx, "an Alertmanager did not take an alert, another one did", "delivery", delivery, "error", err)
	}
	return nil
}

// rank orders errors by how much hope they leave.
func rank(err error) int {
	if retry, ok := errors.AsType[*notify.RetryError](err); ok {
		if retry.Receiver {
			return 1
		}
		return 0
	}
	if _, rejected := errors.AsType[*notify.RejectedError](err); rejected {
		return 3
	}
	return 2
}

// tell posts to one.
func (n *Notifier) tell(ctx context.Context, address string, body []byte, since time.Time) error {
	answer, err := hook.Post(ctx, n.http, strings.TrimSuffix(address, "/")+"/api/v2/alerts", n.header(), body)
	if err == nil {
		err = answer.Judge(since)
	}
	if err != nil {
		return fmt.Errorf("alertmanager %s: %w", host(address), err)
	}
	return nil
}

func (n *Notifier) header() http.Header {
	h := http.Header{"Content-Type": {"application/json"}, "User-Agent": {"Rollcall"}}
	switch {
	case n.config.Token != "":
		h.Set("Authorization", "Bearer "+n.config.Token)
	case n.config.Username != "":
		h.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(n.config.Username+":"+n.config.Password)))
	}
	return h
}

// host names an Alertmanager in an error, without what may be secret.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}
