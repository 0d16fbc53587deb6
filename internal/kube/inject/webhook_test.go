package inject

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	admissionv1 "k8s.io/api/admission/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes/fake"
	"sigs.k8s.io/yaml"
)

func TestWebhookServesWhatItRegistered(t *testing.T) {
	t.Parallel()
	api := fake.NewClientset()
	w, err := NewWebhook(WebhookOptions{
		Listen: "127.0.0.1:0", URL: "https://127.0.0.1/admission/jobs", API: api, Store: &memory{}, Logger: quiet(t),
		Handler: &Handler{Image: image, CheckIns: checkIns{base: "https://r/"}, CronJobs: cronJobs{cj: aCronJob()}, Logger: quiet(t)},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	address, err := w.Addr(ctx)
	if err != nil {
		t.Fatal(err)
	}
	bundle := registered(t, api)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(bundle)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}}
	response, err := client.Post("https://"+address.String()+"/admission/jobs", "application/json", bytes.NewReader(review(t, aJob())))
	if err != nil {
		t.Fatal(err)
	}
	var got admissionv1.AdmissionReview
	if err := json.NewDecoder(response.Body).Decode(&got); err != nil || got.Response == nil || got.Response.Patch == nil {
		t.Errorf("answer %+v: %v", got, err)
	}
	_ = response.Body.Close()
	client.CloseIdleConnections()
	cancel()
	if err := <-done; err != nil {
		t.Errorf("Run: %v", err)
	}
	if err := Unregister(t.Context(), api); err != nil {
		t.Error(err)
	}
	if err := Unregister(t.Context(), api); err != nil {
		t.Errorf("a second time: %v", err)
	}
}

// registered waits for the registration and returns what it has the API server trust.
func registered(t *testing.T, api *fake.Clientset) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for {
		c, err := api.AdmissionregistrationV1().MutatingWebhookConfigurations().Get(ctx, WebhookName, metav1.GetOptions{})
		if err == nil {
			return c.Webhooks[0].ClientConfig.CABundle
		}
		select {
		case <-ctx.Done():
			t.Fatalf("not registered: %v", err)
		case <-ticker.C:
		}
	}
}

func TestRegistration(t *testing.T) {
	t.Parallel()
	got, err := yaml.Marshal(registration(WebhookOptions{
		Service: types.NamespacedName{Namespace: "rollcall", Name: "rollcall-webhook"}, ExcludeNamespaces: []string{"kube-system", "flux"},
	}, []byte("bundle")))
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/registration.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("testdata/registration.yaml (-want +got):\n%s", diff)
	}
}

func TestWebhookOptions(t *testing.T) {
	t.Parallel()
	service := types.NamespacedName{Namespace: "rollcall", Name: "hook"}
	tests := map[string]struct {
		options WebhookOptions
		want    []string // nil: refused
	}{
		"service":      {WebhookOptions{Service: service}, []string{"hook.rollcall.svc", "hook.rollcall.svc.cluster.local"}},
		"URL":          {WebhookOptions{URL: "https://rollcall.example.com:9443/x"}, []string{"rollcall.example.com"}},
		"address":      {WebhookOptions{URL: "https://[::1]:9443"}, []string{"::1"}},
		"both":         {WebhookOptions{URL: "https://x", Service: service}, nil},
		"none":         {WebhookOptions{}, nil},
		"plain HTTP":   {WebhookOptions{URL: "http://x"}, nil},
		"without host": {WebhookOptions{URL: "https:///x"}, nil},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tc.options.hosts()
			if diff := cmp.Diff(tc.want, got); diff != "" || (err == nil) != (tc.want != nil) {
				t.Errorf("error %v; hosts (-want +got):\n%s", err, diff)
			}
		})
	}
}
