package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"time"
)

// entry is a file or, without content, a folder.
type entry struct {
	name    string
	mode    int64
	owner   int
	content []byte
}

// entries are all that is in the image.
func (s *spec) entries() []entry {
	passwd := fmt.Sprintf("root:x:0:0:root:/:/none\nrollcall:x:%d:%d:rollcall:/data:/none\n", owner, owner)
	group := fmt.Sprintf("root:x:0:\nrollcall:x:%d:\n", owner)
	all := []entry{
		{name: "data/", mode: 0o750, owner: owner},
		{name: "etc/", mode: 0o755},
		{name: "etc/group", mode: 0o644, content: []byte(group)},
		{name: "etc/passwd", mode: 0o644, content: []byte(passwd)},
	}
	if s.certificates != nil {
		all = append(all,
			entry{name: "etc/ssl/", mode: 0o755},
			entry{name: "etc/ssl/certs/", mode: 0o755},
			entry{name: "etc/ssl/certs/ca-certificates.crt", mode: 0o644, content: s.certificates},
		)
	}
	return append(all,
		entry{name: "rollcall", mode: 0o755, content: s.binary},
		entry{name: "tmp/", mode: 0o1777, owner: owner},
	)
}

// writeTar writes entries in their order, all of one time, so that equal input gives equal bytes.
func writeTar(entries []entry, at time.Time) ([]byte, error) {
	var buffer bytes.Buffer
	w := tar.NewWriter(&buffer)
	for _, e := range entries {
		header := &tar.Header{
			Name: e.name, Mode: e.mode, Uid: e.owner, Gid: e.owner, Size: int64(len(e.content)), ModTime: at,
			Typeflag: tar.TypeReg, Format: tar.FormatUSTAR,
		}
		if e.name[len(e.name)-1] == '/' {
			header.Typeflag = tar.TypeDir
		}
		if err := w.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := w.Write(e.content); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return buffer.Bytes(), nil
}

// compress is gzip without a name or a time in its header.
func compress(data []byte) ([]byte, error) {
	var buffer bytes.Buffer
	w := gzip.NewWriter(&buffer)
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return buffer.Bytes(), nil
}
