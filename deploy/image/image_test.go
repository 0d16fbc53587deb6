package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// buildBinary compiles a program that says what it was called with, for the image to hold.
func buildBinary(t *testing.T, env ...string) string {
	t.Helper()
	dir := t.TempDir()
	source := "package main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\nfunc main() { fmt.Println(os.Getuid(), os.Args[1:]) }\n"
	for name, text := range map[string]string{"main.go": source, "go.mod": "module example.com/said\n\ngo 1.26.0\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", "said", ".")
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux"), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return filepath.Join(dir, "said")
}

// certificate is enough for the image, which looks for the mark only.
const certificate = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"

// makeImage runs the command and returns the archive's path and what was said.
func makeImage(t *testing.T, binary string, more ...string) (path, said string) {
	t.Helper()
	dir := t.TempDir()
	path = filepath.Join(dir, "dist", "image.tar")
	certificates := filepath.Join(dir, "ca.crt")
	if err := os.WriteFile(certificates, []byte(certificate), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	args := []string{"-binary", binary, "-version", "v1.2.3", "-certificates", certificates, "-created", "1700000000", "-out", path}
	if err := run(append(args, more...), &out); err != nil {
		t.Fatal(err)
	}
	return path, out.String()
}

// unpacked is a tar archive in memory.
type unpacked map[string]struct {
	header  tar.Header
	content []byte
}

func untar(t *testing.T, in io.Reader) unpacked {
	t.Helper()
	files := unpacked{}
	for r := tar.NewReader(in); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if h.ModTime.Unix() != 1700000000 {
			t.Errorf("%s has the time %v: the image cannot be made again", h.Name, h.ModTime)
		}
		files[h.Name] = struct {
			header  tar.Header
			content []byte
		}{*h, content}
	}
}

// blob returns what a descriptor points at, after checking its digest and size.
func (u unpacked) blob(t *testing.T, d descriptor) []byte {
	t.Helper()
	content := u[blobName(d.Digest)].content
	if digest(content) != d.Digest || len(content) != d.Size {
		t.Errorf("%s does not hold what it is called after", d.Digest)
	}
	return content
}

func decode[T any](t *testing.T, data []byte) T {
	t.Helper()
	var v T
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	return v
}

func TestImage(t *testing.T) {
	t.Parallel()
	binary := buildBinary(t)
	path, said := makeImage(t, binary)
	archive, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	files := untar(t, bytes.NewReader(archive))
	if got := string(files["oci-layout"].content); got != `{"imageLayoutVersion":"1.0.0"}` {
		t.Errorf("oci-layout: %s", got)
	}
	index := decode[imageIndex](t, files["index.json"].content)
	if len(index.Manifests) != 1 {
		t.Fatalf("%d manifests", len(index.Manifests))
	}
	top := index.Manifests[0]
	if top.Annotations["io.containerd.image.name"] != "rollcall.dev/rollcall:v1.2.3" ||
		top.Annotations["org.opencontainers.image.ref.name"] != "v1.2.3" {
		t.Errorf("named %v", top.Annotations)
	}
	if !strings.Contains(said, top.Digest) || !strings.Contains(said, "rollcall.dev/rollcall:v1.2.3") {
		t.Errorf("said %q", said)
	}
	manifest := decode[imageManifest](t, files.blob(t, top))
	config := decode[imageConfig](t, files.blob(t, manifest.Config))
	checkConfig(t, config)

	zipped, err := gzip.NewReader(bytes.NewReader(files.blob(t, manifest.Layers[0])))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(zipped)
	if err != nil {
		t.Fatal(err)
	}
	if digest(plain) != config.RootFS.DiffIDs[0] {
		t.Error("the layer is not the one that the configuration names")
	}
	checkLayer(t, untar(t, bytes.NewReader(plain)), binary)

	docker := decode[[]dockerImage](t, files["manifest.json"].content)[0]
	if docker.Config != blobName(manifest.Config.Digest) || docker.Layers[0] != blobName(manifest.Layers[0].Digest) ||
		docker.RepoTags[0] != "rollcall.dev/rollcall:v1.2.3" {
		t.Errorf("for docker load: %+v", docker)
	}
}

