package kube

import (
	"strings"
	"testing"
)

// The API server counts the bytes of a log from the beginning of its tail. The end, which says why, is there all the same, and where
// something is left out that can be seen.
func TestTheEndOfALogIsKept(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 20<<10) + "\n"
	for name, tc := range map[string]struct {
		log, begins, ends string
		asked             int
	}{
		"short":                       {"one\nFATAL: the reason\n", "one\n", "FATAL: the reason", 1},
		"long lines":                  {strings.Repeat(long, 39) + "FATAL: the reason\n", "…x", "x\nFATAL: the reason", 2},
		"a very long line before":     {strings.Repeat("x", 2*logFetch) + "\nFATAL: the reason\n", "…\nFATAL", "FATAL: the reason", 6},
		"a long line before":          {strings.Repeat("x", 2*logWindow) + "\nFATAL: the reason\n", "…\nFATAL", "FATAL: the reason", 1},
		"a very long line":            {"FATAL: " + strings.Repeat("x", 2*logFetch) + "\n", "…x", "x…", 6},
		"as many bytes as are wanted": {strings.Repeat("x", logFetch), "…x", "xx", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			job, pod := failedRun(t)
			a := &apiDouble{t: t, logs: map[string]string{"backup-x/main": tc.log}}
			described := describePod(pod)
			var unread gaps
			capturer{api: a.client(), metrics: unmeasured{}}.log(t.Context(), job.Namespace, &described, &unread)
			got := described.Containers[0].LogTail
			if !strings.HasPrefix(got, tc.begins) || !strings.HasSuffix(got, tc.ends) || len(got) > logBytes {
				t.Errorf("%d bytes, from %q to %q", len(got), got[:min(40, len(got))], got[max(0, len(got)-40):])
			}
			if n := len(a.asked()); n != tc.asked || len(unread.list()) != 0 {
				t.Errorf("asked %d times, not %d; gaps %q", n, tc.asked, unread.list())
			}
		})
	}
}

// What came is kept where asking for the end of it fails.
func TestALogOfWhichTheEndCannotBeRead(t *testing.T) {
	t.Parallel()
	if got := logTail(logText{text: "one\ntwo", below: true}); got != "one\ntwo…" {
		t.Errorf("%q", got)
	}
}
