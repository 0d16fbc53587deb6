package hook

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

// ClientOptions say what a client may do. The zero value is the safe one.
type ClientOptions struct {
	// AllowPrivate lets it reach loopback, private and link-local addresses, and go through the proxy of the environment.
	AllowPrivate bool
	Timeout      time.Duration // of a whole request; 15 s
}

// NewClient makes a client; share it between all receivers with the same options.
func NewClient(o ClientOptions) *http.Client {
	if o.Timeout <= 0 {
		o.Timeout = 15 * time.Second
	}
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	transport := &http.Transport{
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           20,
		MaxIdleConnsPerHost:    4,
		MaxConnsPerHost:        16,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 64 << 10,
	}
	if o.AllowPrivate {
		transport.Proxy = http.ProxyFromEnvironment
	} else {
		dialer.Control = guard
	}
	return &http.Client{
		Transport: transport, Timeout: o.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// PrivateAddressError says that an address was not dialled because it lies inside.
type PrivateAddressError struct{ Address netip.Addr }

func (e *PrivateAddressError) Error() string {
	return fmt.Sprintf("%s is not a public address: allow_private lets this receiver reach it", e.Address)
}

// guard is called with the resolved address just before it is dialled.
func guard(_, address string, _ syscall.RawConn) error {
	host, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("dialling %q: %w", address, err)
	}
	if !public(host.Addr()) {
		return &PrivateAddressError{Address: host.Addr()}
	}
	return nil
}

// public reports whether an address belongs to the Internet (https://www.iana.org/assignments/iana-ipv4-special-registry and
// its IPv6 counterpart). An IPv6 address that carries an IPv4 address is judged by that one as well.
func public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, special := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fec0::/10",
	} {
		if netip.MustParsePrefix(special).Contains(a) {
			return false
		}
	}
	raw := a.As16()
	switch {
	case netip.MustParsePrefix("64:ff9b::/96").Contains(a): // NAT64
		return public(netip.AddrFrom4([4]byte(raw[12:16])))
	case netip.MustParsePrefix("2002::/16").Contains(a): // 6to4
		return public(netip.AddrFrom4([4]byte(raw[2:6])))
	default:
		return true
	}
}

// CheckURL says what is wrong with the address of a webhook. The error does not repeat it, since it may hold a secret.
func CheckURL(raw string) error {
	u, err := url.Parse(raw)
	switch {
	case raw == "":
		return errors.New("url is empty: want an address such as https://example.com/hook")
	case err != nil:
		return errors.New("url cannot be read: want an address such as https://example.com/hook")
	case u.Scheme != "https" && u.Scheme != "http":
		return fmt.Errorf("url has the scheme %q: want https or http", u.Scheme)
	case u.Hostname() == "":
		return errors.New("url names no host: want an address such as https://example.com/hook")
	default:
		return nil
	}
}
