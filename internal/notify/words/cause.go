package words

import (
	"strings"

	"rollcall.dev/rollcall/internal/diagnose"
)

// Cause is why something happened, and what to do about it. Causes are diagnosed, and stored, in English: in another language the code says
// the sentence and the first step, and the commands of the English steps follow, with the names that they hold. A code that the catalogue
// does not have stays in English. What comes back is as untrusted as what was given.
func (w Words) Cause(c diagnose.Cause) (why string, steps []string) {
	if w.Language != Japanese {
		return c.Summary, c.Advice
	}
	said, ok := japaneseCauses()[c.Code]
	if !ok {
		return c.Summary, c.Advice
	}
	steps = []string{said.advice}
	for _, step := range c.Advice {
		if command := commandIn(step); command != "" {
			steps = append(steps, japaneseStep(command))
		}
	}
	return said.sentence, steps
}

// cause is the text of a code.
type cause struct{ sentence, advice string }

// commandIn is the command at the end of a step: "if it hangs, end it: kubectl delete job X". What stands behind it in brackets is prose.
func commandIn(step string) string {
	at := strings.Index(step, "kubectl ")
	if at < 0 || at > 0 && !strings.HasSuffix(step[:at], ": ") {
		return ""
	}
	command, _, _ := strings.Cut(step[at:], " (")
	return strings.TrimSpace(command)
}

// japaneseStep says when to use a command: one that changes something is never left without a condition.
func japaneseStep(command string) string {
	verb, rest, _ := strings.Cut(strings.TrimPrefix(command, "kubectl "), " ")
	switch {
	case strings.Contains(command, "--dry-run"):
		return "作成せずに確認: " + command
	case verb == "create" && strings.HasPrefix(rest, "job "):
		return "再実行しても安全な場合: " + command
	case strings.Contains(command, "; kubectl "):
		return "必要な場合: " + command
	case verb == "get" || verb == "describe" || verb == "logs" || verb == "top" || verb == "auth":
		return "確認: " + command
	case verb == "edit":
		return "修正する場合: " + command
	case verb == "delete":
		return "不要と判断した場合に削除: " + command
	default:
		return "必要な場合: " + command
	}
}
