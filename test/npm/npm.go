package npm

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Install returns the node_modules with these packages, each given as name@version, and what they need. It may be called at the same time
// by several processes.
func Install(t *testing.T, packages ...string) string {
	t.Helper()
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s cannot be run without %s: %v", strings.Join(packages, ", "), tool, err)
		}
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = t.TempDir()
	}
	home := filepath.Join(cache, "rollcall-test", folder(packages))
	modules := filepath.Join(home, "node_modules")
	if _, err := os.Stat(modules); err == nil {
		return modules
	}
	if err := os.MkdirAll(filepath.Dir(home), 0o750); err != nil {
		t.Fatal(err)
	}
	fresh, err := os.MkdirTemp(filepath.Dir(home), "installing-") //nolint:usetesting // beside its place, to be renamed into it
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(fresh) }()
	fetch(t, fresh, packages)
	// Another process may have been first; its copy is as good.
	if err := os.Rename(fresh, home); err != nil {
		if _, there := os.Stat(modules); there != nil {
			t.Fatal(err)
		}
	}
	return modules
}

// fetch has npm install the packages in dir. Whatever keeps it from that, it is not what the test is about.
func fetch(t *testing.T, dir string, packages []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	args := []string{"install", "--prefix", dir, "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"}
	cmd := exec.CommandContext(ctx, "npm", append(args, packages...)...)
	cmd.WaitDelay = 5 * time.Second
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("npm cannot install %s, perhaps its registry cannot be reached: %v\n%s", strings.Join(packages, ", "), err, out)
	}
}

// folder names where packages are kept: "@slack/types@3.2.0" and "typescript@7.0.2" in "slack-types@3.2.0+typescript@7.0.2".
func folder(packages []string) string {
	return strings.TrimPrefix(strings.NewReplacer("+@", "+", "/", "-").Replace(strings.Join(packages, "+")), "@")
}
