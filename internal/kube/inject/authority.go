package inject

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"time"
)

const (
	authorityLife = 5 * 365 * 24 * time.Hour
	servingLife   = 90 * 24 * time.Hour
	// backdate makes a certificate valid for machines whose clock is behind ours.
	backdate = time.Hour
)

// pair is a certificate with its key, both as PEM.
type pair struct {
	Certificate []byte `json:"certificate"`
	Key         []byte `json:"key"`
}

// newAuthority makes a certificate authority that the API server is told to trust for our webhook and for nothing else.
func newAuthority(now time.Time) (pair, error) {
	template, key, err := prepare(now, authorityLife, "rollcall webhook authority")
	if err != nil {
		return pair{}, err
	}
	template.IsCA, template.BasicConstraintsValid, template.MaxPathLenZero = true, true, true
	template.KeyUsage = x509.KeyUsageCertSign
	return sign(template, template, key, key)
}

// newServing makes a certificate for the webhook's server, signed by the authority, for hosts: DNS names or addresses.
func newServing(now time.Time, authority pair, hosts []string) (pair, error) {
	issuer, issuerKey, err := authority.parse()
	if err != nil {
		return pair{}, err
	}
	template, key, err := prepare(now, servingLife, "rollcall webhook")
	if err != nil {
		return pair{}, err
	}
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	return sign(template, issuer, key, issuerKey)
}

func prepare(now time.Time, life time.Duration, name string) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, fmt.Errorf("making a key: %w", err)
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, nil, fmt.Errorf("making a serial number: %w", err)
	}
	return &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name}, NotBefore: now.Add(-backdate), NotAfter: now.Add(life),
	}, key, nil
}

func sign(template, issuer *x509.Certificate, key *ecdsa.PrivateKey, issuerKey crypto.Signer) (pair, error) {
	der, err := x509.CreateCertificate(rand.Reader, template, issuer, key.Public(), issuerKey)
	if err != nil {
		return pair{}, fmt.Errorf("signing a certificate: %w", err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return pair{}, fmt.Errorf("writing a key: %w", err)
	}
	return pair{
		Certificate: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		Key:         pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}),
	}, nil
}

// parse reads the pair.
func (p pair) parse() (*x509.Certificate, crypto.Signer, error) {
	certificate, err := p.certificate()
	if err != nil {
		return nil, nil, err
	}
	block, _ := pem.Decode(p.Key)
	if block == nil {
		return nil, nil, errors.New("the stored key is not PEM")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, nil, fmt.Errorf("the stored key: %w", err)
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, nil, fmt.Errorf("the stored key is a %T, which cannot sign", key)
	}
	return certificate, signer, nil
}

func (p pair) certificate() (*x509.Certificate, error) {
	block, _ := pem.Decode(p.Certificate)
	if block == nil {
		return nil, errors.New("the stored certificate is not PEM")
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("the stored certificate: %w", err)
	}
	return certificate, nil
}
