package cluster

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"syscall"
)

// nodeProcess is the first process of a real node (components/kube/node, which
// documents what is said between the two).
type nodeProcess struct {
	cmd   *exec.Cmd
	input io.WriteCloser
	ended chan struct{}
	warn  func(format string, args ...any)

	mu      sync.Mutex
	running map[string]bool
	waiting map[string][]chan error // for what becomes of a start or a stop
}

// startNode starts it in namespaces of its own. It has done nothing yet: it
// waits for its link.
func startNode(s *spawner, binary, config, logFile string, warn func(string, ...any)) (*nodeProcess, <-chan error, error) {
	cmd := exec.Command(binary, "node-init", config)
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWPID | syscall.CLONE_NEWNS | syscall.CLONE_NEWNET,
	}
	log, err := openLog(logFile)
	if err != nil {
		return nil, nil, err
	}
	defer log.Close()
	cmd.Stderr = log
	input, err := cmd.StdinPipe()
	if err != nil {
		return nil, nil, err
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := s.start(cmd); err != nil {
		return nil, nil, fmt.Errorf("start the node: %w", err)
	}
	n := &nodeProcess{
		cmd: cmd, input: input, ended: make(chan struct{}), warn: warn,
		running: map[string]bool{}, waiting: map[string][]chan error{},
	}
	ready := make(chan error, 1)
	go n.listen(output, ready, logFile)
	return n, ready, nil
}

func (n *nodeProcess) listen(output io.Reader, ready chan<- error, logFile string) {
	defer close(n.ended)
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		verb, rest, _ := strings.Cut(lines.Text(), " ")
		name, detail, _ := strings.Cut(rest, " ")
		switch verb {
		case "ready":
			ready <- nil
		case "started":
			n.became(name, true, nil)
		case "exited":
			n.became(name, false, nil)
		case "failed":
			n.became(name, false, errors.New(detail))
		}
	}
	err := fmt.Errorf("the node ended: %w; the end of its log:\n%s", errors.Join(n.cmd.Wait(), lines.Err()),
		logTail(logFile, logTailSize))
	select {
	case ready <- err:
	default:
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for name := range n.waiting {
		n.settle(name, err)
	}
}

// became records what became of a program and tells who waits for it.
func (n *nodeProcess) became(name string, running bool, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.running[name] && !running && len(n.waiting[name]) == 0 {
		n.warn("%s of the node ended by itself", name)
	}
	n.running[name] = running
	n.settle(name, err)
}

func (n *nodeProcess) settle(name string, err error) {
	for _, c := range n.waiting[name] {
		c <- err
	}
	delete(n.waiting, name)
}

// tell gives an order and waits for what becomes of it.
func (n *nodeProcess) tell(verb, name string) error {
	answer := make(chan error, 1)
	n.mu.Lock()
	n.waiting[name] = append(n.waiting[name], answer)
	_, err := fmt.Fprintf(n.input, "%s %s\n", verb, name)
	n.mu.Unlock()
	if err != nil {
		return fmt.Errorf("%s %s: %w", verb, name, err)
	}
	select {
	case err := <-answer:
		return err
	case <-n.ended:
		return fmt.Errorf("%s %s: the node has ended", verb, name)
	}
}

// kill ends the node and everything in it: when the first process of a PID
// namespace ends, the kernel kills the others before its parent hears of it
// (pid_namespaces(7)).
func (n *nodeProcess) kill() {
	_ = n.cmd.Process.Kill()
	<-n.ended
}

// program is a component that runs inside of the node.
type program struct {
	name string
	node *nodeProcess
}

func (p program) Start() error { return p.node.tell("start", p.name) }
func (p program) Stop() error  { return p.node.tell("stop", p.name) }
