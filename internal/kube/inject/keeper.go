package inject

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

const (
	certificatesKey = "kube/inject/certificates"
	// A certificate is replaced when less than this is left of it.
	authorityMargin = 365 * 24 * time.Hour
	servingMargin   = 30 * 24 * time.Hour
)

// certificates are what is stored.
type certificates struct {
	Authority pair `json:"authority"`
	// Previous is the authority before; it stays trusted, so that a replica which still serves under it is believed.
	Previous []byte   `json:"previous,omitempty"`
	Serving  pair     `json:"serving"`
	Hosts    []string `json:"hosts"`
}

// keeper holds the webhook's certificates, and renews them before they end. It is safe for concurrent use.
type keeper struct {
	store KeyValue // nil: they live as long as the process
	hosts []string

	mu      sync.Mutex
	now     certificates
	serving *tls.Certificate
}

// refresh reads what is stored, renews what is missing, ends soon or does not fit, and stores that.
func (k *keeper) refresh(ctx context.Context) error {
	c, err := k.load(ctx)
	if err != nil {
		return err
	}
	changed, err := c.renew(time.Now(), k.hosts)
	if err != nil {
		return err
	}
	if changed && k.store != nil {
		text, err := json.Marshal(c)
		if err != nil {
			return fmt.Errorf("writing the certificates: %w", err)
		}
		if err := k.store.Put(ctx, certificatesKey, text); err != nil {
			return fmt.Errorf("storing the certificates: %w", err)
		}
	}
	serving, err := tls.X509KeyPair(c.Serving.Certificate, c.Serving.Key)
	if err != nil {
		return fmt.Errorf("using the certificate: %w", err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.now, k.serving = c, &serving
	return nil
}

// load returns what is stored; nothing where that cannot be read as certificates.
func (k *keeper) load(ctx context.Context) (certificates, error) {
	k.mu.Lock()
	c := k.now
	k.mu.Unlock()
	if k.store == nil {
		return c, nil
	}
	text, found, err := k.store.Get(ctx, certificatesKey)
	if err != nil {
		return certificates{}, fmt.Errorf("reading the certificates: %w", err)
	}
	if !found {
		return c, nil
	}
	var stored certificates
	if damaged := json.Unmarshal(text, &stored); damaged != nil {
		return certificates{}, nil //nolint:nilerr // what cannot be read is made anew
	}
	return stored, nil
}

// renew replaces what is missing, ends soon or does not fit, and reports whether it did.
func (c *certificates) renew(now time.Time, hosts []string) (changed bool, err error) {
	if !c.Authority.lasts(now.Add(authorityMargin)) {
		if c.Authority.lasts(now) {
			c.Previous = c.Authority.Certificate
		}
		if c.Authority, err = newAuthority(now); err != nil {
			return false, err
		}
		c.Serving, changed = pair{}, true
	}
	if !c.Serving.lasts(now.Add(servingMargin)) || !slices.Equal(c.Hosts, hosts) {
		if c.Serving, err = newServing(now, c.Authority, hosts); err != nil {
			return false, err
		}
		c.Hosts, changed = hosts, true
	}
	if old := (pair{Certificate: c.Previous}); c.Previous != nil && !old.ends(now) {
		c.Previous, changed = nil, true
	}
	return changed, nil
}

// lasts reports whether the pair is whole and valid beyond an instant.
func (p pair) lasts(until time.Time) bool {
	certificate, _, err := p.parse()
	return err == nil && certificate.NotAfter.After(until)
}

// ends reports whether the certificate can be read and ends after an instant.
func (p pair) ends(after time.Time) bool {
	certificate, err := p.certificate()
	return err == nil && certificate.NotAfter.After(after)
}

// bundle is what the API server has to trust.
func (k *keeper) bundle() []byte {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Concat(k.now.Authority.Certificate, k.now.Previous)
}

// certificate is what the server shows; it fits tls.Config.GetCertificate.
func (k *keeper) certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.serving == nil {
		return nil, errors.New("there is no certificate yet")
	}
	return k.serving, nil
}
