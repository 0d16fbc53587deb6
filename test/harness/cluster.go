package harness

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// Cluster is a running Kubernetes.
type Cluster struct {
	Kubeconfig   string `json:"kubeconfig"`
	HostIP       string `json:"host_ip"` // this machine, as pods and the API server reach it
	Real         bool   `json:"real"`    // containers really run; otherwise they are simulated
	Dir          string `json:"dir"`
	BusyboxImage string `json:"busybox_image"` // an image that a real node has
	Node         string `json:"node"`          // name of the node
	Control      string `json:"control"`

	Client kubernetes.Interface `json:"-"`
	Rest   *rest.Config         `json:"-"`

	stdin   io.Closer
	process *exec.Cmd
}

// ClusterOptions say how a cluster is to be.
type ClusterOptions struct {
	Nodes string // auto, real or simulated; empty is auto
	Dir   string // of its state and logs
	Log   io.Writer
}

// StartCluster builds what is not in the cache, and starts a cluster. Stop it, or let this process end: it ends then too.
func StartCluster(ctx context.Context, o ClusterOptions) (*Cluster, error) {
	root, err := Root()
	if err != nil {
		return nil, err
	}
	if o.Nodes == "" {
		o.Nodes = "auto"
	}
	cmd := exec.CommandContext(ctx, "go", "run", "-C", filepath.Join(root, "test", "cluster"), "./cmd/cluster",
		"up", "--json", "--nodes", o.Nodes, "--dir", o.Dir)
	cmd.Stderr = o.Log
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("cluster: %w", err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("cluster: %w", err)
	}
	cmd.Cancel = stdin.Close // it stops in order when its standard input ends
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("cluster: %w", err)
	}
	c := &Cluster{stdin: stdin, process: cmd}
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, c)
	}
	if err == nil {
		err = c.connect()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("cluster did not start: %w", err), c.Stop())
	}
	return c, nil
}

// AttachCluster uses the cluster that `make cluster-up` keeps in a folder. Stopping it leaves it there.
func AttachCluster(dir string) (*Cluster, error) {
	data, err := os.ReadFile(filepath.Join(dir, "cluster.json"))
	if err != nil {
		return nil, fmt.Errorf("no cluster runs in %s: %w", dir, err)
	}
	c := &Cluster{}
	if err := json.Unmarshal(data, c); err != nil {
		return nil, fmt.Errorf("cluster in %s: %w", dir, err)
	}
	return c, c.connect()
}

// ConnectCluster uses a cluster that is there already.
func ConnectCluster(kubeconfig string) (*Cluster, error) {
	c := &Cluster{Kubeconfig: kubeconfig, Real: true, HostIP: "127.0.0.1", BusyboxImage: "busybox"}
	return c, c.connect()
}

func (c *Cluster) connect() error {
	config, err := clientcmd.BuildConfigFromFlags("", c.Kubeconfig)
	if err != nil {
		return fmt.Errorf("kubeconfig %s: %w", c.Kubeconfig, err)
	}
	config.QPS, config.Burst = 200, 400
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return fmt.Errorf("client: %w", err)
	}
	c.Rest, c.Client = config, client
	return nil
}

// Stop ends the cluster and waits until nothing of it is left.
func (c *Cluster) Stop() error {
	if c.process == nil {
		return nil
	}
	_ = c.stdin.Close()
	err := c.process.Wait()
	c.process = nil
	if err != nil {
		return fmt.Errorf("stopping the cluster: %w", err)
	}
	return nil
}

// Root is the folder of the repository that the working directory belongs to.
func Root() (string, error) {
	wd, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("working directory: %w", err)
	}
	for dir := wd; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "test", "cluster", "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("%s is not in a checkout of Rollcall", wd)
		}
	}
}
