package e2e

import (
	"encoding/json"
	"errors"
	"os/exec"
	"strings"
	"testing"
)

// TestLintsTheLiveCluster: the CronJobs of a real API server are judged with the rights of deploy/kubernetes, the owner of a namespace
// counts, and `route explain` says of one of them who would be told.
func TestLintsTheLiveCluster(t *testing.T) {
	s := newScenario(t, func(set *settings) {
		set.byPattern, set.extra = true, "lint: {severities: {image-moves: off}}\n"
	})
	s.apply(cronJob("kept").every("0 12 * * *").annotated("owner", "platform").annotated("severity", "high"))
	s.apply(cronJob("nobodys").every(never).annotated("severity", "hgih"))
	file := s.write("lint.yaml", s.config())

	out, code := s.command(s.env.binary, "lint", "--cluster", "--config", file, "-o", "json")
	var report struct {
		Jobs     int
		Findings []struct{ Name, Job, Severity string }
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	found := map[string]bool{}
	for _, f := range report.Findings {
		found[strings.TrimPrefix(f.Job, s.namespace+"/")+" "+f.Name+" "+f.Severity] = true
	}
	for _, want := range []string{"nobodys owner-missing warning", "nobodys annotation-value error", "kept runbook-missing warning"} {
		if !found[want] {
			t.Errorf("%q is not among %v", want, found)
		}
	}
	if found["kept owner-missing warning"] || found["kept severity-missing warning"] || report.Jobs != 2 || code != 1 {
		t.Errorf("%d jobs, code %d: %v", report.Jobs, code, found)
	}

	s.owned("platform")
	if out, code = s.command(s.env.binary, "lint", "--cluster", "--config", file, "--severity", "annotation-value=off"); code != 0 || strings.Contains(out, "RC002") {
		t.Errorf("owned by its namespace, code %d:\n%s", code, out)
	}

	out, code = s.command(s.env.binary, "route", "explain", s.namespace+"/kept", "--config", file, "--at", "2026-11-30T00:00:00Z")
	for _, want := range []string{
		"Owner      Platform (annotation rollcall.dev/owner)", "Severity   high (annotation rollcall.dev/severity)", "Told       slack C0ALERTS001",
		"Act by     Mon 2026-11-30 13:00 JST", "Next run   Mon 2026-11-30 21:00 JST",
	} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("code %d, %q is not in\n%s", code, want, out)
		}
	}
}

// command runs a command, and returns what it prints and its exit code.
func (s *scenario) command(name string, args ...string) (string, int) {
	s.t.Helper()
	cmd := exec.CommandContext(s.ctx, name, args...)
	cmd.Dir = s.dir
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	exit, ended := errors.AsType[*exec.ExitError](err)
	if err != nil && !ended {
		s.t.Fatalf("%s %v: %v", name, args, err)
	}
	code := 0
	if ended {
		code = exit.ExitCode()
	}
	return string(out) + stderr.String(), code
}
