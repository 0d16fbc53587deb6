package cluster

import (
	"fmt"
	"net"
	"path/filepath"
	"strconv"
)

// Names of the components that can be stopped and started.
const (
	Etcd              = "etcd"
	APIServer         = "kube-apiserver"
	ControllerManager = "kube-controller-manager"
	Scheduler         = "kube-scheduler"
	Kwok              = "kwok"       // simulated nodes only
	Containerd        = "containerd" // real nodes only, as are the next two
	Kubelet           = "kubelet"
	ServiceProxy      = "service-proxy"
)

// layout is everything about one cluster that its components have to agree on.
type layout struct {
	dir  string
	bin  string // the multi-call binary
	real bool

	address    string // where the API server listens, and the machine for pods
	nodeIP     string
	serviceNet string
	serviceIP  string // of kubernetes.default
	dnsIP      string
	podNet     string

	etcdPort, peerPort, apiPort, controllerPort, schedulerPort, kubeletPort, kwokPort int
}

func (l *layout) url() string {
	return "https://" + net.JoinHostPort(l.address, strconv.Itoa(l.apiPort))
}
func (l *layout) pki() string             { return filepath.Join(l.dir, "pki") }
func (l *layout) cert(name string) string { return filepath.Join(l.pki(), name+".crt") }
func (l *layout) key(name string) string  { return filepath.Join(l.pki(), name+".key") }
func (l *layout) log(name string) string  { return filepath.Join(l.dir, "logs", name+".log") }
func (l *layout) kubeconfig(name string) string {
	return filepath.Join(l.dir, "kubeconfigs", name+".yaml")
}

// identities are the certificates that the components need.
func (l *layout) identities() []identity {
	return []identity{
		{name: "etcd", user: "etcd", addresses: []string{"127.0.0.1"}},
		{name: "apiserver", user: "kube-apiserver", addresses: []string{
			"127.0.0.1", "localhost", l.address, l.serviceIP,
			"kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local",
		}},
		{name: "apiserver-kubelet", user: "kube-apiserver-kubelet-client", groups: []string{"system:masters"}},
		{name: "admin", user: "kubernetes-admin", groups: []string{"system:masters"}},
		{name: "controller-manager", user: "system:kube-controller-manager", addresses: []string{"127.0.0.1"}},
		{name: "scheduler", user: "system:kube-scheduler", addresses: []string{"127.0.0.1"}},
		{name: "kubelet", user: "system:node:" + RealNode, groups: []string{"system:nodes"}},
		{name: "kubelet-server", user: RealNode, addresses: []string{l.nodeIP}},
	}
}

func (l *layout) etcd() []string {
	client := fmt.Sprintf("https://127.0.0.1:%d", l.etcdPort)
	peer := fmt.Sprintf("https://127.0.0.1:%d", l.peerPort)
	args := []string{
		l.bin, Etcd,
		"--data-dir=" + filepath.Join(l.dir, "etcd"),
		"--listen-client-urls=" + client, "--advertise-client-urls=" + client,
		"--listen-peer-urls=" + peer, "--initial-advertise-peer-urls=" + peer, "--initial-cluster=default=" + peer,
		// The data is thrown away with the cluster: waiting for a disk that is
		// shared with a whole test run buys nothing.
		"--unsafe-no-fsync",
		"--log-level=warn",
	}
	for _, kind := range []string{"", "peer-"} {
		args = append(args, "--"+kind+"cert-file="+l.cert("etcd"), "--"+kind+"key-file="+l.key("etcd"),
			"--"+kind+"trusted-ca-file="+l.cert("ca"), "--"+kind+"client-cert-auth")
	}
	return args
}

func (l *layout) apiServer() []string {
	args := []string{
		l.bin, APIServer,
		fmt.Sprintf("--etcd-servers=https://127.0.0.1:%d", l.etcdPort),
		"--etcd-cafile=" + l.cert("ca"), "--etcd-certfile=" + l.cert("etcd"), "--etcd-keyfile=" + l.key("etcd"),
		"--bind-address=" + l.address, "--advertise-address=" + l.address, "--secure-port=" + strconv.Itoa(l.apiPort),
		"--tls-cert-file=" + l.cert("apiserver"), "--tls-private-key-file=" + l.key("apiserver"),
		"--client-ca-file=" + l.cert("ca"), "--token-auth-file=" + filepath.Join(l.pki(), "tokens.csv"),
		"--authorization-mode=Node,RBAC", "--enable-admission-plugins=NodeRestriction",
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
		"--service-account-key-file=" + filepath.Join(l.pki(), "service-accounts.pub"),
		"--service-account-signing-key-file=" + l.key("service-accounts"),
		"--service-cluster-ip-range=" + l.serviceNet,
		"--kubelet-preferred-address-types=InternalIP",
		"--kubelet-client-certificate=" + l.cert("apiserver-kubelet"), "--kubelet-client-key=" + l.key("apiserver-kubelet"),
		"--kubelet-certificate-authority=" + l.cert("ca"),
		// Services of webhooks lead to their pods, without kube-proxy.
		"--enable-aggregator-routing=true",
		"--allow-privileged=true",
	}
	if !l.real {
		// It listens on loopback alone, which no endpoint may name.
		args = append(args, "--endpoint-reconciler-type=none")
	}
	return args
}

func (l *layout) controllerManager() []string {
	return append(l.client(ControllerManager, "controller-manager", l.controllerPort),
		"--service-account-private-key-file="+l.key("service-accounts"), "--root-ca-file="+l.cert("ca"),
		"--cluster-signing-cert-file="+l.cert("ca"), "--cluster-signing-key-file="+l.key("ca"),
		"--use-service-account-credentials=true",
		"--service-cluster-ip-range="+l.serviceNet, "--cluster-cidr="+l.podNet, "--allocate-node-cidrs=false",
		// After a stop it waits for the lease of the one before: a little less
		// than upstream's 15 s, with the same patience on a busy machine.
		"--leader-elect=true", "--leader-elect-lease-duration=12s", "--leader-elect-renew-deadline=10s",
		"--leader-elect-retry-period=1s",
		"--kube-api-qps=200", "--kube-api-burst=300",
	)
}

func (l *layout) scheduler() []string {
	return append(l.client(Scheduler, "scheduler", l.schedulerPort),
		"--leader-elect=false", "--kube-api-qps=200", "--kube-api-burst=300")
}

// client is what the controller manager and the scheduler have in common.
func (l *layout) client(command, name string, port int) []string {
	config := l.kubeconfig(name)
	return []string{
		l.bin, command,
		"--kubeconfig=" + config, "--authentication-kubeconfig=" + config, "--authorization-kubeconfig=" + config,
		"--bind-address=127.0.0.1", "--secure-port=" + strconv.Itoa(port),
		"--tls-cert-file=" + l.cert(name), "--tls-private-key-file=" + l.key(name),
	}
}
