package manifest

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// maxText bounds a text in bytes.
const maxText = 32 << 20

// Stdin is the path that means standard input.
const Stdin = "-"

// ReadPaths reads files, directories with all that is beneath them (*.yaml, *.yml, *.json; hidden directories are left out), and Stdin.
// A file is read once, however often it is named. It reads what it can; the error joins all that it could not.
func (r *Reader) ReadPaths(paths []string, stdin io.Reader) error {
	var broken []error
	done := map[string]bool{}
	for _, path := range paths {
		if path == Stdin {
			broken = append(broken, r.readFrom(Stdin, stdin))
			continue
		}
		files, err := filesAt(path)
		broken = append(broken, err)
		for _, file := range files {
			if clean := filepath.Clean(file); !done[clean] {
				done[clean] = true
				broken = append(broken, r.readFile(file))
			}
		}
	}
	return errors.Join(broken...)
}

// filesAt lists the files that a path names.
func filesAt(path string) ([]string, error) {
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return []string{path}, nil //nolint:nilerr // reading it tells what is wrong
	}
	var files []string
	err := filepath.WalkDir(path, func(at string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && at != path && strings.HasPrefix(entry.Name(), "."):
			return filepath.SkipDir
		case entry.Type().IsRegular() && slices.Contains([]string{".yaml", ".yml", ".json"}, strings.ToLower(filepath.Ext(at))):
			files = append(files, at)
		}
		return nil
	})
	return files, err
}

func (r *Reader) readFile(path string) error {
	file, err := os.Open(path) //nolint:gosec // whoever calls the command names the files
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	return r.readFrom(path, file)
}

func (r *Reader) readFrom(name string, from io.Reader) error {
	text, err := io.ReadAll(io.LimitReader(from, maxText+1))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if len(text) > maxText {
		return fmt.Errorf("%s: more than %d MiB are not read", name, maxText>>20)
	}
	return r.Read(name, text)
}
