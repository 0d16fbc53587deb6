package cluster

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
)

// pauseImage holds a pod's namespaces open.
const pauseImage = "rollcall.test/pause:local"

// image is one image of an archive: a single layer and what it runs.
type image struct {
	layer   []byte
	command []string
}

// nodeImages are the images that a node needs: busybox under two names.
func nodeImages(ctx context.Context, busybox string) (map[string]image, error) {
	layer, err := busyboxLayer(ctx, busybox)
	if err != nil {
		return nil, err
	}
	return map[string]image{
		BusyboxImage: {layer: layer, command: []string{"sh"}},
		pauseImage:   {layer: layer, command: []string{"/bin/sleep", "infinity"}},
	}, nil
}

// writeArchive writes images, by name, as an OCI image layout in a tar archive.
// Formats: OCI image specification, image-layout.md and config.md; the
// annotation io.containerd.image.name is how containerd names what it imports.
func writeArchive(w io.Writer, images map[string]image) error {
	blobs := map[string][]byte{}
	var manifests []any
	for name, image := range images {
		descriptor, err := addImage(blobs, image)
		if err != nil {
			return err
		}
		descriptor["annotations"] = map[string]string{"io.containerd.image.name": name}
		manifests = append(manifests, descriptor)
	}
	index, err := json.Marshal(map[string]any{"schemaVersion": 2, "manifests": manifests})
	if err != nil {
		return err
	}
	files := map[string][]byte{"oci-layout": []byte(`{"imageLayoutVersion":"1.0.0"}`), "index.json": index}
	for digest, blob := range blobs {
		files["blobs/sha256/"+digest] = blob
	}
	archive := tar.NewWriter(w)
	for name, data := range files {
		if err := addFile(archive, &tar.Header{Name: name, Mode: 0o644}, data); err != nil {
			return err
		}
	}
	return archive.Close()
}

// addImage adds the blobs of one image and returns its descriptor.
func addImage(blobs map[string][]byte, image image) (map[string]any, error) {
	add := func(mediaType string, data []byte) map[string]any {
		sum := sha256.Sum256(data)
		digest := hex.EncodeToString(sum[:])
		blobs[digest] = data
		return map[string]any{"mediaType": mediaType, "digest": "sha256:" + digest, "size": len(data)}
	}
	layerRef := add("application/vnd.oci.image.layer.v1.tar", image.layer)
	config, err := json.Marshal(map[string]any{
		"architecture": runtime.GOARCH, "os": "linux",
		"config": map[string]any{"Cmd": image.command, "Env": []string{"PATH=/bin"}},
		"rootfs": map[string]any{"type": "layers", "diff_ids": []any{layerRef["digest"]}},
	})
	if err != nil {
		return nil, err
	}
	manifest, err := json.Marshal(map[string]any{
		"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
		"config": add("application/vnd.oci.image.config.v1+json", config),
		"layers": []any{layerRef},
	})
	if err != nil {
		return nil, err
	}
	return add("application/vnd.oci.image.manifest.v1+json", manifest), nil
}

// busyboxLayer is a root file system with busybox under each of its names.
func busyboxLayer(ctx context.Context, busybox string) ([]byte, error) {
	program, err := os.ReadFile(busybox)
	if err != nil {
		return nil, err
	}
	names, err := exec.CommandContext(ctx, busybox, "--list").Output()
	if err != nil {
		return nil, fmt.Errorf("%s --list: %w", busybox, err)
	}
	var layer bytes.Buffer
	w := tar.NewWriter(&layer)
	headers := []*tar.Header{
		{Typeflag: tar.TypeDir, Name: "bin/", Mode: 0o755},
		{Typeflag: tar.TypeDir, Name: "etc/", Mode: 0o755},
		{Typeflag: tar.TypeDir, Name: "usr/", Mode: 0o755},
		{Typeflag: tar.TypeDir, Name: "root/", Mode: 0o700},
		{Typeflag: tar.TypeDir, Name: "tmp/", Mode: 0o1777},
		{Typeflag: tar.TypeSymlink, Name: "sbin", Linkname: "bin", Mode: 0o777},
		{Typeflag: tar.TypeSymlink, Name: "usr/bin", Linkname: "../bin", Mode: 0o777},
	}
	for name := range strings.FieldsSeq(string(names)) {
		if name != "busybox" {
			headers = append(headers, &tar.Header{Typeflag: tar.TypeSymlink, Name: "bin/" + name, Linkname: "busybox", Mode: 0o777})
		}
	}
	for _, h := range headers {
		if err := w.WriteHeader(h); err != nil {
			return nil, err
		}
	}
	for name, data := range map[string]string{
		"etc/passwd": "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n",
		"etc/group":  "root:x:0:\nnogroup:x:65534:\n",
	} {
		if err := addFile(w, &tar.Header{Name: name, Mode: 0o644}, []byte(data)); err != nil {
			return nil, err
		}
	}
	if err := addFile(w, &tar.Header{Name: "bin/busybox", Mode: 0o755}, program); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return layer.Bytes(), nil
}

func addFile(w *tar.Writer, h *tar.Header, data []byte) error {
	h.Typeflag, h.Size = tar.TypeReg, int64(len(data))
	if err := w.WriteHeader(h); err != nil {
		return err
	}
	_, err := w.Write(data)
	return err
}
