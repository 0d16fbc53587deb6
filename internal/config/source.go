package config

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"
)

// originFile is the Origin of a Secret that stands in the configuration file itself.
const originFile = "the configuration file"

// maxSecret bounds, in bytes, a secret that is read from a file.
const maxSecret = 64 << 10

// Source is where env:NAME and file:PATH lead.
type Source struct {
	Env  func(name string) (string, bool)
	File func(path string) ([]byte, error)
	// Document is File for what is no secret and longer: a directory of teams.
	Document func(path string) ([]byte, error)
	// Unread leaves secrets where they are, unread and unchecked.
	Unread bool
}

// OS is the Source of the real environment and file system.
func OS() Source {
	return Source{
		Env:      os.LookupEnv,
		File:     func(path string) ([]byte, error) { return readLimited(path, maxSecret) },
		Document: func(path string) ([]byte, error) { return readLimited(path, maxFile) },
	}
}

// readLimited reads a file of at most limit bytes.
func readLimited(path string, limit int64) ([]byte, error) {
	file, err := os.Open(path) //nolint:gosec // whoever writes the configuration says which files are read
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	err = errors.Join(err, file.Close())
	if err == nil && int64(len(data)) > limit {
		err = errors.New("the file is too large")
	}
	return data, err
}

// resolve reads a secret: env:NAME, file:PATH, or the value itself.
func (d *decoder) resolve(n *yaml.Node, target *Secret, p place) bool {
	if !d.scalar(n, p) {
		return false
	}
	if n.ShortTag() != "!!str" {
		d.failf(n, p, hidden, "text is needed here: env:NAME, file:PATH, or the value in quotes")
		return false
	}
	if d.source.Unread && (strings.HasPrefix(n.Value, "env:") || strings.HasPrefix(n.Value, "file:")) {
		*target = Secret{origin: n.Value, unread: true}
		return true
	}
	if name, ok := strings.CutPrefix(n.Value, "env:"); ok {
		value, set := d.source.Env(name)
		if name == "" || !set || value == "" {
			d.failf(n, p, n.Value, "this environment variable is not set or is empty")
			return false
		}
		*target = Secret{value: value, origin: n.Value}
		return true
	}
	if path, ok := strings.CutPrefix(n.Value, "file:"); ok {
		data, err := d.source.File(path)
		value := strings.TrimRight(string(data), "\r\n")
		if path == "" || err != nil || value == "" {
			d.failf(n, p, n.Value, "this file cannot be used: %s", fileTrouble(err))
			return false
		}
		*target = Secret{value: value, origin: n.Value}
		return true
	}
	*target = Secret{value: n.Value, origin: originFile}
	return true
}

// fileTrouble says what is wrong with a file, without its path, which the value shows already.
func fileTrouble(err error) string {
	var pathError *fs.PathError
	switch {
	case err == nil:
		return "it is empty"
	case errors.As(err, &pathError):
		return pathError.Err.Error()
	default:
		return err.Error()
	}
}
