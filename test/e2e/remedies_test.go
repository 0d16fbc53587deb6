package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/test/slack"
)

// operatorToken is that of somebody who may have jobs run again.
const operatorToken = "e2e-operator-0123456789"

// withRemedies has people run jobs again in the story's namespace: by the configuration, and by the namespace's own word.
func withRemedies(s *scenario) {
	s.t.Helper()
	s.configureRemedies(s.namespace)
	s.optIn()
}

// configureRemedies is the one half, for some namespaces.
func (s *scenario) configureRemedies(namespaces string) {
	s.set.account = remedier()
	s.set.kubernetes = "remedies: {namespaces: [" + namespaces + "]}"
	s.set.team = ", slack_usergroup: S0PLATFORM1"
	s.set.extra = `api: {tokens: [{name: operator, token: "` + operatorToken + `", role: operate}]}`
	s.set.receivers = fmt.Sprintf(`{slack: {token: "env:SLACK_BOT_TOKEN", api_url: "%s/api", signing_secret: %s}}`, s.slackURL, slack.DefaultSigningSecret)
}

// optIn is the other half.
func (s *scenario) optIn() {
	s.t.Helper()
	manifest, err := readManifests("optional/rbac-remedies-namespace.example.yaml")
	if err == nil {
		err = s.env.Apply(s.ctx, "", s.replaced(manifest, "my-namespace", s.namespace))
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// repairable is a job that fails until repair is called, with nothing of what it runs being changed by that.
func repairable(name string) job {
	return cronJob(name).every(never).fails(3, "FATAL: ledger is locked").shaped(func(c *batchv1.CronJobSpec) {
		main := &c.JobTemplate.Spec.Template.Spec.Containers[0]
		main.Command[2] = `test "$REPAIRED" != yes || exit 0; ` + main.Command[2]
		main.EnvFrom = []corev1.EnvFromSource{{ConfigMapRef: &corev1.ConfigMapEnvSource{
			LocalObjectReference: corev1.LocalObjectReference{Name: "repair"}, Optional: new(true),
		}}}
	})
}

// repair has the runs of repairable jobs succeed from now on: a real node reads a ConfigMap, a simulated one the pod's annotations.
func (s *scenario) repair(j job) {
	s.t.Helper()
	_, err := s.env.Client.CoreV1().ConfigMaps(s.namespace).Create(s.ctx, &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Name: "repair"}, Data: map[string]string{"REPAIRED": "yes"},
	}, metav1.CreateOptions{})
	if err != nil {
		s.t.Fatal(err)
	}
	s.apply(j.plays("simulate", ""))
}

// asked is the answer to a request of the operator's.
type asked struct {
	status int
	text   string
	Reason string `json:"reason"`
	Detail string `json:"detail"`
	Job    string `json:"job"`
	ID     string `json:"id"`
}

// ask makes a request of the API; into may be nil.
func (s *scenario) ask(method, path, key string, body, into any) asked {
	s.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(s.ctx, method, s.address()+"/api/v1/"+path, strings.NewReader(string(text)))
	if err != nil {
		s.t.Fatal(err)
	}
	if body == nil {
		req.Body = http.NoBody
	}
	req.Header.Set("Authorization", "Bearer "+operatorToken)
	req.Header.Set("Content-Type", "application/json")
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	var got asked
	if got.status, got.text, err = answer(req); err != nil {
		s.t.Fatal(err)
	}
	_ = json.Unmarshal([]byte(got.text), &got)
	if into != nil {
		if err := json.Unmarshal([]byte(got.text), into); err != nil {
			s.t.Fatalf("%s %s: %v in %s", method, path, err, got.text)
		}
	}
	return got
}

// incident is the id of the unresolved one of a CronJob.
func (s *scenario) incident(c *batchv1.CronJob) string {
	s.t.Helper()
	var list struct {
		Incidents []struct{ ID string }
	}
	got := s.ask(http.MethodGet, "incidents?status=unresolved&monitor="+url.QueryEscape(of(c)), "", nil, &list)
	if len(list.Incidents) != 1 {
		s.t.Fatalf("incidents of %s: %s", c.Name, got.text)
	}
	return list.Incidents[0].ID
}

// offer is what running a job again would be.
type offer struct {
	Attempt   int       `json:"attempt"`
	Spec      string    `json:"spec"`
	JobName   string    `json:"job_name"`
	OfferedAt time.Time `json:"offered_at"`
	Images    []string  `json:"images"`
	MustCheck bool      `json:"must_check"`
}

