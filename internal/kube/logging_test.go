package kube

import (
	"log/slog"
	"strings"
	"testing"
)

func TestALibrarysErrorIsAWarning(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	log := slog.New(library{slog.NewTextHandler(&out, nil)}).With("part", "watch").WithGroup("g")
	log.Error("Unexpected error when reading response body")
	log.Info("as it is")
	if got := out.String(); strings.Contains(got, "ERROR") || !strings.Contains(got, "level=WARN") || !strings.Contains(got, "level=INFO") {
		t.Errorf("logged\n%s", got)
	}
}
