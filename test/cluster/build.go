package cluster

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// binaryName is the name of the one binary that is every component.
const binaryName = "kube"

// errorTail is how much of a failed build's output is shown, in bytes.
const errorTail = 4 << 10

// Build compiles the components, unless the cache has them, and returns the
// path of the binary that is all of them. Cold it takes about 13 CPU minutes.
func Build(ctx context.Context, log io.Writer) (string, error) {
	source, err := sourceDir()
	if err != nil {
		return "", err
	}
	version, err := kubernetesVersion(source)
	if err != nil {
		return "", err
	}
	hash, err := sourceHash(ctx, source)
	if err != nil {
		return "", err
	}
	cache, err := CacheDir()
	if err != nil {
		return "", err
	}
	dir, err := cached(ctx, log, filepath.Join(cache, "cluster", hash), func(tmp string) error {
		return compile(ctx, log, source, version, tmp)
	})
	if err != nil {
		return "", fmt.Errorf("build the components: %w", err)
	}
	prune(dir)
	return filepath.Join(dir, binaryName), nil
}

func compile(ctx context.Context, log io.Writer, source, version, tmp string) error {
	steps := []struct {
		what string
		args []string
	}{
		{"fetching the sources of Kubernetes " + version + ", etcd and KWOK", []string{"list", "-deps", "."}},
		{"compiling etcd, apiserver, controller-manager, scheduler, kubelet, KWOK, kubectl", []string{
			"build", "-v", "-trimpath", "-buildvcs=false", "-ldflags", versionFlags(version), "-o", filepath.Join(tmp, binaryName), ".",
		}},
	}
	for i, step := range steps {
		var out output
		count := out.lines
		if step.args[0] != "build" { // only there a line is a package
			count = nil
		}
		end := showProgress(log, fmt.Sprintf("[%d/%d] %s", i+1, len(steps), step.what), count)
		cmd := exec.CommandContext(ctx, "go", append([]string{"-C", source}, step.args...)...)
		cmd.Env = append(os.Environ(), "GOWORK=off")
		cmd.Stdout, cmd.Stderr = &out, &out
		err := cmd.Run()
		end(err)
		if err != nil {
			return fmt.Errorf("go %s: %w\n%s", step.args[0], err, out.tail(errorTail))
		}
	}
	// The binary is what its name says.
	return os.Symlink(binaryName, filepath.Join(tmp, "kubectl"))
}

// versionFlags makes the components say which version they are. Without them
// the API server reports v0.0.0-master, and clients that compare versions err.
func versionFlags(version string) string {
	numbers := strings.Split(strings.TrimPrefix(version, "v"), ".")
	flags := []string{"-s", "-w"}
	for _, pkg := range []string{"k8s.io/component-base/version", "k8s.io/client-go/pkg/version"} {
		flags = append(flags,
			"-X", pkg+".gitVersion="+version,
			"-X", pkg+".gitMajor="+numbers[0], "-X", pkg+".gitMinor="+numbers[1],
			"-X", pkg+".gitCommit=unknown", "-X", pkg+".gitTreeState=clean",
		)
	}
	return strings.Join(flags, " ")
}

// output gathers what a command prints, and may be asked meanwhile.
type output struct {
	mu   sync.Mutex
	text []byte
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text = append(o.text, p...)
	return len(p), nil
}

func (o *output) lines() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return bytes.Count(o.text, []byte("\n"))
}

func (o *output) tail(limit int) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return string(o.text[max(0, len(o.text)-limit):])
}
