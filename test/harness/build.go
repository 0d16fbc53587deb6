package harness

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// BuildRollcall builds the binary into a folder and returns its path.
func BuildRollcall(ctx context.Context, dir string) (string, error) {
	root, err := Root()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "rollcall")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", path, "./cmd/rollcall")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building rollcall: %w\n%s", err, out)
	}
	return path, nil
}

// ImageVersion is the version that BuildImage gives.
const ImageVersion = "test"

// BuildImage puts a binary into an image, as `make image` does, and returns the archive and the image's name.
func BuildImage(ctx context.Context, binary, dir string) (archive, name string, err error) {
	root, err := Root()
	if err != nil {
		return "", "", err
	}
	archive = filepath.Join(dir, "rollcall.oci.tar")
	cmd := exec.CommandContext(ctx, "go", "run", "./deploy/image", "-binary", binary, "-version", ImageVersion, "-out", archive)
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", "", fmt.Errorf("building the image: %w\n%s", err, out)
	}
	return archive, "rollcall.dev/rollcall:" + ImageVersion, nil
}
