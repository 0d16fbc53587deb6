// Package service tests the check-in service as a process: the binary on a database of its own, reported to over connections, and
// killed in the middle.
package service
