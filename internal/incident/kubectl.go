package incident

import (
	"strings"
	"unicode"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
)

// Commands are those of kubectl by which somebody looks further at what the Notice tells of, fit to be copied into a shell; nil where there
// is nothing to look at. Of a run that is there they show the run, of one that is not the CronJob that should have made it.
func (n Notice) Commands() []string {
	s := n.Subject
	if s.Source != monitor.SourceKubernetes || n.Change == Recovery || n.Kind.Shared() || !typable(s.Namespace) || !typable(s.Name) {
		return nil
	}
	kubectl := "kubectl -n " + quoted(s.Namespace) + " "
	if !typable(n.RunName) || n.Judgement.Absence() || n.Judgement == monitor.Replaced || n.Cause.Code == diagnose.Deleted {
		return n.absentCommands(kubectl)
	}
	run := quoted("job/" + n.RunName)
	pods := "-l " + quoted("batch.kubernetes.io/job-name="+n.RunName)
	all := []string{kubectl + "describe " + run, kubectl + "describe pods " + pods}
	if n.Judgement == monitor.Stuck {
		return append(all, kubectl+"events --for "+run)
	}
	logs := kubectl + "logs " + pods + " --prefix --tail=200"
	if typable(n.Cause.Container) {
		logs += " -c " + quoted(n.Cause.Container)
	} else {
		logs += " --all-containers"
	}
	if n.Cause.Code == diagnose.CrashLooping {
		logs += " --previous"
	}
	return append(all, logs)
}

// absentCommands show why there is no run, or none any more.
func (n Notice) absentCommands(kubectl string) []string {
	cronJob := quoted("cronjob/" + n.Subject.Name)
	all := []string{
		kubectl + "describe " + cronJob,
		kubectl + "events --for " + cronJob,
		kubectl + "get jobs --sort-by=.metadata.creationTimestamp",
	}
	switch n.Cause.Code {
	case diagnose.QuotaExceeded, diagnose.RequestsMissing:
		all = append(all, kubectl+"describe resourcequota")
	case diagnose.LimitRange:
		all = append(all, kubectl+"describe limitrange")
	case diagnose.ControllerDown:
		all = append(all, "kubectl -n kube-system get lease kube-controller-manager -o yaml")
	default: // these show it
	}
	return all
}

// maxTyped is how long a name may be in a command; Kubernetes allows no longer one.
const maxTyped = 253

// typable reports whether a name may stand in a command: one that is not shown as it is, or is no name, could do what nobody sees.
func typable(name string) bool {
	hidden := func(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar }
	return name != "" && len(name) <= maxTyped && !strings.ContainsFunc(name, hidden) && !strings.HasPrefix(name, "-")
}

// quoted is a word for a POSIX shell.
func quoted(word string) string {
	const harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/=,:"
	if strings.Trim(word, harmless) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
