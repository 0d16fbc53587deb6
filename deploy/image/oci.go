package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
)

// The media types and fields are those of the OCI image specification 1.1 (image-layout.md, manifest.md, config.md).
const (
	mediaTypeConfig   = "application/vnd.oci.image.config.v1+json"
	mediaTypeIndex    = "application/vnd.oci.image.index.v1+json"
	mediaTypeLayer    = "application/vnd.oci.image.layer.v1.tar+gzip"
	mediaTypeManifest = "application/vnd.oci.image.manifest.v1+json"
)

type descriptor struct {
	MediaType   string            `json:"mediaType"`
	Digest      string            `json:"digest"`
	Size        int               `json:"size"`
	Annotations map[string]string `json:"annotations,omitempty"`
	Platform    *platform         `json:"platform,omitempty"`
}

type platform struct {
	Architecture string `json:"architecture"`
	OS           string `json:"os"`
}

type imageConfig struct {
	Created      string          `json:"created"`
	Architecture string          `json:"architecture"`
	OS           string          `json:"os"`
	Config       containerConfig `json:"config"`
	RootFS       rootFS          `json:"rootfs"`
	History      []history       `json:"history"`
}

type containerConfig struct {
	User         string              `json:"User"`
	ExposedPorts map[string]struct{} `json:"ExposedPorts"`
	Env          []string            `json:"Env"`
	Entrypoint   []string            `json:"Entrypoint"`
	Cmd          []string            `json:"Cmd"`
	Volumes      map[string]struct{} `json:"Volumes,omitempty"`
	WorkingDir   string              `json:"WorkingDir"`
	Labels       map[string]string   `json:"Labels"`
}

type rootFS struct {
	Type    string   `json:"type"`
	DiffIDs []string `json:"diff_ids"`
}

type history struct {
	Created   string `json:"created"`
	CreatedBy string `json:"created_by"`
}

type imageManifest struct {
	SchemaVersion int               `json:"schemaVersion"`
	MediaType     string            `json:"mediaType"`
	Config        descriptor        `json:"config"`
	Layers        []descriptor      `json:"layers"`
	Annotations   map[string]string `json:"annotations,omitempty"`
}

type imageIndex struct {
	SchemaVersion int          `json:"schemaVersion"`
	MediaType     string       `json:"mediaType"`
	Manifests     []descriptor `json:"manifests"`
}

type imageLayout struct {
	Version string `json:"imageLayoutVersion"`
}

// dockerImage is an entry of the manifest.json that docker load looks for.
type dockerImage struct {
	Config   string   `json:"Config"`
	RepoTags []string `json:"RepoTags"`
	Layers   []string `json:"Layers"`
}

// layout collects the files of an OCI image layout.
type layout struct {
	blobs []entry
	err   error
}

// blob adds content under its digest.
func (l *layout) blob(mediaType string, content []byte) descriptor {
	sum := digest(content)
	l.blobs = append(l.blobs, entry{name: blobName(sum), mode: 0o644, content: content})
	return descriptor{MediaType: mediaType, Digest: sum, Size: len(content)}
}

func (l *layout) json(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil && l.err == nil {
		l.err = err
	}
	return data
}

// build returns the archive and the digest of the manifest, which names the image for good.
func build(s spec) (archive []byte, manifestDigest string, err error) {
	plain, err := writeTar(s.entries(), s.created)
	if err != nil {
		return nil, "", err
	}
	packed, err := compress(plain)
	if err != nil {
		return nil, "", err
	}
	var l layout
	layer := l.blob(mediaTypeLayer, packed)
	config := l.blob(mediaTypeConfig, l.json(s.config(digest(plain))))
	manifest := l.blob(mediaTypeManifest, l.json(imageManifest{
		SchemaVersion: 2, MediaType: mediaTypeManifest, Config: config, Layers: []descriptor{layer}, Annotations: s.labels(),
	}))
	manifest.Platform = &platform{Architecture: s.architecture, OS: "linux"}
	manifest.Annotations = map[string]string{
		"io.containerd.image.name":          s.name(), // what ctr image import calls it
		"org.opencontainers.image.ref.name": s.version,
	}
	files := []entry{
		{name: "oci-layout", mode: 0o644, content: l.json(imageLayout{Version: "1.0.0"})},
		{name: "index.json", mode: 0o644, content: l.json(imageIndex{
			SchemaVersion: 2, MediaType: mediaTypeIndex, Manifests: []descriptor{manifest},
		})},
		{name: "manifest.json", mode: 0o644, content: l.json([]dockerImage{{
			Config: blobName(config.Digest), RepoTags: []string{s.name()}, Layers: []string{blobName(layer.Digest)},
		}})},
		{name: "blobs/", mode: 0o755},
		{name: "blobs/sha256/", mode: 0o755},
	}
	if l.err != nil {
		return nil, "", l.err
	}
	archive, err = writeTar(slices.Concat(files, l.blobs), s.created)
	return archive, manifest.Digest, err
}

// config says how the image runs.
func (s *spec) config(diffID string) imageConfig {
	created := s.labels()["org.opencontainers.image.created"]
	return imageConfig{
		Created: created, Architecture: s.architecture, OS: "linux",
		Config: containerConfig{
			User:         "65532:65532",
			ExposedPorts: map[string]struct{}{"8080/tcp": {}},
			Env:          []string{"PATH=/", "HOME=/data", "TMPDIR=/tmp", "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"},
			Entrypoint:   []string{"/rollcall"},
			Cmd:          []string{"serve"},
			Volumes:      map[string]struct{}{"/data": {}},
			WorkingDir:   "/",
			Labels:       s.labels(),
		},
		RootFS:  rootFS{Type: "layers", DiffIDs: []string{diffID}},
		History: []history{{Created: created, CreatedBy: "go run ./deploy/image"}},
	}
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return "sha256:" + hex.EncodeToString(sum[:])
}

func blobName(digest string) string { return "blobs/" + strings.Replace(digest, ":", "/", 1) }
