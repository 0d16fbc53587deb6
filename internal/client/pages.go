package client

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

// pageSize is how many are asked for at a time.
const pageSize = 500

// given is a query of those parameters that have a value.
func given(all map[string]string) url.Values {
	query := url.Values{}
	for name, value := range all {
		if value != "" {
			query.Set(name, value)
		}
	}
	return query
}

// list is a list that comes in pages.
type list struct {
	path  string
	items string // the field that has them
	next  string // the parameter that brings the next page
}

// pages reads up to limit things of a list, of as many pages as that takes. A page may be empty and not the last one.
func pages[T any](ctx context.Context, c *Client, l list, query url.Values, limit int) ([]T, error) {
	all := []T{}
	for len(all) < limit {
		query.Set("limit", strconv.Itoa(min(pageSize, limit-len(all))))
		page := map[string]json.RawMessage{}
		if err := c.call(ctx, http.MethodGet, l.path, query, &page); err != nil {
			return nil, err
		}
		var found []T
		if err := json.Unmarshal(page[l.items], &found); err != nil {
			return nil, fmt.Errorf("%s does not answer as a Rollcall does: %s: %w", c.base, l.items, err)
		}
		all = append(all, found...)
		next := ""
		if text, more := page["next"]; more {
			if err := json.Unmarshal(text, &next); err != nil {
				return nil, fmt.Errorf("%s does not answer as a Rollcall does: next: %w", c.base, err)
			}
		}
		if next == "" || next == query.Get(l.next) {
			break
		}
		query.Set(l.next, next)
	}
	return all, nil
}
