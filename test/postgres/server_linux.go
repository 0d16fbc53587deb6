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
const keeper = `server=$1 dir=$2; shift 2
"$server" -D "$dir/data" -c unix_socket_directories="$dir" -c listen_addresses= -c max_connections=200 "$@" </dev/null >"$dir/log" 2>&1 &
read -r end
kill -QUIT $!
wait
rm -rf "$dir"
`

// launch starts a server. One that is not durable forgets everything when the machine crashes, and is faster; one that is has the settings
// that PostgreSQL comes with.
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
	run := exec.Command("/bin/sh", "-c", keeper, "sh", filepath.Join(bin, "postgres"), dir)
	if !durable {
		for _, setting := range []string{"fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=32MB"} {
			run.Args = append(run.Args, "-c", setting)
		}
	}
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
