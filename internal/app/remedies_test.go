package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/remedy"
)

// remedyPairs are the keys of kubernetes.remedies, with what shows their effect.
func remedyPairs() map[string][2]string {
	const on = "kubernetes: {remedies: {namespaces: [a]%s}}"
	return map[string][2]string{
		"kubernetes.remedies.namespaces":      {"", fmt.Sprintf(on, "")},
		"kubernetes.remedies.service_account": {fmt.Sprintf(on, ""), fmt.Sprintf(on, ", service_account: b/c")},
	}
}

// remedyHouse is an App that does not run, with one incident, and a cluster that notes who asks.
type remedyHouse struct {
	app *App

	mu    sync.Mutex
	asked []string
}

func newRemedyHouse(t *testing.T, config string) *remedyHouse {
	t.Helper()
	h := &remedyHouse{}
	api := httptest.NewServer(h)
	t.Cleanup(api.Close)
	kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
	text := "apiVersion: v1\nkind: Config\ncurrent-context: a\ncontexts: [{name: a, context: {cluster: a, user: a}}]\n" +
		"users: [{name: a, user: {token: own}}]\nclusters: [{name: a, cluster: {server: '" + api.URL + "'}}]\n"
	if err := os.WriteFile(kubeconfig, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c := parse(t, "cluster: prod\nlisten: 127.0.0.1:0\nstore: 'sqlite:"+t.TempDir()+"/x.db'\n"+strings.ReplaceAll(config, "KUBECONFIG", kubeconfig))
	l, err := listen(c.Listen)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.end() })
	if h.app, err = New(t.Context(), Options{Config: c, Listener: l, Logger: slog.New(slog.DiscardHandler), Out: &bytes.Buffer{}}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.app.close() })
	h.fill(t)
	return h
}

func (h *remedyHouse) fill(t *testing.T) {
	t.Helper()
	at := time.Now().Add(-time.Hour)
	d := monitor.Definition{Source: monitor.SourceKubernetes, Cluster: "prod", Namespace: "shop", Name: "close", CreatedAt: at}
	i := incident.Incident{
		ID: "i1", Monitor: "kube/u1", Kind: incident.Failing, Status: incident.Open, OpenedAt: at, Version: 1,
		Notice: incident.Notice{Incident: "i1", Subject: incident.Subject{Monitor: "kube/u1", Source: d.Source, Namespace: "shop", Name: "close"}},
	}
	state := monitor.State{ID: "kube/u1", Definition: d, FirstSeen: at, LastSuccessDuration: time.Minute}
	err := h.app.store.Update(t.Context(), func(tx ledger.Tx) error {
		return tx.Save(t.Context(), []ledger.Change{{State: state, Incidents: []incident.Incident{i}}})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// ServeHTTP is an API server with one CronJob.
func (h *remedyHouse) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked = append(h.asked, r.Method+" "+r.URL.Path+" as "+r.Header.Get("Impersonate-User"))
	var answer any = batchv1.JobList{TypeMeta: metav1.TypeMeta{APIVersion: "batch/v1", Kind: "JobList"}}
	if strings.HasSuffix(r.URL.Path, "/cronjobs/close") {
		answer = batchv1.CronJob{
			TypeMeta:   metav1.TypeMeta{APIVersion: "batch/v1", Kind: "CronJob"},
			ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: "close", UID: "u1", Annotations: map[string]string{"rollcall.dev/rerun": "safe"}},
			Spec: batchv1.CronJobSpec{JobTemplate: batchv1.JobTemplateSpec{Spec: batchv1.JobSpec{Template: corev1.PodTemplateSpec{
				Spec: corev1.PodSpec{Containers: []corev1.Container{{Name: "main", Image: "close:1"}}},
			}}}},
		}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer)
}

// TestRemediesActAsTheirAccount: no request of theirs is made by Rollcall's own account.
func TestRemediesActAsTheirAccount(t *testing.T) {
	t.Parallel()
	h := newRemedyHouse(t, "kubernetes: {kubeconfig: KUBECONFIG, remedies: {namespaces: ['sh*'], service_account: home/doer}}")
	offer, err := h.app.remedies.desk.Offer(t.Context(), "i1")
	if err != nil || offer.Declared != ownership.RerunSafe || offer.Namespace != "shop" || offer.Spec == "" || offer.MustCheck {
		t.Fatalf("%+v, %v", offer, err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.asked) == 0 {
		t.Error("nothing was asked")
	}
	for _, line := range h.asked {
		if !strings.HasSuffix(line, " as system:serviceaccount:home:doer") {
			t.Error(line)
		}
	}
}

// TestRemediesAreOff: by default, without a cluster, and in a namespace that is not named, with nothing asked of the cluster.
func TestRemediesAreOff(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]string{
		"by default":              "kubernetes: {kubeconfig: KUBECONFIG}",
		"elsewhere":               "kubernetes: {kubeconfig: KUBECONFIG, remedies: {namespaces: [kitchen]}}",
		"Kubernetes switched off": "kubernetes: {enabled: 'false'}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newRemedyHouse(t, config)
			if _, err := h.app.remedies.desk.Offer(t.Context(), "i1"); remedy.Refused(err) != remedy.Off {
				t.Error(err)
			}
			h.mu.Lock()
			defer h.mu.Unlock()
			if len(h.asked) > 0 {
				t.Errorf("asked %q", h.asked)
			}
		})
	}
}

// TestCronJobsKnown: of what is no CronJob nothing is known here.
func TestCronJobsKnown(t *testing.T) {
	t.Parallel()
	h := newRemedyHouse(t, "kubernetes: {enabled: 'false'}")
	roll := cronJobs{h.app.store, h.app.ledger.Now}
	if known, found, err := roll.Known(t.Context(), "kube/u1"); err != nil || !found || known.Usual != time.Minute || known.Name != "close" {
		t.Errorf("%+v, %t, %v", known, found, err)
	}
	often := monitor.State{
		ID: "kube/u3", Definition: monitor.Definition{Source: monitor.SourceKubernetes, Name: "often"}, FirstSeen: time.Now(),
		Baseline: monitor.Baseline{Took: []int32{60, 120, 180, 240, 300}},
	}
	err := h.app.store.Update(t.Context(), func(tx ledger.Tx) error { return tx.Save(t.Context(), []ledger.Change{{State: often}}) })
	if err != nil {
		t.Fatal(err)
	}
	if known, _, err := roll.Known(t.Context(), "kube/u3"); err != nil || known.Usual != 3*time.Minute {
		t.Errorf("of five successes the usual is %s, %v", known.Usual, err)
	}
	if _, found, err := roll.Known(t.Context(), "kube/u2"); found || err != nil {
		t.Errorf("%t, %v", found, err)
	}
}
