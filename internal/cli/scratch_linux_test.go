package cli_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestScratch runs exec in a root that holds this program alone, as process 1: no shell, no /proc, no /dev, no folder for a spool.
func TestScratch(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Skip("only root may change its root")
	}
	root := t.TempDir()
	build := exec.Command("go", "build", "-trimpath", "-o", filepath.Join(root, "rollcall"), "../../cmd/rollcall")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	told := make(chan string, 10)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		told <- string(body)
	}))
	t.Cleanup(server.Close)

	const job = "0d9a3b1c-6a55-4d7e-9d6e-0a3f4b5c6d7e"
	run := func(command ...string) (code int, stdout, stderr string) {
		var out, errs bytes.Buffer
		c := exec.Command("/rollcall", append([]string{"exec", server.URL + "/v1/check_in/SECRETID", "--"}, command...)...)
		c.Dir, c.Env = "/", []string{"ROLLCALL_RUN_ID=" + job}
		c.Stdout, c.Stderr = &out, &errs
		c.SysProcAttr = &syscall.SysProcAttr{Chroot: root, Cloneflags: syscall.CLONE_NEWPID}
		_ = c.Run()
		return c.ProcessState.ExitCode(), out.String(), errs.String()
	}
	code, stdout, stderr := run("/rollcall", "version")
	if code != 0 || !strings.HasPrefix(stdout, "rollcall ") || stderr != "" {
		t.Errorf("exit code %d, %q, %q", code, stdout, stderr)
	}
	code, _, stderr = run("/rollcall", "dance")
	if code != 2 || !strings.Contains(stderr, `unknown command "dance"`) {
		t.Errorf("exit code %d, %q", code, stderr)
	}
	// As process 1 it has ended only after that.
	close(told)
	var ends []string
	for body := range told {
		if !strings.Contains(body, `"run_id":"`+job+`"`) {
			t.Errorf("told %q, of another run than %s", body, job)
		}
		if !strings.Contains(body, `"status":"start"`) {
			ends = append(ends, body)
		}
	}
	if len(ends) != 2 || !strings.Contains(ends[0], `"exit_code":0`) || !strings.Contains(ends[1], `"exit_code":2`) {
		t.Errorf("told %q", ends)
	}
}
