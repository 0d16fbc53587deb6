package cluster

import (
	"context"
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

// containerRuntime is where the programs of a real node are.
type containerRuntime struct {
	containerd, ctr, runc, busybox string
	// shims is the folder of containerd's shim, for PATH.
	shims string
	// cni is the folder of the CNI plugins.
	cni string
	// libraries is the folder of what runc links to; empty if the system has it.
	libraries string
	version   string
}

// findRuntime finds or fetches the programs of a real node. The error says why
// this machine cannot have one, as the end of a sentence.
func findRuntime(ctx context.Context, log io.Writer) (*containerRuntime, error) {
	if runtime.GOOS != "linux" {
		return nil, errors.New("containers need Linux")
	}
	if os.Geteuid() != 0 {
		return nil, errors.New("a real node needs root")
	}
	if err := probe(ctx); err != nil {
		return nil, err
	}
	if _, err := exec.LookPath("apt-get"); err == nil {
		dir, err := debianRuntime(ctx, log)
		if err == nil {
			return newRuntime(ctx, dir)
		}
		fmt.Fprintf(log, "Debian's packages cannot be had (%v), looking for installed ones\n", err)
	}
	return newRuntime(ctx, "/")
}

// newRuntime is the programs below root, which is that of the machine or of
// unpacked packages.
func newRuntime(ctx context.Context, root string) (*containerRuntime, error) {
	r := &containerRuntime{}
	for name, field := range map[string]*string{
		"containerd": &r.containerd, "ctr": &r.ctr, "runc": &r.runc, "busybox": &r.busybox,
	} {
		path, err := findProgram(root, name)
		if err != nil {
			return nil, err
		}
		*field = path
	}
	for _, dir := range []string{"usr/lib/cni", "opt/cni/bin", "usr/libexec/cni"} {
		if _, err := os.Stat(filepath.Join(root, dir, "bridge")); err == nil {
			r.cni = filepath.Join(root, dir)
			break
		}
	}
	if r.cni == "" {
		return nil, errors.New("no CNI plugins are installed")
	}
	if err := mustBeStatic(r.busybox); err != nil {
		return nil, err
	}
	r.shims = filepath.Dir(r.containerd)
	if libs, err := filepath.Glob(filepath.Join(root, "usr/lib/*/libseccomp.so.2")); root != "/" && err == nil && len(libs) > 0 {
		r.libraries = filepath.Dir(libs[0])
	}
	out, err := exec.CommandContext(ctx, r.containerd, "--version").Output()
	if err != nil {
		return nil, fmt.Errorf("containerd does not run: %w", err)
	}
	r.version = "containerd"
	if fields := strings.Fields(string(out)); len(fields) > 2 {
		r.version += " " + fields[2]
	}
	return r, nil
}

func findProgram(root, name string) (string, error) {
	for _, dir := range []string{"usr/bin", "usr/sbin", "bin", "sbin", "usr/local/bin", "usr/local/sbin"} {
		path := filepath.Join(root, dir, name)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path, nil
		}
	}
	return "", fmt.Errorf("%s is not installed", name)
}

// mustBeStatic is about busybox, which will be alone in its image.
func mustBeStatic(path string) error {
	f, err := elf.Open(path)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			return fmt.Errorf("%s is not statically linked", path)
		}
	}
	return nil
}

// probe tries what a real node needs from the kernel, because root in a
// container often cannot have it.
func probe(ctx context.Context) error {
	if _, err := exec.LookPath("ip"); err != nil {
		return errors.New("the command ip (iproute2) is not installed")
	}
	cmd := exec.CommandContext(ctx, "ip", "link", "add", "rollprobe0", "type", "veth", "peer", "name", "rollprobe1")
	// In a network namespace of its own the pair is gone when ip ends.
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWPID | syscall.CLONE_NEWNET,
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("the kernel refuses namespaces or a pair of interfaces (%w %s)", err, strings.TrimSpace(string(out)))
	}
	group := fmt.Sprintf("rollcall-probe-%d", os.Getpid())
	if err := makeCgroup(group); err != nil {
		return fmt.Errorf("control groups cannot be made (%w)", err)
	}
	return removeCgroup(group)
}
