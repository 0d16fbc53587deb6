package cluster

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// debianRuntime unpacks Debian's packages for a real node into the cache and
// returns the folder. They are not installed: that would start a containerd of
// the system's and change the machine, and would need to be undone.
func debianRuntime(ctx context.Context, log io.Writer) (string, error) {
	packages := []string{"containerd", "runc", "containernetworking-plugins", "busybox-static", "libseccomp2"}
	release, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return "", err
	}
	cache, err := CacheDir()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(strings.Join(packages, " ") + string(release)))
	dir := filepath.Join(cache, "cluster", "runtime-"+hex.EncodeToString(sum[:8]))
	return cached(ctx, log, dir, func(tmp string) (err error) {
		end := showProgress(log, "fetching "+strings.Join(packages, ", "), nil)
		defer func() { end(err) }()
		if err := download(ctx, tmp, packages); err != nil {
			// The lists of a fresh machine are empty or old.
			if err := run(ctx, tmp, "apt-get", "update", "-q"); err != nil {
				return err
			}
			if err := download(ctx, tmp, packages); err != nil {
				return err
			}
		}
		return unpack(ctx, tmp)
	})
}

func download(ctx context.Context, dir string, packages []string) error {
	// Root may read what it downloads: the user _apt cannot write to the cache.
	args := append([]string{"-q", "-o", "APT::Sandbox::User=root", "download"}, packages...)
	return run(ctx, dir, "apt-get", args...)
}

func unpack(ctx context.Context, dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.deb"))
	if err != nil {
		return err
	}
	for _, file := range files {
		if err := run(ctx, dir, "dpkg-deb", "-x", file, dir); err != nil {
			return err
		}
		if err := os.Remove(file); err != nil {
			return err
		}
	}
	return nil
}

// run runs a command in dir; an error has its output.
func run(ctx context.Context, dir, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, strings.TrimSpace(string(out)))
	}
	return nil
}
