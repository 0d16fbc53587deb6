package guide

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"sigs.k8s.io/yaml"

	"rollcall.dev/rollcall/internal/cli"
	"rollcall.dev/rollcall/internal/lint"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"rollcall": func() {
		os.Exit(cli.Execute(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
	}})
}

func page(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "adopt.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

const (
	// manifest is what stands in deploy/ and what helm prints.
	manifest = `apiVersion: batch/v1
kind: CronJob
metadata:
  name: invoice-close
  namespace: billing-eu
spec:
  schedule: "0 4 * * *"
  timeZone: Etc/UTC
  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: []}}}}
`
	// more is what people have beside what the guide gives: a way to Slack, and the cluster.
	more = `
receivers: {slack: {token: "env:SLACK_BOT_TOKEN"}}
kubernetes: {kubeconfig: %s}
`
)

// cluster is an API server with the job and its namespace; it returns the way there.
func cluster(t *testing.T) (kubeconfig string) {
	t.Helper()
	job, err := yaml.YAMLToJSON([]byte(manifest))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/apis/batch/v1/cronjobs":
			fmt.Fprintf(w, `{"kind":"CronJobList","apiVersion":"batch/v1","metadata":{},"items":[%s]}`, job)
		case "/api/v1/namespaces":
			fmt.Fprint(w, `{"kind":"NamespaceList","apiVersion":"v1","metadata":{},"items":[{"metadata":{"name":"billing-eu"}}]}`)
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(server.Close)
	return "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts: [{name: c, context: {cluster: c, user: u}}]\nusers: [{name: u, user: {}}]\n" +
		"clusters: [{name: c, cluster: {server: '" + server.URL + "'}}]\n"
}

// script is the guide as a script: a file for each configuration, a line or more for each command.
func script(t *testing.T, text string) string {
	t.Helper()
	var run, files strings.Builder
	config := map[string]any{}
	use := func(fragment string) {
		var keys map[string]any
		if err := yaml.UnmarshalStrict([]byte(fragment), &keys); err != nil {
			t.Fatalf("%v in\n%s", err, fragment)
		}
		maps.Copy(config, keys)
		all, err := yaml.Marshal(config)
		if err != nil {
			t.Fatal(err)
		}
		n := strings.Count(files.String(), "\n-- ") + 1
		fmt.Fprintf(&files, "\n-- config-%d --\n%s", n, all)
		fmt.Fprintf(&run, "append config-%d\nexec rollcall config check rollcall.yaml\n", n)
	}
	for _, m := range regexp.MustCompile("(?s)```(yaml|sh)\n(.*?)```\n|`(lint: \\{.*?\\}\\})`").FindAllStringSubmatch(text, -1) {
		switch {
		case m[3] != "":
			use(m[3])
		case m[1] == "yaml":
			use(m[2])
		default:
			for line := range strings.Lines(m[2]) {
				run.WriteString(command(t, strings.TrimSpace(line)))
			}
		}
	}
	run.WriteString("grep 'rollcall.dev/owner: billing' deploy/job.yaml\ngrep 'rollcall.dev/severity: high' deploy/job.yaml\n") // as the rules say
	return run.String() + "\n-- deploy/job.yaml --\n" + manifest + "-- rendered.yaml --\n" + manifest + files.String()
}

// command is a line of the guide as lines of a script. Lint may end with 1; whatever cannot be done is said on standard error.
func command(t *testing.T, line string) string {
	t.Helper()
	line, _, _ = strings.Cut(line, "   #")
	line, to, kept := strings.Cut(line, " > ")
	program, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	switch program {
	case "rollcall":
		run := "try rollcall " + rest + "\n! stderr 'rollcall: '\n"
		if kept {
			run += "cp stdout " + to + "\n"
		}
		return run
	case "helm":
		_, rest, ok := strings.Cut(rest, " | rollcall ")
		if !ok {
			t.Errorf("%q: nothing becomes of what helm prints", line)
		}
		return "stdin rendered.yaml\ntry rollcall " + rest + "\n! stderr 'rollcall: '\nstdout '1 job:'\n"
	case "jq":
		var run string
		for _, key := range regexp.MustCompile(`\.([a-z_]+)`).FindAllStringSubmatch(rest, -1) {
			if key[1] != "json" {
				run += "grep '\"" + key[1] + "\":' before.json\n"
			}
		}
		return run
	case "kubectl": // the policy has tests of its own, on a real API server
		if file := regexp.MustCompile(`-f (\S+)`).FindStringSubmatch(line); file != nil {
			if _, err := os.Stat(filepath.Join("..", "..", file[1])); err != nil {
				t.Error(err)
			}
		}
		return ""
	default:
		t.Errorf("%q: nobody knows how to try that", line)
		return ""
	}
}

// TestAdopt: what the guide says can be done, step by step.
func TestAdopt(t *testing.T) {
	t.Parallel()
	dir, kubeconfig := t.TempDir(), cluster(t)
	text := script(t, page(t))
	if strings.Count(text, "try rollcall lint") < 4 || strings.Count(text, "\n-- config-") < 3 {
		t.Fatalf("the guide has lost its commands:\n%s", text)
	}
	if err := os.WriteFile(filepath.Join(dir, "adopt.txtar"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: dir,
		Setup: func(e *testscript.Env) error {
			e.Setenv("SLACK_BOT_TOKEN", "xoxb-1")
			return os.WriteFile(filepath.Join(e.WorkDir, "kubeconfig"), []byte(kubeconfig), 0o600)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			// append puts the configuration in its place, with what people have beside.
			"append": func(ts *testscript.TestScript, _ bool, args []string) {
				given := ts.ReadFile(args[0]) + fmt.Sprintf(more, ts.MkAbs("kubeconfig"))
				ts.Check(os.WriteFile(ts.MkAbs("rollcall.yaml"), []byte(given), 0o600))
			},
			// try runs what may end with 1, because of what it finds.
			"try": func(ts *testscript.TestScript, _ bool, args []string) {
				if err := ts.Exec(args[0], args[1:]...); err != nil {
					ts.Logf("%v", err)
				}
			},
		},
	})
}

// TestAdoptNamesRules: the numbers to watch are those of rules that there are.
func TestAdoptNamesRules(t *testing.T) {
	t.Parallel()
	var names []string
	for _, r := range lint.Rules() {
		names = append(names, r.Name)
	}
	found := regexp.MustCompile("`([a-z]+(?:-[a-z]+)+)`").FindAllStringSubmatch(page(t), -1)
	if len(found) < 8 {
		t.Fatalf("only %d names", len(found))
	}
	for _, m := range found {
		if !slices.Contains(names, m[1]) {
			t.Errorf("%q is no rule", m[1])
		}
	}
}
