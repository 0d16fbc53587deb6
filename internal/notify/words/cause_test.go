package words_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/notify/words"
)

// TestEveryCauseIsSaidInEveryLanguage: of each code in the catalogue of the causes there is a sentence, and something to do.
func TestEveryCauseIsSaidInEveryLanguage(t *testing.T) {
	t.Parallel()
	japanese := regexp.MustCompile(`[\p{Hiragana}\p{Katakana}\p{Han}]`)
	seen := map[string]diagnose.Code{}
	for _, e := range diagnose.Catalogue() {
		for _, l := range words.Languages() {
			if l == words.English {
				continue // in which they are diagnosed
			}
			why, steps := words.Of(l).Cause(diagnose.Cause{Code: e.Code, Summary: "summary", Advice: []string{"advice"}})
			if !japanese.MatchString(why) || len(steps) != 1 || !japanese.MatchString(steps[0]) {
				t.Errorf("%s of %s: %q, %q", l, e.Code, why, steps)
				continue
			}
			if other, twice := seen[why]; twice {
				t.Errorf("%s and %s are the same in %s: %q", other, e.Code, l, why)
			}
			seen[why] = e.Code
			if n := len([]rune(why)); n > 100 || strings.HasSuffix(why, "。") {
				t.Errorf("%s of %s: %d characters: %q", l, e.Code, n, why)
			}
			if n := len([]rune(steps[0])); n > 100 || strings.HasSuffix(steps[0], "。") {
				t.Errorf("%s of %s: %d characters: %q", l, e.Code, n, steps[0])
			}
		}
	}
	if extra := words.JapaneseCodes(); len(extra) != len(diagnose.Catalogue()) {
		for _, code := range extra {
			if !slices.ContainsFunc(diagnose.Catalogue(), func(e diagnose.Entry) bool { return e.Code == code }) {
				t.Errorf("%s is no cause", code)
			}
		}
	}
}

// TestWhatIsDiagnosedKeepsItsCommands: names and all, each of them with when to use it.
func TestWhatIsDiagnosedKeepsItsCommands(t *testing.T) {
	t.Parallel()
	for step, want := range map[string]string{
		"see its events: kubectl describe pod p-1 -n NAMESPACE":                      "確認: kubectl describe pod p-1 -n NAMESPACE",
		"kubectl logs p-1 -n NAMESPACE":                                              "確認: kubectl logs p-1 -n NAMESPACE",
		"if it hangs, end it: kubectl delete job j-1 -n NAMESPACE (the pod alone …)": "不要と判断した場合に削除: kubectl delete job j-1 -n NAMESPACE",
		"correct it: kubectl edit cronjob CRONJOB -n NAMESPACE":                      "修正する場合: kubectl edit cronjob CRONJOB -n NAMESPACE",
		"if a second run is safe: kubectl create job CRONJOB-again --from=cronjob/C": "再実行しても安全な場合: kubectl create job CRONJOB-again --from=cronjob/C",
		"try it: kubectl create job CRONJOB-test --from=cronjob/C --dry-run=server":  "作成せずに確認: kubectl create job CRONJOB-test --from=cronjob/C --dry-run=server",
		"let a node take pods again: kubectl get nodes; kubectl uncordon NODE":       "必要な場合: kubectl get nodes; kubectl uncordon NODE",
		"keep pods off it: kubectl cordon n-1":                                       "必要な場合: kubectl cordon n-1",
		"read the end of the log":                                                    "",
		"somebody wrote kubectl delete namespace prod into a message":                "",
	} {
		_, steps := words.Of(words.Japanese).Cause(diagnose.Cause{Code: diagnose.ExitCode, Advice: []string{step}})
		got := strings.Join(steps[1:], "|")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", step, diff)
		}
	}
}

// TestACauseThatIsNotKnown stays as it was diagnosed; in English all are.
func TestACauseThatIsNotKnown(t *testing.T) {
	t.Parallel()
	for l, code := range map[words.Language]diagnose.Code{words.English: diagnose.ExitCode, words.Japanese: "Other"} {
		why, steps := words.Of(l).Cause(diagnose.Cause{Code: code, Summary: "it is so", Advice: []string{"do this", "do that"}})
		if diff := cmp.Diff([]string{"it is so", "do this", "do that"}, append([]string{why}, steps...)); diff != "" {
			t.Errorf("%s: %s", l, diff)
		}
	}
}
