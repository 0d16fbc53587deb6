package telemetry_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/telemetry"
)

func TestLoggerFormats(t *testing.T) {
	t.Parallel()
	for name, format := range map[string]string{"a buffer is no terminal": "", "auto": "auto", "json": "JSON"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			log, err := telemetry.NewLogger(&out, "", format)
			if err != nil {
				t.Fatal(err)
			}
			log.Info("started", "listen_address", "127.0.0.1:8080")
			var line map[string]any
			if err := json.Unmarshal(out.Bytes(), &line); err != nil {
				t.Fatalf("not JSON: %v in %q", err, out.String())
			}
			if line["msg"] != "started" || line["listen_address"] != "127.0.0.1:8080" {
				t.Errorf("got %v", line)
			}
		})
	}
}

func TestLoggerText(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log, err := telemetry.NewLogger(&out, "warn", "text")
	if err != nil {
		t.Fatal(err)
	}
	log.Info("not shown")
	log.Warn("shown", "attempt", 2)
	if got := out.String(); strings.Contains(got, "not shown") || !strings.Contains(got, "level=WARN msg=shown attempt=2") {
		t.Errorf("got %q", got)
	}
}

func TestLoggerFileIsNoTerminal(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "log")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	log, err := telemetry.NewLogger(f, "debug", "auto")
	if err != nil {
		t.Fatal(err)
	}
	log.Debug("written")
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(got) {
		t.Errorf("not JSON: %q", got)
	}
}

func TestLoggerNamesEveryBadValue(t *testing.T) {
	t.Parallel()
	_, err := telemetry.NewLogger(&bytes.Buffer{}, "loud", "xml")
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{`log level "loud"`, "debug, info, warn, error", `log format "xml"`, "auto, text, json"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q does not say %q", err, want)
		}
	}
}
