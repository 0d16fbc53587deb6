package app

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestReadyz(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		ping    error
		trouble []string
		code    int
		text    string
	}{
		"well":                     {nil, nil, http.StatusOK, "ok\n"},
		"it does not see all":      {nil, []string{"kubernetes: not allowed: list on jobs"}, http.StatusOK, "ok\nkubernetes: not allowed: list on jobs\n"},
		"nothing can be kept":      {errors.New("disk on fire"), nil, http.StatusServiceUnavailable, "the store does not answer\n"},
		"nor can anything be seen": {errors.New("disk on fire"), []string{"x"}, http.StatusServiceUnavailable, "the store does not answer\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := httptest.NewRecorder()
			readyz(func(context.Context) error { return test.ping }, func() []string { return test.trouble })(w,
				httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/readyz", nil))
			if w.Code != test.code || w.Body.String() != test.text {
				t.Errorf("%d %q, want %d %q", w.Code, w.Body, test.code, test.text)
			}
		})
	}
}
