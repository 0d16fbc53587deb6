package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"sigs.k8s.io/yaml"
)

const (
	lintJobs   = 2000
	lintRounds = 5
)

// linting measures `rollcall lint`, as CI calls it, over a directory with 2,000 manifests: from the start of the process to its end, with a
// configuration and a finding or more a job. The baseline parses the same files and judges nothing.
func linting(ctx context.Context, b *bench) ([]figure, error) {
	binary, err := b.rollcall(ctx)
	if err != nil {
		return nil, err
	}
	dir, err := b.folder("lint")
	if err != nil {
		return nil, err
	}
	manifests := filepath.Join(dir, "manifests")
	if err := errors.Join(os.Mkdir(manifests, 0o750), writeManifests(manifests)); err != nil {
		return nil, err
	}
	config := filepath.Join(dir, "rollcall.yaml")
	if err := os.WriteFile(config, []byte("teams: [{id: triage}, {id: web}]\nrules: [{match: {namespace: \"team-1*\"}, owner: web}]\n"), 0o600); err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	var ours, parsed []float64
	for range lintRounds {
		began := time.Now()
		if err := lintOnce(ctx, binary, config, manifests); err != nil {
			return nil, err
		}
		ours = append(ours, milliseconds(time.Since(began)))
		began = time.Now()
		if err := parseAll(manifests); err != nil {
			return nil, err
		}
		parsed = append(parsed, milliseconds(time.Since(began)))
	}
	return []figure{newFigure("lint_2000_vs_parse", median(ours), "ms", median(parsed))}, nil
}

func lintOnce(ctx context.Context, binary, config, dir string) error {
	cmd := exec.CommandContext(ctx, binary, "lint", "--config", config, "--fail-on", "never", "-o", "json", dir)
	var failed bytes.Buffer
	cmd.Stderr = &failed
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("rollcall lint: %w: %s", err, failed.String())
	}
	if want := fmt.Sprintf(`"jobs": %d`, lintJobs); !bytes.Contains(out, []byte(want)) {
		return fmt.Errorf("rollcall lint read something else than %s", want)
	}
	return nil
}

func parseAll(dir string) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("manifests: %w", err)
	}
	for _, f := range files {
		text, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			return fmt.Errorf("manifests: %w", err)
		}
		var object map[string]any
		if err := yaml.Unmarshal(text, &object); err != nil {
			return fmt.Errorf("manifest %s: %w", f.Name(), err)
		}
	}
	return nil
}

// writeManifests writes a file for each job, with schedules as varied as people's.
func writeManifests(dir string) error {
	zones := []string{"Europe/Berlin", "America/New_York", "Asia/Tokyo", "Etc/UTC"}
	for i := range lintJobs {
		text := fmt.Sprintf(`apiVersion: batch/v1
kind: CronJob
metadata:
  name: job-%d
  namespace: team-%d
  labels: {app.kubernetes.io/name: job-%d}
spec:
  schedule: "%d %d * * *"
  timeZone: %s
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      backoffLimit: %d
      template:
        spec:
          restartPolicy: OnFailure
          containers:
            - name: main
              image: registry.example.com/job-%d:1.%d
              command: [/bin/sh, -c, "run --all || true"]
`, i, i%40, i, i%60, i%24, zones[i%len(zones)], i%8, i, i%10)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("job-%04d.yaml", i)), []byte(text), 0o600); err != nil {
			return fmt.Errorf("manifests: %w", err)
		}
	}
	return nil
}
