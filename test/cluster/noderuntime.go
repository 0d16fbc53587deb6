package cluster

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"golang.org/x/sys/unix"
)

// nodeFiles writes the files that a real node's programs read.
type nodeFiles struct {
	layout  *layout
	net     network
	runtime *containerRuntime
}

func (f nodeFiles) path(name string) string { return filepath.Join(f.layout.dir, "node", name) }

// snapshotter is overlayfs, except on a file system that cannot be below one.
func (f nodeFiles) snapshotter() string {
	var info unix.Statfs_t
	if err := unix.Statfs(f.layout.dir, &info); err == nil && info.Type == unix.OVERLAYFS_SUPER_MAGIC {
		return "native"
	}
	return "overlayfs"
}

// Version 2 of the format is what containerd 1.x reads and 2.x translates.
// restrict_oom_score_adj lets pods start where the harness itself may not
// lower that score.
const containerdConfig = `version = 2
root = "{{.Root}}"
state = "/run/containerd"
disabled_plugins = [
  "io.containerd.internal.v1.tracing", "io.containerd.tracing.processor.v1.otlp", "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs",
]
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.internal.v1.opt"]
  path = "{{.Root}}/opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{{.Pause}}"
  restrict_oom_score_adj = true
  disable_hugetlb_controller = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "{{.CNI}}"
    conf_dir = "{{.CNIConfig}}"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "{{.Snapshotter}}"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        BinaryName = "{{.Runc}}"
        SystemdCgroup = false
`

