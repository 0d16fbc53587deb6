//go:build !linux

package harness

import "syscall"

// diesWithUs is empty where the system knows nothing of the kind.
func diesWithUs() *syscall.SysProcAttr { return nil }
