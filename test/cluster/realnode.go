package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// RealNode is the name of a real node.
const RealNode = "node-0"

// realNode is a kubelet with a containerd of its own, in namespaces of its own.
type realNode struct {
	runtime  *containerRuntime
	net      network
	files    nodeFiles
	process  *nodeProcess
	imported chan error
}

func (n *realNode) name() string { return RealNode }

func (n *realNode) prepare(ctx context.Context, c *Cluster) error {
	var err error
	if n.net, err = claimNetwork(ctx, c.layout.dir); err != nil {
		return err
	}
	// Written down before it is needed: whoever comes after a crash reads it.
	if err := writeLeftovers(c.layout.dir, leftovers{Network: n.net.index, Real: true}); err != nil {
		return err
	}
	l := &c.layout
	l.address, l.nodeIP = n.net.machine, n.net.node
	l.serviceNet, l.serviceIP, l.dnsIP, l.podNet = n.net.services, n.net.apiService, n.net.dns, n.net.pods
	if err := removeCgroup(n.net.cgroup()); err != nil { // of a cluster that was killed elsewhere
		return err
	}
	if err := makeCgroup(n.net.cgroup()); err != nil {
		return err
	}
	n.files = nodeFiles{layout: l, net: n.net, runtime: n.runtime}
	if err := n.files.write(); err != nil {
		return err
	}
	var ready <-chan error
	n.process, ready, err = startNode(c.spawner, l.bin, n.files.path("node.json"), l.log("node"), c.say)
	if err != nil {
		return err
	}
	if err := n.net.handOver(ctx, n.process.cmd.Process.Pid); err != nil {
		return err
	}
	if err := <-ready; err != nil {
		return err
	}
	for _, name := range []string{Containerd, Kubelet, ServiceProxy} {
		c.add(name, program{name: name, node: n.process})
	}
	if err := c.StartComponent(ctx, Containerd); err != nil {
		return err
	}
	n.imported = make(chan error, 1)
	go func() { n.imported <- n.importImages(ctx) }() // while the API server starts
	return nil
}

func (n *realNode) join(ctx context.Context, c *Cluster) error {
	if err := <-n.imported; err != nil {
		return err
	}
	for _, name := range []string{Kubelet, ServiceProxy} {
		if err := c.StartComponent(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

func (n *realNode) importImages(ctx context.Context) error {
	path := n.files.path("images.tar")
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	images, err := nodeImages(ctx, n.runtime.busybox)
	if err != nil {
		return fmt.Errorf("make the node's images: %w", err)
	}
	if err := writeArchive(f, images); err != nil {
		return fmt.Errorf("write the node's images: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	if err := poll(ctx, readyPoll, func(ctx context.Context) error { return n.ctr(ctx, "version") }); err != nil {
		return fmt.Errorf("containerd is not ready: %w; the end of its log:\n%s",
			err, logTail(n.files.layout.log(Containerd), logTailSize))
	}
	return n.importImage(ctx, path)
}

func (n *realNode) importImage(ctx context.Context, path string) error {
	return n.ctr(ctx, "-n", "k8s.io", "images", "import", "--snapshotter", n.files.snapshotter(), path)
}

// ctr talks to the node's containerd, whose socket is seen through the root
// directory of the node's first process.
func (n *realNode) ctr(ctx context.Context, args ...string) error {
	socket := fmt.Sprintf("/proc/%d/root/run/containerd/containerd.sock", n.process.cmd.Process.Pid)
	out, err := exec.CommandContext(ctx, n.runtime.ctr, append([]string{"--address", socket}, args...)...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("ctr %s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(string(out)))
	}
	return nil
}

func (n *realNode) close() error {
	if n.process != nil {
		n.process.kill()
	}
	return nil // the rest is among the leftovers
}

// ImportImage gives the node the images of an OCI or Docker archive; pods can
// use them under the names that the archive gives them, unless their pull
// policy is Always. A simulated node needs no images: there it is an error.
func (c *Cluster) ImportImage(ctx context.Context, path string) error {
	n, ok := c.node.(*realNode)
	if !ok {
		return errors.New("a simulated node has no images")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	return n.importImage(ctx, path)
}
