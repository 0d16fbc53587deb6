package kube

import (
	"strings"
	"testing"
	"time"
)

// No grace at all is a wish like any other.
func TestOptionsWithoutGrace(t *testing.T) {
	t.Parallel()
	o, err := Options{Recorder: &ledgerDouble{}}.complete()
	if err != nil {
		t.Fatal(err)
	}
	if d, _ := o.definition(aCronJob("backup")); d.Grace != 0 {
		t.Errorf("grace %s", d.Grace)
	}
	_, err = Options{Recorder: &ledgerDouble{}, Defaults: Defaults{Grace: -time.Second}}.complete()
	if err == nil || !strings.Contains(err.Error(), "Options.Defaults.Grace: -1s") {
		t.Errorf("error %v", err)
	}
}
