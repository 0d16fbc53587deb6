package cluster

import (
	"fmt"
	"io"
)

// Nodes is the kind of node that a cluster has.
type Nodes string

const (
	// Auto is Real where that is possible, otherwise Simulated.
	Auto Nodes = "auto"
	// Real is a kubelet with containerd; it needs root on Linux.
	Real Nodes = "real"
	// Simulated is KWOK, which needs nothing.
	Simulated Nodes = "simulated"
)

// ParseNodes reads a kind of node as the command line spells it.
func ParseNodes(s string) (Nodes, error) {
	switch n := Nodes(s); n {
	case Auto, Real, Simulated:
		return n, nil
	}
	return "", fmt.Errorf("nodes: %q is not a kind of node; want %q, %q or %q", s, Auto, Real, Simulated)
}

// BusyboxImage is the image that a real node has: Debian's static busybox, with
// a shell. There is no registry, so pods that use it must not pull always.
const BusyboxImage = "docker.io/library/busybox:local"

// Options say how a cluster should be. The zero value is a cluster in a
// temporary directory with nodes of kind Auto.
type Options struct {
	// Dir holds the cluster's state and logs. Empty means a temporary
	// directory, which Stop removes; any other is left for a look at the logs.
	Dir string
	// Nodes is the kind of node; empty means Auto.
	Nodes Nodes
	// Log takes progress and warnings, one line each; nil means nowhere.
	Log io.Writer
}
