package postgres

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// keeper runs the server until its input ends, which it does when the test binary is gone, and then removes everything.
const keeper = `"$1" -D "$2/data" -c unix_socket_directories="$2" -c listen_addresses= -c fsync="$3" -c full_page_writes="$3" \
	-c synchronous_commit="$3" -c max_connections=200 -c shared_buffers=32MB </dev/null >"$2/log" 2>&1 &
read -r end
kill -QUIT $!
wait
rm -rf "$2"
`

// launch starts a server; one that is not durable forgets everything when it crashes, and is faster.
func launch(durable bool) (server, error) {
	bin, err := binaries()
	if err != nil {
		return server{}, err
	}
	dir, err := os.MkdirTemp("", "rollcall-postgres-")
	if err != nil {
		return server{}, err
	}
	s, err := launchIn(dir, bin, durable)
	if err != nil {
		return server{}, errors.Join(err, os.RemoveAll(dir))
	}
	return s, nil
}

func launchIn(dir, bin string, durable bool) (server, error) {
	attr, err := unprivileged(dir)
	if err != nil {
		return server{}, err
	}
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", filepath.Join(dir, "data"), "-U", "rollcall",
		"--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
	initdb.Dir, initdb.SysProcAttr = dir, attr
	if out, err := initdb.CombinedOutput(); err != nil {
		return server{}, fmt.Errorf("%s: %w\n%s", initdb, err, out)
	}
	sync := "off"
	if durable {
		sync = "on"
	}
	run := exec.Command("/bin/sh", "-c", keeper, "sh", filepath.Join(bin, "postgres"), dir, sync)
	run.Dir, run.SysProcAttr = dir, attr
	lifeline, err := run.StdinPipe()
	if err != nil {
		return server{}, err
	}
	if err := run.Start(); err != nil {
		return server{}, err
	}
	s := server{lifeline: lifeline, url: (&url.URL{Scheme: "postgres", Path: "/postgres",
		RawQuery: url.Values{"host": {dir}, "user": {"rollcall"}}.Encode()}).String()}
	if err := s.answers(time.Minute); err != nil {
		log, _ := os.ReadFile(filepath.Join(dir, "log"))
		return server{}, errors.Join(fmt.Errorf("%w\n%s", err, bytes.TrimSpace(log)), lifeline.Close())
	}
	return s, nil
}

// unprivileged says how to start the server's processes: in a process group of their own, so that Ctrl-C at the terminal
// reaches only the tests; and, as root, as somebody else, who then owns dir.
func unprivileged(dir string) (*syscall.SysProcAttr, error) {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if os.Getuid() != 0 {
		return attr, nil
	}
	var err error
	for _, name := range []string{"postgres", "nobody"} {
		var u *user.User
		if u, err = user.Lookup(name); err != nil {
			continue
		}
		uid, gid := number(u.Uid), number(u.Gid)
		attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return attr, os.Chown(dir, uid, gid)
	}
	return nil, fmt.Errorf("PostgreSQL does not run as root, and there is nobody else here: %w", err)
}

// number reads a numeric user or group id; on Linux they are.
func number(id string) int {
	n, err := strconv.Atoi(id)
	if err != nil {
		return 65534
	}
	return n
}
