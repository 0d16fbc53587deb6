package e2e

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/test/harness"
	"rollcall.dev/rollcall/test/slack"
)

// scenario is one story: a namespace, a Slack workspace and a Rollcall of its own.
type scenario struct {
	t         *testing.T
	ctx       context.Context
	env       *environment
	namespace string
	slack     *slack.Server
	slackURL  string
	dir       string // Rollcall's
	out, log  *output
	rollcall  *harness.Rollcall
	base      string // of its pages, where it is no process of ours
	set       settings

	roots    map[string]bool // ts of the messages that the story has expected
	canaries int
}

// settings are what differs from story to story.
type settings struct {
	account    account
	kubernetes string // further keys of `kubernetes`, in braces' notation: "checkin: none"
	receivers  string // instead of the bot
	extra      string // further sections
	team       string // further keys of the team, each behind a comma
	listen     string // empty: any free port of 127.0.0.1
	noWatching bool
	// byPattern names the namespace by a pattern, so that the annotations of namespaces count.
	byPattern bool
	// errors are messages of rollcall's log at level error that belong to the story.
	errors []string
}

// newScenario prepares a story on the shared cluster; tests run beside each other.
func newScenario(t *testing.T, change ...func(*settings)) *scenario {
	t.Helper()
	t.Parallel()
	return newScenarioOn(t, shared.get(t), change...)
}

func newScenarioOn(t *testing.T, env *environment, change ...func(*settings)) *scenario {
	t.Helper()
	s := &scenario{
		t: t, ctx: t.Context(), env: env, dir: t.TempDir(), out: &output{}, log: &output{}, roots: map[string]bool{},
		set: settings{account: watcher()},
	}
	for _, c := range change {
		c(&s.set)
	}
	s.openSlack()
	t.Cleanup(s.end)
	s.createNamespace()
	return s
}

// beside is another Rollcall of the same story, with the same Slack and a store of its own.
func (s *scenario) beside(change func(*settings)) *scenario {
	s.t.Helper()
	other := &scenario{
		t: s.t, ctx: s.ctx, env: s.env, dir: s.t.TempDir(), out: &output{}, log: &output{}, roots: map[string]bool{},
		slack: s.slack, slackURL: s.slackURL, set: settings{account: watcher()},
	}
	change(&other.set)
	s.t.Cleanup(other.end)
	return other
}

// openSlack serves a workspace where pods reach it as well.
func (s *scenario) openSlack() {
	s.t.Helper()
	s.slack = slack.New(slack.Options{})
	listener, err := net.Listen("tcp", net.JoinHostPort(s.env.HostIP, "0"))
	if err != nil {
		s.t.Fatalf("slack: %v", err)
	}
	server := &http.Server{Handler: s.slack}
	go func() { _ = server.Serve(listener) }() // it ends with Close
	s.t.Cleanup(func() { s.slack.Close(); _ = server.Close() })
	s.slackURL = "http://" + listener.Addr().String()
}

func (s *scenario) createNamespace() {
	s.t.Helper()
	name := "e2e-" + strings.ToLower(strings.NewReplacer("/", "-", "_", "-").Replace(strings.TrimPrefix(s.t.Name(), "Test")))
	ns, err := s.env.Client.CoreV1().Namespaces().Create(s.ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{
		GenerateName: name[:min(len(name), 50)] + "-",
		Labels:       map[string]string{"pod-security.kubernetes.io/enforce": "restricted"},
	}}, metav1.CreateOptions{})
	if err != nil {
		s.t.Fatalf("namespace: %v", err)
	}
	s.namespace = ns.Name
}