// write writes everything but the node's own configuration.
func (f nodeFiles) write() error {
	for _, dir := range []string{"cni", "containerd", "kubelet", "pods", "sysctl"} {
		if err := os.MkdirAll(f.path(dir), 0o755); err != nil {
			return err
		}
	}
	var toml bytes.Buffer
	err := template.Must(template.New("").Parse(containerdConfig)).Execute(&toml, map[string]string{
		"Root": f.path("containerd"), "Pause": pauseImage, "CNI": f.runtime.cni, "CNIConfig": f.path("cni"),
		"Snapshotter": f.snapshotter(), "Runc": f.runtime.runc,
	})
	if err != nil {
		return err
	}
	files := map[string][]byte{
		"containerd.toml": toml.Bytes(),
		"resolv.conf":     []byte("nameserver " + f.layout.dnsIP + "\n"),
	}
	for name, value := range kernelSettings() {
		files[f.setting(name)] = []byte(value + "\n")
	}
	for name, object := range map[string]any{
		"cni/10-rollcall.conflist": f.cniConfig(), "kubelet.json": f.kubeletConfig(), "node.json": f.nodeConfig(),
	} {
		if files[name], err = json.MarshalIndent(object, "", "  "); err != nil {
			return err
		}
	}
	for name, data := range files {
		if err := os.WriteFile(f.path(name), data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// kernelSettings are what a kubelet insists on (its flag
// --protect-kernel-defaults) and would change for the whole machine.
func kernelSettings() map[string]string {
	return map[string]string{
		"vm/overcommit_memory": "1", "vm/panic_on_oom": "0",
		"kernel/panic": "10", "kernel/panic_on_oops": "1",
		"kernel/keys/root_maxkeys": "1000000", "kernel/keys/root_maxbytes": "25000000",
	}
}

func (f nodeFiles) setting(name string) string {
	return filepath.Join("sysctl", strings.ReplaceAll(name, "/", "."))
}

func (f nodeFiles) cniConfig() any {
	return map[string]any{
		"cniVersion": "0.4.0", "name": "rollcall",
		"plugins": []any{map[string]any{
			"type": "bridge", "bridge": "cni0", "isGateway": true, "ipMasq": false, "hairpinMode": true,
			"ipam": map[string]any{
				"type":    "host-local",
				"dataDir": "/var/lib/cni/networks",
				"ranges":  []any{[]any{map[string]any{"subnet": f.net.pods}}},
				"routes":  []any{map[string]any{"dst": "0.0.0.0/0"}},
			},
		}},
	}
}

func (f nodeFiles) kubeletConfig() any {
	return map[string]any{
		"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration",
		"address": f.net.node, "healthzBindAddress": "127.0.0.1",
		"authentication": map[string]any{
			"anonymous": map[string]any{"enabled": false},
			"webhook":   map[string]any{"enabled": true},
			"x509":      map[string]any{"clientCAFile": f.layout.cert("ca")},
		},
		"authorization":            map[string]any{"mode": "Webhook"},
		"tlsCertFile":              f.layout.cert("kubelet-server"),
		"tlsPrivateKeyFile":        f.layout.key("kubelet-server"),
		"containerRuntimeEndpoint": "unix:///run/containerd/containerd.sock",
		"cgroupDriver":             "cgroupfs",
		"cgroupRoot":               "/" + f.net.cgroup(),
		"failCgroupV1":             false,
		"failSwapOn":               false,
		"clusterDNS":               []string{f.layout.dnsIP},
		"clusterDomain":            "cluster.local",
		"resolvConf":               f.path("resolv.conf"),
		"podLogsDir":               f.path("pods"),
		"volumePluginDir":          f.path("kubelet/plugins-exec"),
		"enforceNodeAllocatable":   []string{"pods"},
		"serializeImagePulls":      false,
		"maxPods":                  110,
		// The machine's disk is not the cluster's business: no pod is evicted
		// for it, and no image, which could not be pulled again, is collected.
		"imageGCHighThresholdPercent": 100,
		"imageGCLowThresholdPercent":  99,
		"evictionHard": map[string]string{
			"memory.available": "20Mi", "nodefs.available": "0%", "nodefs.inodesFree": "0%", "imagefs.available": "0%",
		},
	}
}

// nodeConfig is the node's own configuration: components/kube/node.Config.
func (f nodeFiles) nodeConfig() any {
	settings := map[string]string{}
	for name := range kernelSettings() {
		target := filepath.Join("/proc/sys", name)
		if _, err := os.Stat(target); err == nil {
			settings[target] = f.path(f.setting(name))
		}
	}
	path := fmt.Sprintf("PATH=%s:%s:%s", f.runtime.shims, filepath.Dir(f.runtime.runc), os.Getenv("PATH"))
	env := []string{path}
	if f.runtime.libraries != "" {
		env = append(env, "LD_LIBRARY_PATH="+f.runtime.libraries)
	}
	keep := []string{f.layout.dir, filepath.Dir(f.layout.bin)}
	if dir, err := CacheDir(); err == nil {
		keep = append(keep, dir)
	}
	routes, _ := machineAddresses()
	return map[string]any{
		"link": f.net.peer, "address": fmt.Sprintf("%s/%d", f.net.node, f.net.bits), "gateway": f.net.machine,
		"routes": routes, "tmpfs": []string{"/run", "/var/lib", "/var/log"}, "keep": keep, "binds": settings,
		"programs": map[string]any{
			Containerd: map[string]any{
				"args": []string{f.runtime.containerd, "--config", f.path("containerd.toml")},
				"env":  env, "log": f.layout.log(Containerd),
			},
			Kubelet: map[string]any{
				"args": []string{
					f.layout.bin, Kubelet, "--config=" + f.path("kubelet.json"), "--kubeconfig=" + f.layout.kubeconfig("kubelet"),
					"--root-dir=" + f.path("kubelet"), "--cert-dir=" + f.path("kubelet/pki"),
					"--hostname-override=" + RealNode, "--node-ip=" + f.net.node,
				},
				"env": env, "log": f.layout.log(Kubelet),
			},
			ServiceProxy: map[string]any{
				"args": []string{f.layout.bin, ServiceProxy, "--kubeconfig=" + f.layout.kubeconfig("admin"), "--dns=" + f.layout.dnsIP},
				"env":  env, "log": f.layout.log(ServiceProxy),
			},
		},
	}
}
