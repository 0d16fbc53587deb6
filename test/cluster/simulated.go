package cluster

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// SimulatedNode is the name of a simulated node.
const SimulatedNode = "kwok-0"

// How a simulated pod behaves is said by the annotation or label Simulate on
// it; test/cluster/README.md lists the values. A real node ignores it, so that
// one manifest serves both.
const (
	// Simulate says what becomes of the pod.
	Simulate = "rollcall.test/simulate"
	// SimulateIndex says of which index of an indexed Job that is so; of all if absent.
	SimulateIndex = "rollcall.test/index"
	// SimulateDuration is how long it runs, as Go writes durations; 1s if absent.
	SimulateDuration = "rollcall.test/duration"
	// SimulateLog is what its containers have printed.
	SimulateLog = "rollcall.test/log"
)

//go:embed stages.yaml
var stages []byte

// simulatedNode is a Node object that KWOK keeps alive, with pods that only
// change their status, and an API for their logs.
type simulatedNode struct {
	logs *logServer
	kwok *process
}

func (n *simulatedNode) name() string { return SimulatedNode }

func (n *simulatedNode) prepare(_ context.Context, c *Cluster) error {
	l := &c.layout
	l.address, l.nodeIP = "127.0.0.1", "127.0.0.1"
	l.serviceNet, l.serviceIP, l.dnsIP = "10.96.0.0/16", "10.96.0.1", "10.96.0.10"
	l.podNet = "10.64.0.0/12"
	return nil
}

func (n *simulatedNode) join(ctx context.Context, c *Cluster) error {
	l := &c.layout
	var err error
	if n.logs, err = serveLogs(l, c.client); err != nil {
		return err
	}
	config := filepath.Join(l.dir, "kwok.yaml")
	if err := os.WriteFile(config, stages, 0o600); err != nil {
		return err
	}
	n.kwok = c.process(Kwok, []string{
		l.bin, Kwok, "--kubeconfig=" + c.Kubeconfig(), "--config=" + config,
		"--manage-all-nodes=true", "--node-lease-duration-seconds=40",
		"--cidr=" + l.podNet, "--node-ip=" + l.nodeIP, "--node-port=" + strconv.Itoa(l.kubeletPort),
		"--server-address=127.0.0.1:" + strconv.Itoa(l.kwokPort),
	})
	c.add(Kwok, n.kwok)
	if err := n.register(ctx, c); err != nil {
		return err
	}
	return n.kwok.Start()
}

// register makes the Node object; KWOK takes it from there.
func (n *simulatedNode) register(ctx context.Context, c *Cluster) error {
	size := corev1.ResourceList{
		corev1.ResourceCPU:    resource.MustParse("64"),
		corev1.ResourceMemory: resource.MustParse("256Gi"),
		corev1.ResourcePods:   resource.MustParse("100k"),
	}
	_, err := c.client.CoreV1().Nodes().Create(ctx, &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{
			Name: SimulatedNode,
			Labels: map[string]string{
				corev1.LabelHostname: SimulatedNode, corev1.LabelOSStable: "linux", corev1.LabelArchStable: "amd64",
				"type": "kwok",
			},
		},
		Status: corev1.NodeStatus{Allocatable: size, Capacity: size},
	}, metav1.CreateOptions{})
	if err != nil {
		return fmt.Errorf("create node %s: %w", SimulatedNode, err)
	}
	return nil
}

func (n *simulatedNode) close() error {
	if n.logs != nil {
		n.logs.close()
	}
	if n.kwok != nil {
		n.kwok.kill()
	}
	return nil
}
