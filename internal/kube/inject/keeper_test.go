package inject

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"
)

// believed checks that an API server that trusts bundle believes the keeper's server under a host's name.
func believed(t *testing.T, k *keeper, bundle []byte, host string) {
	t.Helper()
	shown, err := k.certificate(nil)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(shown.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(bundle) {
		t.Fatalf("no certificate in the bundle %q", bundle)
	}
	if _, err := leaf.Verify(x509.VerifyOptions{DNSName: host, Roots: roots, CurrentTime: time.Now()}); err != nil {
		t.Errorf("at %v: %v", time.Now(), err)
	}
}

func refresh(t *testing.T, k *keeper) {
	t.Helper()
	if err := k.refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestKeeperRenewsInTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const host = "rollcall.rollcall.svc"
		k := &keeper{store: &memory{}, hosts: []string{host, "198.18.0.1"}}
		refresh(t, k)
		renewals, authorities := 0, 0
		for range 6 * 52 { // six years, week by week
			serving, bundle := k.now.Serving.Certificate, k.bundle()
			authority := k.now.Authority.Certificate
			time.Sleep(7 * 24 * time.Hour)
			refresh(t, k)
			believed(t, k, k.bundle(), host)
			believed(t, k, k.bundle(), "198.18.0.1")
			if !bytes.Equal(serving, k.now.Serving.Certificate) {
				renewals++
			}
			if !bytes.Equal(authority, k.now.Authority.Certificate) {
				authorities++
				if !bytes.Contains(k.bundle(), bytes.TrimSpace(bundle)) {
					t.Error("who still serves under the authority before is not believed any more")
				}
			}
		}
		if renewals < 30 || renewals > 45 || authorities != 1 {
			t.Errorf("%d renewals, %d new authorities in six years", renewals, authorities)
		}
	})
}

func TestKeepersShareWhatIsStored(t *testing.T) {
	t.Parallel()
	store := &memory{}
	first, second := &keeper{store: store, hosts: []string{"a"}}, &keeper{store: store, hosts: []string{"a"}}
	refresh(t, first)
	refresh(t, second)
	believed(t, second, first.bundle(), "a")

	other := &keeper{store: store, hosts: []string{"b"}}
	refresh(t, other)
	believed(t, other, first.bundle(), "b")

	store.values[certificatesKey] = []byte(`{"authority":{"key":"eA=="`)
	refresh(t, first)
	believed(t, first, first.bundle(), "a")
	var kept certificates
	if err := json.Unmarshal(store.values[certificatesKey], &kept); err != nil {
		t.Errorf("what was damaged is not replaced: %v", err)
	}

	before := first.bundle()
	store.err = errAway
	if err := first.refresh(t.Context()); err == nil {
		t.Error("no error while the store is away")
	}
	believed(t, first, before, "a")
}

func TestKeeperWithoutAStore(t *testing.T) {
	t.Parallel()
	k := &keeper{hosts: []string{"a"}}
	if _, err := k.certificate(nil); err == nil {
		t.Error("a certificate before the first refresh")
	}
	refresh(t, k)
	before := k.bundle()
	refresh(t, k)
	believed(t, k, before, "a")
}

func FuzzStoredCertificates(f *testing.F) {
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"authority":{"certificate":"LS0t","key":"LS0t"},"hosts":["a"]}`))
	f.Fuzz(func(t *testing.T, stored []byte) {
		k := &keeper{store: &memory{values: map[string][]byte{certificatesKey: stored}}, hosts: []string{"a"}}
		refresh(t, k)
		believed(t, k, k.bundle(), "a")
	})
}
