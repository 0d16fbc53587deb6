package cluster

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
)

// maxNetworks is how many clusters with a real node fit on one machine.
const maxNetworks = 128

// network is the addresses of one real node. Each gets a /23 of 198.18.0.0/15,
// which RFC 2544 reserves for tests of network devices, so that it is nobody's:
//
//	198.18.n.0/30     the link: .1 is the machine, .2 the node
//	198.18.n.128/25   Services: .129 is the API server, .138 DNS
//	198.18.n+1.0/24   pods
type network struct {
	index                     int
	link, peer                string
	machine, node             string
	services, apiService, dns string
	pods                      string
	bits                      int
}

func newNetwork(index int) network {
	at := func(third, fourth int) string {
		return fmt.Sprintf("198.%d.%d.%d", 18+(2*index+third)/256, (2*index+third)%256, fourth)
	}
	return network{
		index: index, link: "rollcall" + strconv.Itoa(index), peer: "rollnode" + strconv.Itoa(index),
		machine: at(0, 1), node: at(0, 2), bits: 30,
		services: at(0, 128) + "/25", apiService: at(0, 129), dns: at(0, 138),
		pods: at(1, 0) + "/24",
	}
}

// cgroup is the name of the control group of the node that has this network.
func (n network) cgroup() string { return n.link }

// claimNetwork takes the first network that nobody has, by making its link:
// the kernel lets a name be taken once.
// owner marks it as that of the cluster in a directory.
func claimNetwork(ctx context.Context, owner string) (network, error) {
	taken, err := localPrefixes()
	if err != nil {
		return network{}, err
	}
	var last error
	for index := range maxNetworks {
		n := newNetwork(index)
		block := netip.PrefixFrom(netip.MustParseAddr(n.machine), 23)
		if overlaps(block, taken) {
			continue
		}
		if last = ip(ctx, "link add %s type veth peer name %s", n.link, n.peer); last != nil {
			continue
		}
		if err := n.configure(ctx, owner); err != nil {
			return network{}, errors.Join(err, n.remove(ctx))
		}
		return n, nil
	}
	return network{}, fmt.Errorf("no network is free for the node: %w", last)
}

func (n network) configure(ctx context.Context, owner string) error {
	if err := run(ctx, "/", "ip", "link", "set", n.link, "alias", alias(owner)); err != nil {
		return err
	}
	for _, line := range []string{
		fmt.Sprintf("addr add %s/%d dev %s", n.machine, n.bits, n.link),
		"link set " + n.link + " up",
		fmt.Sprintf("route add %s via %s dev %s", n.services, n.node, n.link),
		fmt.Sprintf("route add %s via %s dev %s", n.pods, n.node, n.link),
	} {
		if err := ip(ctx, "%s", line); err != nil {
			return err
		}
	}
	return nil
}

// alias is the mark of the cluster in a directory: 256 bytes are the most that
// an interface can carry (IFALIASZ).
func alias(owner string) string {
	return owner[max(0, len(owner)-200):]
}

// ownedByAnother says whether the link is there and is not that of owner.
func (n network) ownedByAnother(owner string) bool {
	data, err := os.ReadFile("/sys/class/net/" + n.link + "/ifalias")
	return err == nil && strings.TrimSpace(string(data)) != alias(owner)
}

// handOver moves the node's end into the network namespace of a process.
func (n network) handOver(ctx context.Context, pid int) error {
	return ip(ctx, "link set %s netns %d", n.peer, pid)
}

// remove takes the link away, and with it addresses and routes.
func (n network) remove(ctx context.Context) error {
	if _, err := net.InterfaceByName(n.link); err != nil {
		return nil //nolint:nilerr // it is gone already
	}
	err := ip(ctx, "link del %s", n.link)
	if _, gone := net.InterfaceByName(n.link); gone != nil {
		return nil //nolint:nilerr // the kernel was faster
	}
	return err
}

func ip(ctx context.Context, format string, args ...any) error {
	return run(ctx, "/", "ip", strings.Fields(fmt.Sprintf(format, args...))...)
}

func overlaps(block netip.Prefix, taken []netip.Prefix) bool {
	for _, p := range taken {
		if p.Overlaps(block) {
			return true
		}
	}
	return false
}

// localPrefixes are the IPv4 networks that the machine has routes to, the
// default route aside.
func localPrefixes() ([]netip.Prefix, error) {
	data, err := os.ReadFile("/proc/net/route")
	if err != nil {
		return nil, err
	}
	var prefixes []netip.Prefix
	for i, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		fields := strings.Fields(line)
		if i == 0 || len(fields) < 8 {
			continue
		}
		address, err1 := hexAddress(fields[1])
		mask, err2 := hexAddress(fields[7])
		if err := errors.Join(err1, err2); err != nil {
			return nil, fmt.Errorf("/proc/net/route: %w", err)
		}
		if ones, _ := net.IPMask(mask[:]).Size(); ones > 0 {
			prefixes = append(prefixes, netip.PrefixFrom(netip.AddrFrom4(address), ones))
		}
	}
	return prefixes, nil
}

// hexAddress reads an address as /proc/net/route has it: a number in the
// machine's byte order.
func hexAddress(s string) (a [4]byte, err error) {
	raw, err := hex.DecodeString(s)
	if err != nil || len(raw) != 4 {
		return a, fmt.Errorf("%q is not an address", s)
	}
	binary.NativeEndian.PutUint32(a[:], binary.BigEndian.Uint32(raw))
	return a, nil
}

// machineAddresses are this machine's IPv4 addresses that a node may want to
// reach; those of other clusters are not.
func machineAddresses() ([]string, error) {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return nil, err
	}
	tests := netip.MustParsePrefix("198.18.0.0/15")
	var found []string
	for _, a := range addresses {
		prefix, err := netip.ParsePrefix(a.String())
		if err != nil {
			continue
		}
		if ip := prefix.Addr(); ip.Is4() && !ip.IsLoopback() && !tests.Contains(ip) {
			found = append(found, ip.String())
		}
	}
	return found, nil
}
