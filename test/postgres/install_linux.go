package postgres

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
)

// binaries returns the folder with initdb and postgres; as root it installs them where they are missing.
func binaries() (string, error) {
	if dir := find(); dir != "" {
		return dir, nil
	}
	var why error
	if os.Getuid() == 0 {
		if why = install(); why == nil {
			if dir := find(); dir != "" {
				return dir, nil
			}
			why = errors.New("installed, and still not found")
		}
	} else {
		why = errors.New("not root, so that the tests cannot install it")
	}
	return "", fmt.Errorf("%w: not in /usr/lib/postgresql/*/bin nor in PATH; %w. Install it (apt-get install postgresql), or set %s=postgres://…",
		errMissing, why, Env)
}

// find looks where Debian puts each version, the newest first, and then in PATH.
func find() string {
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // the pattern is right, and nothing else is reported
	version := func(dir string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(dir))) // 0 for whatever is no version
		return n
	}
	slices.SortFunc(dirs, func(a, b string) int { return version(b) - version(a) })
	if p, err := exec.LookPath("postgres"); err == nil {
		dirs = append(dirs, filepath.Dir(p))
	}
	for _, dir := range dirs {
		if executable(filepath.Join(dir, "initdb")) && executable(filepath.Join(dir, "postgres")) {
			return dir
		}
	}
	return ""
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// install runs apt-get. The package would start a server of its own; the tests need only the programs.
func install() error {
	if _, err := exec.LookPath("apt-get"); err != nil {
		return err
	}
	const conf = "/etc/postgresql-common/createcluster.conf"
	if _, err := os.Stat(conf); errors.Is(err, fs.ErrNotExist) {
		if err := os.MkdirAll(filepath.Dir(conf), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(conf, []byte("create_main_cluster = false\n"), 0o644); err != nil {
			return err
		}
	}
	err := apt("install", "postgresql")
	if err != nil { // perhaps the lists of packages are missing or old
		if err = apt("update"); err == nil {
			err = apt("install", "postgresql")
		}
	}
	return err
}

func apt(args ...string) error {
	c := exec.Command("apt-get", append([]string{"-y", "-q", "--no-install-recommends",
		"-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Options::=--force-confold"}, args...)...)
	c.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", c, err, out)
	}
	return nil
}
