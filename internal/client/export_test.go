package client

import "net/http"

// Use answers requests by a function.
func (c *Client) Use(do func(*http.Request) (*http.Response, error)) {
	c.http.Transport = roundTripper(do)
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
