package lint

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

func commandHides(s subject) []hit {
	var all []hit
	for _, c := range s.Containers {
		if len(c.Command) < 2 || !isShell(c.Command[0]) {
			continue
		}
		last := len(c.Command) - 1
		if endsWell(c.Command[last], stopsAtFailure(c.Command[1:last], c.Command[last])) {
			all = append(all, hit{line: c.Line, message: fmt.Sprintf("the command of container %q ends with 0 whatever happened", c.Name)})
		}
	}
	return all
}

func isShell(command string) bool {
	return slices.Contains([]string{"sh", "ash", "bash", "dash", "ksh", "zsh"}, path.Base(command))
}

// errexit is what has a shell stop at a failure.
var errexit = regexp.MustCompile(`(?m)(^|;|&&)[ \t]*set( -\w+)* -(\w*e|\w*o errexit\b)`)

// stopsAtFailure reports whether a shell ends at the first command that fails, so that what comes last is not reached.
func stopsAtFailure(options []string, script string) bool {
	return errexit.MatchString("set "+strings.Join(options, " ")) || errexit.MatchString(script)
}

// endsWell reports whether a script ends with a command that cannot fail. Where it stops at a failure that one must be an alternative to
// what fails, and nothing before it may fail: it is then reached only if all of that went well.
func endsWell(script string, stops bool) bool {
	script = strings.TrimRight(script, " \t\n;")
	for _, word := range []string{"true", ":", "exit 0"} {
		before, ok := strings.CutSuffix(script, word)
		before = strings.TrimRight(before, " \t")
		switch {
		case !ok:
		case stops && strings.HasSuffix(before, "||") && !worksBefore(before),
			!stops && (strings.HasSuffix(before, "||") || strings.HasSuffix(before, ";") || strings.HasSuffix(before, "\n")):
			return true
		}
	}
	return false
}

// worksBefore reports whether a script does something before its last command that may fail.
func worksBefore(script string) bool {
	all := strings.FieldsFunc(script, func(r rune) bool { return r == '\n' || r == ';' })
	return slices.ContainsFunc(all[:max(0, len(all)-1)], func(command string) bool {
		words := strings.Fields(command)
		return len(words) > 0 && !strings.HasPrefix(words[0], "#") && !slices.Contains([]string{"set", "echo", "export", ":"}, words[0])
	})
}