func (s *scenario) offered(incident string) (offer, asked) {
	s.t.Helper()
	var o offer
	return o, s.ask(http.MethodGet, "incidents/"+incident+"/rerun", "", nil, &o)
}

// confirm orders what was offered; the same key twice is one order.
func (s *scenario) confirm(incident, key string, o offer, more map[string]any) asked {
	s.t.Helper()
	body := map[string]any{"attempt": o.Attempt, "spec": o.Spec, "offered_at": o.OfferedAt, "reason": "the ledger is open again"}
	maps.Copy(body, more)
	return s.ask(http.MethodPost, "incidents/"+incident+"/rerun", key, body, nil)
}

// refused checks an answer that says no, and why.
func (s *scenario) refused(got asked, reason string, words ...string) {
	s.t.Helper()
	if got.status/100 != 4 || got.Reason != reason {
		s.t.Errorf("answered %d %s, want the reason %s", got.status, got.text, reason)
	}
	for _, w := range words {
		if !strings.Contains(got.Detail, w) {
			s.t.Errorf("%q does not say %q", got.Detail, w)
		}
	}
}

// press has a person click on what a message offers, and returns the form that opens.
func (s *scenario) press(root slack.Message, on string) (view string) {
	s.t.Helper()
	i, err := s.slack.Click(slack.Click{User: slack.DefaultUser, Channel: root.Channel, TS: root.TS, On: on})
	if err != nil {
		s.t.Fatal(err)
	}
	s.interact(i)
	eventually(s.t, soon, "a form opens", func() (bool, string) {
		for _, v := range s.slack.OpenViews(slack.DefaultUser) {
			if view, _ = v["id"].(string); v["submit"] != nil {
				return true, ""
			}
		}
		return false, fmt.Sprint(s.slack.OpenViews(slack.DefaultUser))
	})
	return view
}

// submit sends the form in.
func (s *scenario) submit(view string, values map[string]string) {
	s.t.Helper()
	i, err := s.slack.Submit(slack.Submission{User: slack.DefaultUser, View: view, Values: values})
	if err != nil {
		s.t.Fatal(err)
	}
	s.interact(i)
}

func (s *scenario) interact(i slack.Interaction) {
	s.t.Helper()
	if _, err := s.slack.Deliver(s.ctx, http.DefaultClient, s.address()+"/slack/interactions", i); err != nil {
		s.t.Fatal(err)
	}
}

// expectToldAlone waits for what only the one person sees who has pressed something.
func (s *scenario) expectToldAlone(user, words string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeoutCause(s.ctx, soon, fmt.Errorf("%s was not told %q", user, words))
	defer cancel()
	_, err := s.slack.WaitFor(ctx, func(all []slack.Message) bool {
		at := slices.IndexFunc(all, func(m slack.Message) bool {
			return m.EphemeralTo == user && strings.Contains(m.Plain(), words)
		})
		if at >= 0 {
			s.roots[all[at].TS] = true
		}
		return at >= 0
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// events are the Events on a CronJob that Rollcall has made, "Reason: message".
func (s *scenario) events(c *batchv1.CronJob) []string {
	s.t.Helper()
	list, err := s.env.Client.CoreV1().Events(s.namespace).List(s.ctx, metav1.ListOptions{FieldSelector: "involvedObject.uid=" + string(c.UID)})
	if err != nil {
		s.t.Fatal(err)
	}
	var all []string
	for _, e := range list.Items {
		if e.Source.Component == "rollcall" {
			all = append(all, e.Reason+": "+e.Message)
		}
	}
	return all
}

// expectEvent waits for an Event of Rollcall's on a CronJob.
func (s *scenario) expectEvent(c *batchv1.CronJob, reason string, words ...string) {
	s.t.Helper()
	eventually(s.t, soon, "Event "+reason, func() (bool, string) {
		all := s.events(c)
		for _, e := range all {
			if strings.HasPrefix(e, reason+": ") && containsAll(e, words) {
				return true, ""
			}
		}
		return false, fmt.Sprintf("%q", all)
	})
}

func containsAll(s string, parts []string) bool {
	for _, p := range parts {
		if !strings.Contains(s, p) {
			return false
		}
	}
	return true
}
