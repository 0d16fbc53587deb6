package honeybadger

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
)

const (
	requestTimeout = 15 * time.Second
	maxAnswer      = 4 << 20
	maxMessage     = 300
	maxPages       = 400 // 10,000 check-ins
)

// client speaks the REST API v2 for one project: Basic authentication with the token as the user and a blank password.
type client struct {
	base    string // without /v2
	project string
	token   string
	http    *http.Client
	limit   limit
}

// list returns all check-ins of the project. It follows the links page by page and takes only the query of a link, so that
// the token never goes to another host.
func (c *client) list(ctx context.Context) ([]remote, error) {
	var all []remote
	query, seen := "", map[string]bool{}
	for range maxPages {
		var page struct {
			Results []remote `json:"results"`
			Links   struct {
				Next string `json:"next"`
			} `json:"links"`
		}
		if err := c.do(ctx, http.MethodGet, query, nil, http.StatusOK, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Results...)
		seen[query] = true
		if page.Links.Next == "" {
			return all, nil
		}
		next, err := url.Parse(page.Links.Next)
		if err != nil || next.RawQuery == "" || seen["?"+next.RawQuery] {
			return nil, fmt.Errorf("listing the check-ins: the link to the next page, %.200q, leads nowhere", page.Links.Next)
		}
		query = "?" + next.RawQuery
	}
	return nil, fmt.Errorf("listing the check-ins: more than %d pages", maxPages)
}

// create makes a check-in. After any error but an apiError below 500 it may exist all the same.
func (c *client) create(ctx context.Context, f fields) (remote, error) {
	var made remote
	err := c.do(ctx, http.MethodPost, "", checkInBody{f}, http.StatusCreated, &made)
	if err == nil && made.ID == "" {
		err = errors.New("creating a check-in: the answer has no id")
	}
	return made, err
}

func (c *client) update(ctx context.Context, id string, f fields) error {
	return c.do(ctx, http.MethodPut, "/"+url.PathEscape(id), checkInBody{f}, http.StatusNoContent, nil)
}

func (c *client) delete(ctx context.Context, id string) error {
	return c.do(ctx, http.MethodDelete, "/"+url.PathEscape(id), nil, http.StatusNoContent, nil)
}

type checkInBody struct {
	CheckIn fields `json:"check_in"`
}

// do sends one request and reads its answer into out, unless that is nil. Other 2xx than the documented one are taken as well.
func (c *client) do(ctx context.Context, method, suffix string, in any, success int, out any) error {
	path := "/v2/projects/" + url.PathEscape(c.project) + "/check_ins" + suffix
	if err := c.limit.check(method, path, time.Now()); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	req, err := c.request(ctx, method, path, in)
	if err != nil {
		return err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return fmt.Errorf("asking Honeybadger: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	wait, exhausted := c.limit.note(resp.Header, time.Now())
	if resp.StatusCode != success && (resp.StatusCode < 200 || resp.StatusCode > 299) {
		return c.refusal(method, path, resp.StatusCode, body, wait, exhausted)
	}
	if err == nil && out != nil {
		err = json.Unmarshal(body, out)
	}
	if err != nil {
		return fmt.Errorf("%s %s: reading the answer: %w", method, path, err)
	}
	return nil
}

func (c *client) request(ctx context.Context, method, path string, in any) (*http.Request, error) {
	var body io.Reader = http.NoBody
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return nil, fmt.Errorf("writing the request: %w", err)
		}
		body = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return nil, fmt.Errorf("making the request: %w", err)
	}
	req.SetBasicAuth(c.token, "")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "rollcall")
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}

// refusal is the error that an answer stands for. A 403 is the rate limit of v2 where the limit is used up, and otherwise a
// matter of the token.
func (c *client) refusal(method, path string, status int, body []byte, wait time.Duration, exhausted bool) error {
	e := &apiError{Method: method, Path: path, Status: status, Message: message(body)}
	e.Limited = status == http.StatusTooManyRequests || (status == http.StatusForbidden &&
		(exhausted || strings.Contains(strings.ToLower(e.Message), "rate limit")))
	if e.Limited {
		e.Wait = c.limit.refuse(wait, time.Now())
	}
	return e
}

// message is the text of {"errors":"…"}, or of another answer as far as it is short.
func message(body []byte) string {
	var answer struct {
		Errors any `json:"errors"`
	}
	text := strings.TrimSpace(string(body))
	if json.Unmarshal(body, &answer) == nil && answer.Errors != nil {
		text = fmt.Sprint(answer.Errors)
	}
	if text = checkin.Clean(text); len(text) > maxMessage {
		return checkin.Head(text, maxMessage) + "…"
	}
	return text
}
