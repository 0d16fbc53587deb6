// Package node is the first process of a real node.
//
// The harness starts it in PID, mount and network namespaces of its own, and
// everything that belongs to the node runs below it: containerd, the kubelet,
// the service proxy and all containers. That is what makes a node that leaves
// nothing behind: when this process ends, however it ends, the kernel ends
// every process of the namespace, drops every mount and removes the node's
// network interfaces. Nothing that a node changes reaches the machine: the
// kernel settings that a kubelet writes are files of the node's own.
//
// It is told what to do by lines on its standard input, one command each, and
// answers on its standard output:
//
//	start NAME   → started NAME PID | failed NAME REASON
//	stop NAME    → exited NAME
//	             → exited NAME        (also when NAME ended by itself)
//
// The end of its input ends the node.
package node