func checkConfig(t *testing.T, c imageConfig) {
	t.Helper()
	run := fmt.Sprintln(c.Config.User, c.Config.Entrypoint, c.Config.Cmd, c.OS)
	if run != "65532:65532 [/rollcall] [serve] linux\n" {
		t.Errorf("runs as %s", run)
	}
	for key, want := range map[string]string{
		"org.opencontainers.image.version": "v1.2.3",
		"org.opencontainers.image.created": "2023-11-14T22:13:20Z",
	} {
		if got := c.Config.Labels[key]; got != want {
			t.Errorf("label %s = %q, want %q", key, got, want)
		}
	}
}

func checkLayer(t *testing.T, files unpacked, binary string) {
	t.Helper()
	want, err := os.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(files["rollcall"].content, want) || files["rollcall"].header.Mode != 0o755 || files["rollcall"].header.Uid != 0 {
		t.Error("/rollcall is not the binary, or its user may change it")
	}
	for name, mode := range map[string]int64{"data/": 0o750, "tmp/": 0o1777} {
		if h := files[name].header; h.Uid != 65532 || h.Mode != mode || h.Typeflag != tar.TypeDir {
			t.Errorf("%s: %+v", name, h)
		}
	}
	if string(files["etc/ssl/certs/ca-certificates.crt"].content) != certificate {
		t.Error("no certificates")
	}
	if !strings.Contains(string(files["etc/passwd"].content), "rollcall:x:65532:65532:") {
		t.Error("the user has no name")
	}
	if len(files) != 9 {
		t.Errorf("%d entries: what else is in the image?", len(files))
	}
}

func TestSameInputSameBytes(t *testing.T) {
	t.Parallel()
	binary := buildBinary(t)
	first, _ := makeImage(t, binary)
	second, _ := makeImage(t, binary)
	a, err := os.ReadFile(first)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(second)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, b) {
		t.Error("two builds differ")
	}
}

func TestArchitectureIsTheBinarys(t *testing.T) {
	t.Parallel()
	path, _ := makeImage(t, buildBinary(t, "GOARCH=arm64"))
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	index := decode[imageIndex](t, untar(t, f)["index.json"].content)
	if got := index.Manifests[0].Platform.Architecture; got != "arm64" {
		t.Errorf("got %s", got)
	}
}

func TestWithoutCertificatesItSaysSo(t *testing.T) {
	t.Parallel()
	_, said := makeImage(t, buildBinary(t), "-certificates", "/nowhere/ca.crt")
	if !strings.Contains(said, "/nowhere/ca.crt is missing: the image will trust no TLS certificate") {
		t.Errorf("said %q", said)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	binary := buildBinary(t)
	noBinary := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(noBinary, []byte("#!/bin/sh\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		args []string
		want string
	}{
		"a tag with a slash":   {[]string{"-binary", binary, "-version", "feature/x"}, `-version "feature/x": a tag has`},
		"a script":             {[]string{"-binary", noBinary}, "a Linux binary is wanted"},
		"nothing":              {nil, "-binary: "},
		"no certificate in it": {[]string{"-binary", binary, "-certificates", noBinary}, "no PEM certificate"},
		"a word too many":      {[]string{"-binary", binary, "push"}, `unexpected argument "push"`},
		"another system":       {[]string{"-binary", buildBinary(t, "GOOS=windows")}, "a Linux binary is wanted"},
		"another machine":      {[]string{"-binary", buildBinary(t, "GOARCH=riscv64")}, "amd64 and arm64 are known"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			target := filepath.Join(t.TempDir(), "image.tar")
			err := run(append([]string{"-out", target}, tc.args...), io.Discard)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
			if _, err := os.Stat(target); err == nil {
				t.Error("something was written all the same")
			}
		})
	}
}
