package arch

import (
	"strings"
	"testing"
)

// TestDirectionFindsWhatItIsFor breaks each rule once.
func TestDirectionFindsWhatItIsFor(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		from, imports string
		inTest, bad   bool
	}{
		"the domain knows itself":                    {from: "internal/incident", imports: "internal/monitor"},
		"and the standard library":                   {from: "internal/incident", imports: "encoding/json/v2"},
		"the domain knows no adapter":                {from: "internal/monitor", imports: "internal/store", bad: true},
		"nor what it is told with":                   {from: "internal/monitor", imports: "internal/notify", bad: true},
		"nor a library":                              {from: "internal/ownership", imports: "sigs.k8s.io/yaml", bad: true},
		"only the schedule knows the parser":         {from: "internal/schedule", imports: "github.com/robfig/cron/v3"},
		"not even its neighbour":                     {from: "internal/monitor", imports: "github.com/robfig/cron/v3", bad: true},
		"nor an adapter":                             {from: "internal/kube", imports: "github.com/robfig/cron/v3", bad: true},
		"kube knows Kubernetes":                      {from: "internal/kube/inject", imports: "k8s.io/api/batch/v1"},
		"kube knows its own parts":                   {from: "internal/kube", imports: "internal/kube/inject"},
		"nobody else does":                           {from: "internal/store", imports: "k8s.io/api/batch/v1", bad: true},
		"a look-alike module":                        {from: "internal/store", imports: "modernc.org/sqlite-not", bad: true},
		"controller-runtime neither":                 {from: "internal/config", imports: "sigs.k8s.io/controller-runtime", bad: true},
		"configuration is YAML":                      {from: "internal/config", imports: "sigs.k8s.io/yaml"},
		"adapters do not meet":                       {from: "internal/web", imports: "internal/store", bad: true},
		"receivers do not meet":                      {from: "internal/notify/slack", imports: "internal/notify/webhook", bad: true},
		"a receiver knows the contract":              {from: "internal/notify/email", imports: "internal/notify"},
		"the contract knows no receiver":             {from: "internal/notify", imports: "internal/notify/slack", bad: true},
		"Slack knows Slack":                          {from: "internal/notify/slack", imports: "github.com/slack-go/slack"},
		"others do not":                              {from: "internal/notify/webhook", imports: "github.com/slack-go/slack", bad: true},
		"app knows them all":                         {from: "internal/app", imports: "internal/store"},
		"main knows app":                             {from: "cmd/rollcall", imports: "internal/app"},
		"main knows no adapter":                      {from: "cmd/rollcall", imports: "internal/kube", bad: true},
		"the program does not contain its tests":     {from: "internal/app", imports: "test/slack", bad: true},
		"a conformance suite may compare":            {from: "internal/store/storetest", imports: "github.com/google/go-cmp/cmp"},
		"it is no part of the program":               {from: "internal/store", imports: "internal/store/storetest", bad: true},
		"a test runs it":                             {from: "internal/store", imports: "internal/store/storetest", inTest: true},
		"tests reach everything":                     {from: "test/e2e", imports: "k8s.io/client-go/kubernetes"},
		"a package that nobody thought of":           {from: "internal/surprise", imports: "github.com/spf13/cobra", bad: true},
		"a folder that nobody thought of":            {from: "pkg/surprise", imports: "internal/monitor", bad: true},
		"a test may compare":                         {from: "internal/monitor", imports: "github.com/google/go-cmp/cmp", inTest: true},
		"a test in the domain stays there":           {from: "internal/monitor", imports: "internal/store", inTest: true, bad: true},
		"a test of the ledger may use a real store":  {from: "internal/ledger", imports: "internal/store", inTest: true},
		"a test of a receiver may use its stand-in":  {from: "internal/notify/slack", imports: "test/slack", inTest: true},
		"a test of an adapter does not start it all": {from: "internal/store", imports: "internal/app", inTest: true, bad: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			imp := tc.imports
			for _, folder := range []string{"internal/", "cmd/", "test/"} {
				if strings.HasPrefix(imp, folder) {
					imp = module + "/" + imp
				}
			}
			p := pkg{ImportPath: module + "/" + tc.from, Module: &owner{module}, Imports: []string{imp}}
			if tc.inTest {
				p.Imports, p.XTestImports = nil, []string{imp}
			}
			found := violations([]pkg{p})
			if bad := len(found) > 0; bad != tc.bad {
				t.Errorf("%s → %s: found %q, want a violation: %v", tc.from, tc.imports, found, tc.bad)
			}
		})
	}
}