// config is Rollcall's configuration for this story.
func (s *scenario) config() string {
	receivers := s.set.receivers
	if receivers == "" {
		receivers = fmt.Sprintf(`{slack: {token: "env:SLACK_BOT_TOKEN", api_url: "%s/api"}}`, s.slackURL)
	}
	enabled := "true"
	if s.set.noWatching {
		enabled = "false"
	}
	namespaces := s.namespace
	if s.set.byPattern {
		namespaces += "*"
	}
	watching := fmt.Sprintf(`enabled: %q, kubeconfig: %q, namespaces: {include: [%q]}`, enabled, s.env.kubeconfig(s.set.account), namespaces)
	if s.set.kubernetes != "" {
		watching += ", " + s.set.kubernetes
	}
	return fmt.Sprintf(`cluster: e2e
external_url: https://rollcall.example.com
store: sqlite:data/rollcall.db
kubernetes: {%s}
defaults: {grace: 60s, start_grace: 60s}
triage_team: platform
teams:
  - {id: platform, name: Platform, slack_channel: %s, timezone: Asia/Tokyo%s}
receivers: %s
%s`, watching, slack.DefaultChannel, s.set.team, receivers, s.set.extra)
}

// start runs Rollcall, or runs it again with what the last one left behind.
func (s *scenario) start() {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.ctx, soon)
	defer cancel()
	var err error
	s.rollcall, err = harness.StartRollcall(ctx, harness.RollcallOptions{
		Binary: s.env.binary, Config: s.config(), Listen: s.set.listen, Dir: s.dir, Args: []string{"--log-format", "json"},
		Env: []string{"SLACK_BOT_TOKEN=" + slack.DefaultToken}, Stdout: s.out, Stderr: s.log,
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// startWithoutConfiguration runs Rollcall with nothing but KUBECONFIG. It then listens on a fixed port.
func (s *scenario) startWithoutConfiguration() {
	s.t.Helper()
	if l, err := net.Listen("tcp", harness.DefaultListen); err != nil {
		s.t.Skipf("somebody else uses the port: %v", err)
	} else if err := l.Close(); err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(s.ctx, soon)
	defer cancel()
	var err error
	s.rollcall, err = harness.StartRollcall(ctx, harness.RollcallOptions{
		Binary: s.env.binary, NoConfig: true, Dir: s.dir, Env: []string{"KUBECONFIG=" + s.env.kubeconfig(s.set.account)},
		Stdout: s.out, Stderr: s.log,
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// address is where its pages are.
func (s *scenario) address() string {
	if s.base != "" {
		return s.base
	}
	return s.rollcall.URL
}

// kill ends Rollcall at whatever instruction it is.
func (s *scenario) kill() {
	s.t.Helper()
	if err := s.rollcall.Kill(); err != nil {
		s.t.Fatal(err)
	}
	s.rollcall = nil
}

// end stops what runs, complains of what no story may contain, shows all if the test failed, and cleans up.
func (s *scenario) end() {
	if s.rollcall != nil {
		if err := s.rollcall.Stop(); err != nil {
			s.t.Errorf("rollcall did not end well: %v", err)
		}
	}
	s.complain()
	ctx, cancel := s.afterwards()
	defer cancel()
	if s.t.Failed() {
		s.dump(ctx)
	}
	if s.namespace == "" || (s.t.Failed() && os.Getenv("ROLLCALL_E2E_KEEP") != "") {
		return
	}
	if err := s.env.Client.CoreV1().Namespaces().Delete(ctx, s.namespace, metav1.DeleteOptions{}); err != nil {
		s.t.Logf("namespace %s stays: %v", s.namespace, err)
	}
}

// afterwards is a context for cleaning up.
func (s *scenario) afterwards() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(s.ctx), soon)
}

// complain checks what holds in every story.
func (s *scenario) complain() {
	if n := s.slack.Early(); n > 0 {
		s.t.Errorf("%d requests came before the Retry-After that Slack had given was over", n)
	}
	for _, group := range s.slack.Duplicates() {
		s.t.Errorf("the same delivery came %d times: %s", len(group), group[0].Text)
	}
	for _, line := range s.log.logged("") {
		if line.Level == "ERROR" && !containsAny(line.text, s.set.errors) {
			s.t.Errorf("rollcall logged an error: %s", line.text)
		}
	}
}

func containsAny(s string, parts []string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

// needsRealNode skips a story that a simulated node cannot tell.
func (s *scenario) needsRealNode(why string) {
	s.t.Helper()
	if !s.env.Real {
		s.t.Skip("needs a node that runs containers: " + why)
	}
}

// write puts a file beside the configuration.
func (s *scenario) write(name, text string) string {
	s.t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path
}
