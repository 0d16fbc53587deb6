// Package services makes Services work on a node: it stands in for kube-proxy
// and for the cluster's DNS.
//
// Every cluster IP becomes an address of the node's loopback interface, every
// TCP port of a Service a listener there that passes connections on to a ready
// endpoint, in turn. It is a plain forwarder in user space, because that needs
// neither iptables nor nftables nor a kernel module, and a test cluster has no
// traffic to speak of. The node's pods reach it through their default route,
// the machine through its route to the node. UDP Services are left alone.
//
// Invariant: it must run in the node's network namespace, since it adds
// addresses and listens on privileged ports.
package services
