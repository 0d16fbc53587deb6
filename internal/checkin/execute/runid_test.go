package execute

import (
	"testing"

	"github.com/google/uuid"
)

func TestRunID(t *testing.T) {
	t.Parallel()
	const job = "0d9a3b1c-6a55-4d7e-9d6e-0a3f4b5c6d7e"
	if got := runID(job); got != job {
		t.Errorf("given %q, it is %q", job, got)
	}
	for _, given := range []string{"", "run 7", job + "0"} {
		got := runID(given)
		if _, err := uuid.Parse(got); err != nil || got == runID(given) {
			t.Errorf("given %q, it is %q", given, got)
		}
	}
}
