package e2e

import (
	"errors"
	"fmt"
	"io"
	"net/http"
)

// get reads a page.
func (s *scenario) get(url string) (string, error) {
	status, body, err := s.do(http.MethodGet, url, nil)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("%s: status %d: %s", url, status, body)
	}
	return body, err
}

// do sends a request.
func (s *scenario) do(method, url string, body io.Reader) (int, string, error) {
	req, err := http.NewRequestWithContext(s.ctx, method, url, body)
	if err != nil {
		return 0, "", err
	}
	return answer(req)
}

func answer(req *http.Request) (int, string, error) {
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, "", err
	}
	text, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(text), errors.Join(err, resp.Body.Close())
}
