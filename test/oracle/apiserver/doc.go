// Package apiserver is a Kubernetes API server that lives in memory and in fake time: CronJobs, Jobs and Pods behind
// kubernetes.Interface, as far as the CronJob controller and Rollcall use them.
//
// It is stricter than the fake clientset of client-go, whose objects have no resource version, no UID and no creation time:
// here an update of a stale object is a conflict, a watch goes on from where it broke off, or is told that it cannot (410 Gone),
// and creation times are whole seconds.
//
// Invariants:
//   - a stored object is never changed: a write stores a new one, so that watchers may share it;
//   - every write is in the journal, with who made it and when;
//   - a client that is cut off sees and changes nothing, and its watches break off.
package apiserver
