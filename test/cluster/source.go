package cluster

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

// componentsDir is where the components' Go module lies below this one. It is
// a module of its own, so that to vet or test the harness is not to compile
// Kubernetes.
const componentsDir = "components/kube"

// sourceDir finds the components' module: beside this file, or, for a binary
// that was built with -trimpath, by looking up from the working directory.
func sourceDir() (string, error) {
	var tried []string
	if _, file, _, ok := runtime.Caller(0); ok && filepath.IsAbs(file) {
		tried = append(tried, filepath.Join(filepath.Dir(file), componentsDir))
	}
	wd, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for dir := wd; ; dir = filepath.Dir(dir) {
		tried = append(tried, filepath.Join(dir, componentsDir), filepath.Join(dir, "test/cluster", componentsDir))
		if dir == filepath.Dir(dir) {
			break
		}
	}
	for _, dir := range tried {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
	}
	return "", errors.New("the source of the components (test/cluster/" + componentsDir +
		") was not found; run this from a checkout of the repository")
}

// kubernetesVersion reads from the components' go.mod which version they are.
func kubernetesVersion(source string) (string, error) {
	data, err := os.ReadFile(filepath.Join(source, "go.mod"))
	if err != nil {
		return "", err
	}
	m := regexp.MustCompile(`(?m)^\s+k8s\.io/kubernetes (v1\.\d+\.\d+)`).FindSubmatch(data)
	if m == nil {
		return "", fmt.Errorf("%s/go.mod does not require k8s.io/kubernetes", source)
	}
	return string(m[1]), nil
}

// sourceHash names a build: it changes when a version, a checksum, a line of
// the source, the toolchain or the platform does.
func sourceHash(ctx context.Context, source string) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "-C", source, "env", "GOVERSION", "GOOS", "GOARCH").Output()
	if err != nil {
		return "", fmt.Errorf("a Go toolchain is needed to build the components: %w", err)
	}
	h := sha256.New()
	h.Write(out)
	var files []string
	err = filepath.WalkDir(source, func(path string, d fs.DirEntry, err error) error {
		name := d.Name()
		if err == nil && d.Type().IsRegular() && !strings.HasSuffix(name, "_test.go") &&
			(strings.HasSuffix(name, ".go") || name == "go.mod" || name == "go.sum") {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	slices.Sort(files)
	for _, path := range files {
		if err := hashFile(h, source, path); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:16], nil
}

func hashFile(h io.Writer, root, path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	rel, err := filepath.Rel(root, path)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(h, "%s %d\n%s", rel, len(data), data)
	return err
}
