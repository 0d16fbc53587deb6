package cluster

import (
	"errors"
	"math/rand/v2"
	"net"
	"strconv"
)

// Ports come from below the range that Linux gives to outgoing connections
// (32768 and up), so that none is taken while its component is stopped.
const firstPort, lastPort = 20000, 32000

// freePorts finds n different ports that nobody listens on at host.
func freePorts(host string, n int) ([]int, error) {
	var ports []int
	seen := map[int]bool{}
	for range 1000 {
		port := firstPort + rand.IntN(lastPort-firstPort)
		if seen[port] {
			continue
		}
		seen[port] = true
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if err != nil {
			continue
		}
		_ = l.Close()
		if ports = append(ports, port); len(ports) == n {
			return ports, nil
		}
	}
	return nil, errors.New("no free ports on " + host)
}
