package arch

import "strings"

// module is the path that every package of ours begins with.
const module = "rollcall.dev/rollcall"

// rule says what the packages under a pattern may import beside the standard library and their own subtree.
type rule struct {
	pattern string   // relative to the module; "/..." at the end takes in everything beneath
	allow   []string // "domain", a package of ours relative to the module, another module's path, or "*"
}

// domain packages import the standard library and each other.
func domain() []string {
	return []string{
		"internal/schedule", "internal/monitor", "internal/diagnose", "internal/incident", "internal/ownership",
		"internal/insight", "internal/lint", "internal/remedy",
	}
}

// rules is read from the top; the first pattern that matches counts.
func rules() []rule {
	const (
		contract = "internal/notify" // what a receiver is: data and one interface, no receiver
		goose    = "github.com/pressly/goose/v3"
		kube     = "k8s.io/..."
		limiter  = "golang.org/x/time/rate"
		redact   = "internal/redact" // takes secrets out of texts: pure, like the domain, for all that take texts in
		sigs     = "sigs.k8s.io/..."
		version  = "internal/version"
		wire     = "internal/rest/wire"     // the JSON of the API: data alone, for its server and its client
		render   = "internal/notify/render" // how a Notice reads, in words that several receivers share
		words    = "internal/notify/words"  // the catalogue of them, in each language
		hook     = "internal/notify/hook"   // an HTTP client that refuses private addresses, for all that post
		yaml     = "sigs.k8s.io/yaml"
	)
	return []rule{
		// Pure decisions.
		{"internal/schedule", []string{"domain", "github.com/robfig/cron/v3"}},
		{"internal/monitor", []string{"domain"}},
		{"internal/diagnose", []string{"domain"}},
		{"internal/incident", []string{"domain"}},
		{"internal/ownership", []string{"domain"}},
		{"internal/insight", []string{"domain"}},
		{"internal/remedy", []string{"domain"}},
		{"internal/lint", []string{"internal/schedule", "internal/ownership"}},
		{"internal/notify", []string{"domain"}},
		{"internal/routing", []string{"domain", contract, words}},

		// The way through the house; these declare the ports that adapters fit.
		{"internal/ledger", []string{"domain", contract, "internal/routing", "golang.org/x/sync", "github.com/google/uuid"}},
		{"internal/deliver", []string{"domain", contract, words, limiter, "golang.org/x/sync"}},

		// Adapters: one foreign thing each, and never one another.
		{words, []string{"domain"}},
		{render, []string{"domain", contract, words}},
		{hook, []string{"domain", contract, render}},
		{"internal/notify/slack/...", []string{"domain", contract, words, render, hook, limiter, "github.com/slack-go/slack", "github.com/gorilla/websocket"}},
		{"internal/notify/console/...", []string{"domain", contract, words, render, "golang.org/x/term"}},
		{"internal/notify/...", []string{"domain", contract, words, render, hook, limiter}},
		{"internal/store/...", []string{
			"domain", contract, "internal/ledger", "internal/deliver",
			goose, "github.com/jackc/pgx/v5", "modernc.org/sqlite",
		}},
		{"internal/runbooks/...", []string{"domain", contract, hook, limiter}},
		{redact, nil},
		{"internal/kube/...", []string{"domain", redact, kube, sigs, "github.com/go-logr/logr"}},
		{"internal/checkin/execute", []string{"domain", redact, "github.com/google/uuid", "golang.org/x/sys", "golang.org/x/term"}},
		{"internal/checkin/...", []string{"domain", redact, limiter, "github.com/google/uuid"}},
		{"internal/auth/...", []string{"domain", "github.com/coreos/go-oidc/v3", "golang.org/x/oauth2"}},
		{"internal/web/...", []string{"domain", contract, words, render}},
		{"internal/config/...", []string{"domain", contract, "internal/routing", words, yaml, "go.yaml.in/yaml/v3"}},
		{"internal/telemetry/...", []string{"domain", contract, "github.com/prometheus"}},
		{"internal/lint/...", []string{"domain", "go.yaml.in/yaml/v3"}},
		{wire, nil},
		{"internal/client", []string{wire}},

		// The composition root, and what stands before it.
		{"internal/app/...", []string{"*"}},
		{version, nil},
		{"internal/cli/...", []string{
			"domain", "internal/app", "internal/client", wire, "internal/config", "internal/telemetry", version, "github.com/spf13/cobra",
			// rollcall ping and exec run beside a job, where there is no app to compose.
			"internal/checkin/ping", "internal/checkin/execute",
			// Who is told, in words, and whether that is a terminal.
			contract, "internal/routing", "golang.org/x/term",
		}},
		{"internal/...", []string{"domain", contract}},
		{"cmd/rollcall", []string{"internal/app", "internal/cli", "github.com/spf13/cobra"}},

		// What is not part of the program.
		{"deploy/...", nil},
		{"test/...", []string{"*"}},
		{"...", nil},
	}
}

// testLibraries may be imported by any test.
func testLibraries() []string {
	return []string{
		"github.com/google/go-cmp", "pgregory.net/rapid", "go.uber.org/goleak", "github.com/rogpeppe/go-internal",
	}
}

// ruleFor returns the first rule that matches a package, given relative to the module.
func ruleFor(pkg string) rule {
	for _, r := range rules() {
		if matches(r.pattern, pkg) {
			return r
		}
	}
	return rule{}
}

// matches reports whether a path is the pattern, or lies beneath a pattern that ends in "...".
func matches(pattern, path string) bool {
	if pattern == "..." {
		return true
	}
	if root, deep := strings.CutSuffix(pattern, "/..."); deep {
		return path == root || strings.HasPrefix(path, root+"/")
	}
	return path == pattern
}

// subtree is what a package belongs to: internal/kube/x to internal/kube, a receiver to its own folder. Within it, imports are
// its own business.
func subtree(pkg string) string {
	parts := strings.Split(pkg, "/")
	depth := 2
	if strings.HasPrefix(pkg, "internal/notify/") {
		depth = 3
	}
	return strings.Join(parts[:min(depth, len(parts))], "/")
}
