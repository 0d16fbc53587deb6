package cluster

import (
	"encoding/json"
	"os"
	"path/filepath"
)

// Info is what others need to know of a running cluster. Its JSON form is what
// the command prints and what lies in the cluster's directory while it runs.
type Info struct {
	Kubeconfig string `json:"kubeconfig"`
	HostIP     string `json:"host_ip"`
	Real       bool   `json:"real"`
	Dir        string `json:"dir"`
	// BusyboxImage is an image that pods of a real node can run.
	BusyboxImage string `json:"busybox_image"`
	// Kubectl is the path of a kubectl of the cluster's version.
	Kubectl string `json:"kubectl"`
	// Node is the name of the node.
	Node string `json:"node"`
	// Control is the base URL of the control API (see Handler), if one is served.
	Control string `json:"control,omitempty"`
	// PID is the process that keeps the cluster.
	PID int `json:"pid"`
}

// Info describes the cluster.
func (c *Cluster) Info() Info {
	return Info{
		Kubeconfig: c.Kubeconfig(), HostIP: c.HostIP(), Real: c.Real(), Dir: c.Dir(), BusyboxImage: BusyboxImage,
		Kubectl: filepath.Join(filepath.Dir(c.layout.bin), "kubectl"), Node: c.node.name(), PID: os.Getpid(),
	}
}

// infoFile is where the information about the cluster of a directory lies.
func infoFile(dir string) string { return filepath.Join(dir, "cluster.json") }

// Publish writes the information into the cluster's directory, for ReadInfo.
func (c *Cluster) Publish(info Info) error {
	data, err := json.Marshal(info)
	if err != nil {
		return err
	}
	tmp := infoFile(info.Dir) + ".tmp"
	if err := os.WriteFile(tmp, data, 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, infoFile(info.Dir))
}

// Running says whether a cluster runs in dir, or is starting or stopping there.
func Running(dir string) (bool, error) { return locked(filepath.Join(dir, "lock")) }

// ReadInfo finds the cluster that is up in dir; the error is os.ErrNotExist if
// there is none.
func ReadInfo(dir string) (Info, error) {
	var info Info
	running, err := Running(dir)
	if err != nil {
		return info, err
	}
	if !running { // what is written there is about a cluster that died
		return info, os.ErrNotExist
	}
	data, err := os.ReadFile(infoFile(dir))
	if err != nil {
		return info, err
	}
	return info, json.Unmarshal(data, &info)
}
