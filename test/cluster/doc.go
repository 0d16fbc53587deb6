// Package cluster is a real Kubernetes cluster on one machine, for tests and
// for trying things out: real etcd, kube-apiserver, kube-controller-manager
// and kube-scheduler, compiled from their published Go modules into a cached
// folder, and one node, which is either real (kubelet, containerd, containers)
// or simulated (KWOK).
//
//	c, err := cluster.Start(ctx, cluster.Options{Nodes: cluster.Auto, Log: os.Stderr})
//	defer c.Stop()
//	config, err := clientcmd.BuildConfigFromFlags("", c.Kubeconfig())
//
// The command test/cluster/cmd/cluster is the same for people, and for tests
// of other modules, which need not import this one.
//
// Invariants:
//   - Nothing survives its cluster. Every process dies with the process that
//     called Start, even on SIGKILL; a real node lives in namespaces of its
//     own, so that the kernel takes its containers, mounts and interfaces with
//     it; what the kernel cannot take (empty cgroups, files) Stop removes, or
//     the next Start or Clean of the same directory.
//   - Clusters do not disturb each other or the machine: each has its own
//     ports, addresses, cgroup and directory, and nothing is installed.
//   - Nothing listens on an address that another machine can reach.
package cluster
