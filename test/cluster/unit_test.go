package cluster

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

func TestParseNodes(t *testing.T) {
	t.Parallel()
	for _, good := range []Nodes{Auto, Real, Simulated} {
		if got, err := ParseNodes(string(good)); err != nil || got != good {
			t.Errorf("ParseNodes(%q) = %q, %v", good, got, err)
		}
	}
	if _, err := ParseNodes("kwok"); err == nil || !strings.Contains(err.Error(), `"kwok"`) || !strings.Contains(err.Error(), `"simulated"`) {
		t.Errorf("ParseNodes(kwok): %v, want the value and what is allowed", err)
	}
}

func TestNetworksDoNotOverlap(t *testing.T) {
	t.Parallel()
	var all []netip.Prefix
	for i := range maxNetworks {
		n := newNetwork(i)
		own := []netip.Prefix{
			netip.MustParsePrefix(n.machine + "/30").Masked(), netip.MustParsePrefix(n.services), netip.MustParsePrefix(n.pods),
		}
		for _, p := range own {
			if overlaps(p, all) {
				t.Fatalf("network %d: %s is in another one", i, p)
			}
			if !netip.MustParsePrefix("198.18.0.0/15").Contains(p.Addr()) || p != p.Masked() {
				t.Fatalf("network %d: %s is not a network for tests", i, p)
			}
			all = append(all, p)
		}
		if !own[1].Contains(netip.MustParseAddr(n.apiService)) || !own[1].Contains(netip.MustParseAddr(n.dns)) {
			t.Fatalf("network %d: %+v has services outside of its own", i, n)
		}
		if len(n.link) > 15 || len(n.peer) > 15 { // IFNAMSIZ
			t.Fatalf("network %d: an interface cannot be named %s or %s", i, n.link, n.peer)
		}
	}
}

func FuzzHexAddress(f *testing.F) {
	f.Add("0002A8C0")
	f.Add("zz")
	f.Fuzz(func(t *testing.T, s string) {
		if a, err := hexAddress(s); err == nil && len(s) != 8 {
			t.Errorf("%q was read as %v", s, a)
		}
	})
}

func TestHexAddress(t *testing.T) {
	t.Parallel()
	a, err := hexAddress("0002A8C0")
	if got := netip.AddrFrom4(a).String(); err != nil || got != "192.168.2.0" && got != "0.2.168.192" {
		t.Errorf("got %s, %v", got, err)
	}
	if _, err := hexAddress("0002A8"); err == nil {
		t.Error("three bytes were read as an address")
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, lines, bytes, want string }{
		{"a\nb\nc\n", "", "", "a\nb\nc\n"},
		{"a\nb\nc\n", "2", "", "b\nc\n"},
		{"a\nb\nc", "1", "", "c"},
		{"a\nb\n", "9", "3", "a\nb"},
		{"a\nb\n", "0", "", ""},
		{"a\n", "x", "-1", "a\n"},
		{"", "1", "1", ""},
	} {
		if got := cut(test.text, test.lines, test.bytes); got != test.want {
			t.Errorf("cut(%q, %q, %q) = %q, want %q", test.text, test.lines, test.bytes, got, test.want)
		}
	}
}

func TestCachedIsMadeOnceAndWhole(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "deep", "thing")
	if _, err := cached(t.Context(), io.Discard, dir, func(string) error { return errors.New("no") }); err == nil {
		t.Fatal("a failure to make it was not told")
	}
	if _, err := os.Stat(dir); err == nil {
		t.Fatal("it is there after a failure to make it")
	}
	var made atomic.Int32
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			got, err := cached(t.Context(), io.Discard, dir, func(tmp string) error {
				made.Add(1)
				return os.WriteFile(filepath.Join(tmp, "file"), []byte("x"), 0o600)
			})
			if _, statErr := os.Stat(filepath.Join(got, "file")); err != nil || statErr != nil {
				t.Errorf("%q: %v, %v", got, err, statErr)
			}
		})
	}
	all.Wait()
	if made.Load() != 1 {
		t.Errorf("it was made %d times", made.Load())
	}
}

func TestLockedDoesNotTakeTheLock(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	if is, err := locked(path); is || err != nil {
		t.Fatalf("without a file: %v, %v", is, err)
	}
	f, err := lockFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if is, err := locked(path); !is || err != nil {
		t.Fatalf("while it is held: %v, %v", is, err)
	}
	if _, err := lockFile(path); err == nil {
		t.Fatal("it was taken twice")
	}
	_ = f.Close()
	if is, err := locked(path); is || err != nil {
		t.Fatalf("after it was let go: %v, %v", is, err)
	}
}

func TestArchiveIsAnImageLayout(t *testing.T) {
	t.Parallel()
	var archive bytes.Buffer
	if err := writeArchive(&archive, map[string]image{"example.com/a:1": {layer: []byte("layer"), command: []string{"/a"}}}); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for r := tar.NewReader(&archive); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if files[h.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	type descriptor struct {
		Digest      string
		Size        int
		Annotations map[string]string
	}
	blob := func(d descriptor) []byte {
		data, ok := files["blobs/sha256/"+strings.TrimPrefix(d.Digest, "sha256:")]
		if !ok || len(data) != d.Size {
			t.Fatalf("no blob for %+v", d)
		}
		return data
	}
	var index struct{ Manifests []descriptor }
	if err := json.Unmarshal(files["index.json"], &index); err != nil || len(index.Manifests) != 1 {
		t.Fatalf("index %s: %v", files["index.json"], err)
	}
	if index.Manifests[0].Annotations["io.containerd.image.name"] != "example.com/a:1" {
		t.Errorf("the image is named %v", index.Manifests[0].Annotations)
	}
	var manifest struct {
		Config descriptor
		Layers []descriptor
	}
	if err := json.Unmarshal(blob(index.Manifests[0]), &manifest); err != nil || len(manifest.Layers) != 1 {
		t.Fatalf("manifest %+v: %v", manifest, err)
	}
	if got := blob(manifest.Layers[0]); string(got) != "layer" {
		t.Errorf("layer %q", got)
	}
	if got := blob(manifest.Config); !bytes.Contains(got, []byte(`"Cmd":["/a"]`)) {
		t.Errorf("config %s", got)
	}
}
