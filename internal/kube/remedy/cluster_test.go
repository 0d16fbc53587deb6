package remedy

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
)

func sorted(all []string) []string { return slices.Sorted(slices.Values(all)) }

// TestAs: the account is impersonated, its groups are not: the right to do that would be the right to more than the account.
func TestAs(t *testing.T) {
	t.Parallel()
	var heard http.Header
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		heard = r.Header.Clone()
		w.WriteHeader(http.StatusNotFound)
	}))
	defer server.Close()
	own := &rest.Config{Host: server.URL, BearerToken: "own"}
	api, err := As(own, account)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = api.BatchV1().CronJobs(shop).Get(t.Context(), closing, metav1.GetOptions{})
	if got := heard.Get("Impersonate-User"); got != "system:serviceaccount:rollcall:rollcall-remedies" {
		t.Errorf("as %q", got)
	}
	if heard.Get("Authorization") != "Bearer own" || heard.Values("Impersonate-Group") != nil || heard.Values("Impersonate-Uid") != nil {
		t.Errorf("heard %v", heard)
	}
	if own.Impersonate.UserName != "" {
		t.Error("Rollcall's own connection became another one")
	}
}
