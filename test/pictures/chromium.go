package main

import (
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
)

// The size of the window: as wide as people have it, and higher than any message.
const (
	width, height = 1000, 2600
	// sidebar is how wide the stand-in's list of channels is, in pixels.
	sidebar = 230
)

// shoot takes a picture of a page with a headless Chromium.
func shoot(ctx context.Context, chromium, url string) (m image.Image, err error) {
	dir, err := os.MkdirTemp("", "pictures")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "page.png")
	out, err := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+filepath.Join(dir, "profile"),
		fmt.Sprintf("--window-size=%d,%d", width, height), "--screenshot="+file, url).CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", chromium, err, out)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return png.Decode(f)
}

// write stores a picture.
func write(path string, m image.Image) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr
		}
	}()
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	return encoder.Encode(f, m)
}
