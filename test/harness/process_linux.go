package harness

import "syscall"

// diesWithUs lets the kernel end a child whose parent was killed.
func diesWithUs() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
