// Command image puts a static rollcall binary into a container image without a Docker daemon.
//
//	go run ./deploy/image -binary dist/rollcall-linux-amd64 -version v1.0.0 -out dist/rollcall-v1.0.0.oci.tar
//
// The image is built from nothing: the binary, the certificates of the authorities that this machine trusts, an entry in
// /etc/passwd, and two folders that the user 65532 may write to, /data and /tmp. Time zones are inside the binary.
//
// The file is an OCI image layout in a tar archive, which containerd (ctr image import), skopeo and podman read, and it carries
// the manifest.json of docker save as well, so that docker load does, too. The same binary, certificates, version and time give
// the same bytes.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "image: %v\n", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("image", flag.ContinueOnError)
	binary := flags.String("binary", "", "the static Linux binary")
	version := flags.String("version", "devel", "the image's tag and label")
	certificates := flags.String("certificates", "/etc/ssl/certs/ca-certificates.crt",
		"PEM file of the authorities to trust; where it is missing the image trusts none, and says so here")
	created := flags.Int64("created", 0, "the time of everything in the image, in seconds since 1970")
	target := flags.String("out", "rollcall.oci.tar", "the archive to write")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	spec := spec{version: *version, created: time.Unix(*created, 0).UTC()}
	if err := spec.read(*binary, *certificates); err != nil {
		return err
	}
	if spec.certificates == nil {
		fmt.Fprintf(out, "image: %s is missing: the image will trust no TLS certificate\n", *certificates)
	}
	archive, digest, err := build(spec)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(*target), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(*target, archive, 0o644); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s  %s  %s  %.1f MB\n", *target, spec.name(), digest, float64(len(archive))/1e6)
	return nil
}
