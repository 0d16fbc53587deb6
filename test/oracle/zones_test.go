package oracle_test

import (
	"archive/zip"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// zones are the names of all time zones, as the Go distribution has them.
func zones(t *testing.T) []string {
	t.Helper()
	names, err := zoneNames()
	if err != nil {
		t.Fatal(err)
	}
	return names
}

var zoneNames = sync.OnceValues(func() ([]string, error) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	archive, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		return nil, err
	}
	defer archive.Close()
	var names []string
	for _, file := range archive.File {
		if !strings.HasSuffix(file.Name, "/") && file.Name != "Factory" {
			names = append(names, file.Name)
		}
	}
	return names, nil
})
