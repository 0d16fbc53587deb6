package node

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// stopGrace is how long a program gets to end by itself when it is stopped.
const stopGrace = 3 * time.Second

// Main runs the node that the file args[0] describes until standard input ends.
// It must be the first process of its PID namespace.
func Main(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: node-init CONFIG")
	}
	c, err := readConfig(args[0])
	if err != nil {
		return err
	}
	if err := setup(c); err != nil {
		return err
	}
	n := &node{config: c, running: map[string]int{}}
	go n.reap()
	n.say("ready")
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		verb, name, _ := strings.Cut(lines.Text(), " ")
		switch verb {
		case "start":
			n.start(name)
		case "stop":
			go n.stop(name)
		default:
			n.say("failed %s unknown command %q", name, verb)
		}
	}
	return lines.Err()
}

// node holds what runs; mu guards running and the order of what is said.
type node struct {
	config  Config
	mu      sync.Mutex
	running map[string]int
}

func (n *node) start(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	program, ok := n.config.Programs[name]
	if !ok {
		fmt.Printf("failed %s not a program of this node\n", name)
		return
	}
	if pid, ok := n.running[name]; ok {
		fmt.Printf("started %s %d\n", name, pid)
		return
	}
	pid, err := spawn(program)
	if err != nil {
		fmt.Printf("failed %s %v\n", name, err)
		return
	}
	n.running[name] = pid
	fmt.Printf("started %s %d\n", name, pid)
}

func spawn(p Program) (pid int, err error) {
	log, err := os.OpenFile(p.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	defer log.Close()
	cmd := exec.Command(p.Args[0], p.Args[1:]...)
	cmd.Env = append(os.Environ(), p.Env...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	// reap collects it, as it collects every orphan of the namespace; the
	// handle that package os keeps must not do so too.
	pid = cmd.Process.Pid
	return pid, cmd.Process.Release()
}

func (n *node) stop(name string) {
	pid := n.pid(name)
	if pid == 0 {
		n.say("exited %s", name)
		return
	}
	_ = unix.Kill(pid, unix.SIGTERM)
	for deadline := time.Now().Add(stopGrace); n.pid(name) == pid; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			_ = unix.Kill(-pid, unix.SIGKILL)
		}
	}
}

func (n *node) pid(name string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.running[name]
}

// reap collects every process that ends: programs, and the orphans that the
// first process of a PID namespace inherits.
func (n *node) reap() {
	for {
		pid, err := unix.Wait4(-1, nil, 0, nil)
		if err == unix.EINTR {
			continue
		}
		if err != nil { // no children: look again soon
			time.Sleep(50 * time.Millisecond)
			continue
		}
		n.ended(pid)
	}
}

func (n *node) ended(pid int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for name, p := range n.running {
		if p == pid {
			delete(n.running, name)
			fmt.Printf("exited %s\n", name)
		}
	}
}

func (n *node) say(format string, args ...any) {
	n.mu.Lock()
	defer n.mu.Unlock()
	fmt.Printf(format+"\n", args...)
}
