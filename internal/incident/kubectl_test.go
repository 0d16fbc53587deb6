package incident_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// ofRun is told of a run that container "main" ended.
func ofRun(j monitor.Judgement) incident.Notice {
	return incident.Notice{
		Kind: incident.Failing, Change: incident.Opened, Judgement: j, RunName: "invoice-close-29393820", Cause: diagnose.Cause{Container: "main"},
		Subject: incident.Subject{Source: monitor.SourceKubernetes, Namespace: "billing", Name: "invoice-close"},
	}
}

func TestCommands(t *testing.T) {
	t.Parallel()
	absent := []string{
		"kubectl -n billing describe cronjob/invoice-close", "kubectl -n billing events --for cronjob/invoice-close",
		"kubectl -n billing get jobs --sort-by=.metadata.creationTimestamp",
	}
	run := []string{
		"kubectl -n billing describe job/invoice-close-29393820",
		"kubectl -n billing describe pods -l batch.kubernetes.io/job-name=invoice-close-29393820",
	}
	const logs = "kubectl -n billing logs -l batch.kubernetes.io/job-name=invoice-close-29393820 --prefix --tail=200"
	edited := func(n incident.Notice, f func(*incident.Notice)) incident.Notice {
		f(&n)
		return n
	}
	tests := map[string]struct {
		n    incident.Notice
		want []string
	}{
		"a run that failed": {ofRun(monitor.Failed), append(run[:2:2], logs+" -c main")},
		"which container is not known": {
			edited(ofRun(monitor.Failed), func(n *incident.Notice) { n.Cause.Container = "" }), append(run[:2:2], logs+" --all-containers"),
		},
		"one that crashes again and again": {
			edited(ofRun(monitor.Failed), func(n *incident.Notice) { n.Cause.Code = diagnose.CrashLooping }), append(run[:2:2], logs+" -c main --previous"),
		},
		"no container runs": {ofRun(monitor.Stuck), append(run[:2:2], "kubectl -n billing events --for job/invoice-close-29393820")},
		"no run": {
			edited(ofRun(monitor.Missed), func(n *incident.Notice) { n.Cause.Code = diagnose.QuotaExceeded }), append(absent[:3:3], "kubectl -n billing describe resourcequota"),
		},
		"replaced":   {edited(ofRun(monitor.Failed), func(n *incident.Notice) { n.Judgement = monitor.Replaced }), absent},
		"deleted":    {edited(ofRun(monitor.Failed), func(n *incident.Notice) { n.Cause.Code = diagnose.Deleted }), absent},
		"over":       {edited(ofRun(monitor.Succeeded), func(n *incident.Notice) { n.Change = incident.Recovery }), nil},
		"no cluster": {edited(ofRun(monitor.Failed), func(n *incident.Notice) { n.Subject.Source = monitor.SourceCheckIn }), nil},
		"shared":     {edited(ofRun(monitor.Missed), func(n *incident.Notice) { n.Kind = incident.Stalled }), nil},
		"a name for a shell": {
			edited(ofRun(monitor.Failed), func(n *incident.Notice) { n.Subject.Namespace, n.Judgement, n.RunName = "a'b $(c)", monitor.Missed, "" }),
			[]string{
				`kubectl -n 'a'\''b $(c)' describe cronjob/invoice-close`, `kubectl -n 'a'\''b $(c)' events --for cronjob/invoice-close`,
				`kubectl -n 'a'\''b $(c)' get jobs --sort-by=.metadata.creationTimestamp`,
			},
		},
		"an option":          {edited(ofRun(monitor.Failed), func(n *incident.Notice) { n.Subject.Name = "--all" }), nil},
		"what nobody sees":   {edited(ofRun(monitor.Failed), func(n *incident.Notice) { n.Subject.Name = "a\u200bb" }), nil},
		"longer than a name": {edited(ofRun(monitor.Failed), func(n *incident.Notice) { n.Subject.Name = strings.Repeat("a", 254) }), nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, tt.n.Commands()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// FuzzCommands: whatever things are called, a shell sees one command a line with the words that were meant.
func FuzzCommands(f *testing.F) {
	f.Add("billing", "close", "close-1", "main")
	f.Add("a'b", "$(x)", "`y`;rm", "\\\n")
	f.Add("&& x", "\"", "*", "#")
	shell, err := exec.LookPath("sh")
	if err != nil {
		f.Skip("no shell to ask")
	}
	f.Fuzz(func(t *testing.T, namespace, name, run, container string) {
		n := ofRun(monitor.Failed)
		n.Subject.Namespace, n.Subject.Name, n.RunName, n.Cause.Container = namespace, name, run, container
		for _, line := range n.Commands() {
			out, err := exec.CommandContext(t.Context(), shell, "-c", "kubectl() { printf '%s\\000' \"$@\"; }\n"+line).CombinedOutput()
			words := strings.Split(string(out), "\x00")
			if err != nil || strings.Contains(line, "\n") || len(words) < 4 || words[0] != "-n" || words[1] != namespace {
				t.Fatalf("%q: %q, %v", line, words, err)
			}
		}
	})
}
