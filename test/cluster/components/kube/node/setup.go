package node

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// linkTimeout bounds the wait for the harness to hand over the link.
const linkTimeout = 10 * time.Second

// setup makes the namespaces that this process was started in into a node.
func setup(c Config) error {
	if err := mounts(c); err != nil {
		return err
	}
	if err := awaitLink(c.Link); err != nil {
		return err
	}
	lines := []string{
		"link set lo up",
		"link set " + c.Link + " name eth0",
		"addr add " + c.Address + " dev eth0",
		"link set eth0 up",
	}
	for _, address := range c.Routes {
		lines = append(lines, "route replace "+address+" via "+c.Gateway)
	}
	for _, line := range lines {
		if out, err := exec.Command("ip", strings.Fields(line)...).CombinedOutput(); err != nil {
			return fmt.Errorf("ip %s: %w: %s", line, err, strings.TrimSpace(string(out)))
		}
	}
	return nil
}

func mounts(c Config) error {
	// Without this, what is mounted here would show on the machine.
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("make mounts private: %w", err)
	}
	if err := unix.Mount("proc", "/proc", "proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""); err != nil {
		return fmt.Errorf("mount /proc: %w", err)
	}
	kept, err := hold(c.Keep)
	if err != nil {
		return err
	}
	for _, target := range c.Tmpfs {
		if err := unix.Mount("tmpfs", target, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, "mode=755"); err != nil {
			return fmt.Errorf("mount tmpfs on %s: %w", target, err)
		}
	}
	if err := putBack(kept); err != nil {
		return err
	}
	for target, source := range c.Binds {
		if err := unix.Mount(source, target, "", unix.MS_BIND, ""); err != nil {
			return fmt.Errorf("mount %s on %s: %w", source, target, err)
		}
	}
	return nil
}

// hold opens directories, so that they can be put back after a tmpfs hid them.
func hold(dirs []string) (map[string]int, error) {
	held := map[string]int{}
	for _, dir := range dirs {
		fd, err := unix.Open(dir, unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
		if err != nil {
			return nil, fmt.Errorf("open %s: %w", dir, err)
		}
		held[dir] = fd
	}
	return held, nil
}

// putBack mounts what hold holds where it was, if it is no longer there.
func putBack(held map[string]int) error {
	for dir, fd := range held {
		var want, now unix.Stat_t
		if err := unix.Fstat(fd, &want); err != nil {
			return fmt.Errorf("stat %s: %w", dir, err)
		}
		if err := unix.Stat(dir, &now); err != nil || now.Ino != want.Ino || now.Dev != want.Dev {
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return err
			}
			source := filepath.Join("/proc/self/fd", strconv.Itoa(fd))
			if err := unix.Mount(source, dir, "", unix.MS_BIND|unix.MS_REC, ""); err != nil {
				return fmt.Errorf("put %s back: %w", dir, err)
			}
		}
		_ = unix.Close(fd)
	}
	return nil
}

// awaitLink waits for the interface to be moved into this network namespace.
func awaitLink(name string) error {
	for deadline := time.Now().Add(linkTimeout); ; time.Sleep(10 * time.Millisecond) {
		_, err := net.InterfaceByName(name)
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("interface %s did not come: %w", name, err)
		}
	}
}
