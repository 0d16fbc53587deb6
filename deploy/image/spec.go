package main

import (
	"debug/elf"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"time"
)

// repository is the name under which the image is known; it is never pulled from there unless somebody puts it there.
const repository = "rollcall.dev/rollcall"

// owner is the user and group that the image runs as.
const owner = 65532

// spec is all that an image depends on.
type spec struct {
	version      string
	created      time.Time
	architecture string // in Go's and OCI's words
	binary       []byte
	certificates []byte // nil: none
}

// tagPattern is the grammar of a tag (OCI distribution specification, "Pulling manifests").
var tagPattern = regexp.MustCompile(`^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$`)

// read takes in the files and checks that they make an image that can start.
func (s *spec) read(binary, certificates string) error {
	if !tagPattern.MatchString(s.version) {
		return fmt.Errorf("-version %q: a tag has letters, digits, '.', '_' and '-', at most 128", s.version)
	}
	var err error
	if s.architecture, err = architecture(binary); err != nil {
		return fmt.Errorf("-binary: %w", err)
	}
	if s.binary, err = os.ReadFile(binary); err != nil {
		return fmt.Errorf("-binary: %w", err)
	}
	s.certificates, err = os.ReadFile(certificates)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("-certificates: %w", err)
	}
	if s.certificates != nil && !strings.Contains(string(s.certificates), "-----BEGIN CERTIFICATE-----") {
		return fmt.Errorf("-certificates %s: no PEM certificate in it", certificates)
	}
	return nil
}

// architecture reads it off the binary, and refuses one that needs a loader: there is none in the image.
func architecture(binary string) (string, error) {
	file, err := elf.Open(binary)
	if err != nil {
		return "", fmt.Errorf("%w: a Linux binary is wanted (GOOS=linux)", err)
	}
	defer file.Close()
	for _, segment := range file.Progs {
		if segment.Type == elf.PT_INTERP {
			return "", fmt.Errorf("%s is linked dynamically: build it with CGO_ENABLED=0", binary)
		}
	}
	switch file.Machine {
	case elf.EM_X86_64:
		return "amd64", nil
	case elf.EM_AARCH64:
		return "arm64", nil
	default:
		return "", fmt.Errorf("%s is for %v: amd64 and arm64 are known", binary, file.Machine)
	}
}

// name is the image's full name.
func (s *spec) name() string { return repository + ":" + s.version }

// labels are the annotations that the OCI image specification predefines.
func (s *spec) labels() map[string]string {
	return map[string]string{
		"org.opencontainers.image.created":     s.created.Format(time.RFC3339),
		"org.opencontainers.image.description": "Tells the people who own a scheduled job that it failed or never ran",
		"org.opencontainers.image.licenses":    "Apache-2.0",
		"org.opencontainers.image.title":       "rollcall",
		"org.opencontainers.image.version":     s.version,
	}
}
