package cluster

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"k8s.io/client-go/kubernetes"
)

// Cluster is a running cluster. Its methods may be called concurrently.
type Cluster struct {
	layout  layout
	log     io.Writer
	logMu   sync.Mutex
	temp    bool
	client  *kubernetes.Clientset
	spawner *spawner
	lock    *os.File
	node    node

	mu         sync.Mutex
	components map[string]component
	crashes    map[string]int
	giveUp     context.CancelCauseFunc // while starting
	stopOnce   sync.Once
	stopErr    error
}

// node is the one node of a cluster, of either kind.
type node interface {
	// prepare does what can be done without an API server, and what the API
	// server needs; the layout's addresses are final when it returns.
	prepare(ctx context.Context, c *Cluster) error
	// join brings the node into the cluster.
	join(ctx context.Context, c *Cluster) error
	// close takes it away again, whatever state it is in.
	close() error
	// name is the name of its Node object.
	name() string
}

// maxCrashes is how often a component may end by itself while a cluster starts.
const maxCrashes = 4

// Start brings up a cluster: the components are built if need be, and when it
// returns the API answers, the node is ready and pods can be created. ctx
// bounds the start alone; the cluster runs until Stop, or until this process
// ends.
func Start(ctx context.Context, o Options) (*Cluster, error) {
	c := &Cluster{log: o.Log, components: map[string]component{}, crashes: map[string]int{}, spawner: newSpawner()}
	if c.log == nil {
		c.log = io.Discard
	}
	ctx, c.giveUp = context.WithCancelCause(ctx)
	defer c.giveUp(nil)
	if err := c.start(ctx, o); err != nil {
		return nil, errors.Join(err, c.Stop())
	}
	return c, nil
}

func (c *Cluster) start(ctx context.Context, o Options) error {
	if err := c.openDir(o.Dir); err != nil {
		return err
	}
	bin, err := Build(ctx, c.log)
	if err != nil {
		return err
	}
	begun := time.Now()
	c.layout.bin = bin
	if err := c.prepareNode(ctx, o.Nodes); err != nil {
		return err
	}
	if err := c.startControlPlane(ctx); err != nil {
		return err
	}
	if err := c.node.join(ctx, c); err != nil {
		return err
	}
	if err := c.awaitUsable(ctx); err != nil {
		return err
	}
	c.say("cluster is up after %s, kubeconfig %s", time.Since(begun).Round(100*time.Millisecond), c.Kubeconfig())
	return nil
}

// openDir makes the directory this cluster's own, and tidies up after one that
// was killed there.
func (c *Cluster) openDir(dir string) error {
	var err error
	if dir == "" {
		c.temp = true
		dir, err = os.MkdirTemp("", "rollcall-cluster-")
	} else if dir, err = filepath.Abs(dir); err == nil {
		err = os.MkdirAll(dir, 0o755)
	}
	if err != nil {
		return err
	}
	c.layout.dir = dir
	if c.lock, err = lockFile(filepath.Join(dir, "lock")); err != nil {
		return fmt.Errorf("a cluster is already running in %s: %w", dir, err)
	}
	if err := clean(dir); err != nil {
		return err
	}
	return newLogs(filepath.Join(dir, "logs"))
}

// newLogs makes the folder of the logs, without those of the cluster before,
// except the one that the command may be writing.
func newLogs(dir string) error {
	old, err := filepath.Glob(filepath.Join(dir, "*.log"))
	if err != nil {
		return err
	}
	for _, path := range old {
		if filepath.Base(path) != "cluster.log" {
			_ = os.Remove(path)
		}
	}
	return os.MkdirAll(dir, 0o755)
}

func (c *Cluster) startControlPlane(ctx context.Context) error {
	l := &c.layout
	local, err := freePorts("127.0.0.1", 6)
	if err != nil {
		return err
	}
	l.etcdPort, l.peerPort, l.controllerPort, l.schedulerPort = local[0], local[1], local[2], local[3]
	l.kubeletPort, l.kwokPort = local[4], local[5]
	api, err := freePorts(l.address, 1)
	if err != nil {
		return err
	}
	l.apiPort = api[0]
	if err := l.writeCredentials(rand.Text()); err != nil {
		return err
	}
	if c.client, err = newClient(c.Kubeconfig()); err != nil {
		return err
	}
	for _, p := range []struct {
		name string
		args []string
	}{
		{Etcd, l.etcd()}, {APIServer, l.apiServer()}, {ControllerManager, l.controllerManager()}, {Scheduler, l.scheduler()},
	} {
		c.add(p.name, c.process(p.name, p.args))
	}
	// The API server waits for etcd by itself; the other two may come up while
	// the node does.
	for _, name := range []string{Etcd, APIServer} {
		if err := c.StartComponent(ctx, name); err != nil {
			return err
		}
	}
	for _, name := range []string{ControllerManager, Scheduler} {
		if err := c.components[name].Start(); err != nil {
			return err
		}
	}
	return nil
}

func (c *Cluster) process(name string, args []string) *process {
	return &process{
		name: name, args: args, logFile: c.layout.log(name), spawner: c.spawner, warn: c.say, crashed: c.crashed,
	}
}

// crashed ends a start in which a component keeps ending; later it means
// nothing, because a component that ends is started again.
func (c *Cluster) crashed(name string) {
	c.mu.Lock()
	c.crashes[name]++
	often := c.crashes[name] >= maxCrashes
	c.mu.Unlock()
	if often {
		c.giveUp(fmt.Errorf("%s keeps ending; the end of its log:\n%s", name, logTail(c.layout.log(name), logTailSize)))
	}
}

func (c *Cluster) add(name string, part component) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.components[name] = part
}

// StartComponent starts a component that StopComponent stopped, and returns
// when it is ready. One that runs is left alone.
func (c *Cluster) StartComponent(ctx context.Context, name string) error {
	part, err := c.component(name)
	if err != nil {
		return err
	}
	if err := part.Start(); err != nil {
		return err
	}
	return c.awaitComponent(ctx, name)
}

// StopComponent stops a component, as a crash of its machine would: nothing
// starts it again but StartComponent.
func (c *Cluster) StopComponent(name string) error {
	part, err := c.component(name)
	if err != nil {
		return err
	}
	return part.Stop()
}

// Components are the names that StopComponent and StartComponent take, sorted.
func (c *Cluster) Components() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Sorted(maps.Keys(c.components))
}

func (c *Cluster) component(name string) (component, error) {
	c.mu.Lock()
	part, ok := c.components[name]
	c.mu.Unlock()
	if !ok {
		return nil, fmt.Errorf("%q is not a component of this cluster; want one of %s",
			name, strings.Join(c.Components(), ", "))
	}
	return part, nil
}

// Kubeconfig is the path of a kubeconfig that may do everything.
func (c *Cluster) Kubeconfig() string { return c.layout.kubeconfig("admin") }

// HostIP is the address of this machine as the API server and the pods see it.
// What should be reached by them has to listen on it, or on all addresses.
func (c *Cluster) HostIP() string { return c.layout.address }

// Real says whether the node runs real containers.
func (c *Cluster) Real() bool { return c.layout.real }

// Dir is the directory of the cluster's state and logs.
func (c *Cluster) Dir() string { return c.layout.dir }

// Stop ends the cluster and removes what it left on the machine; the logs stay,
// unless the directory was a temporary one. Calls after the first do nothing
// and give the same answer.
func (c *Cluster) Stop() error {
	c.stopOnce.Do(func() { c.stopErr = c.stop() })
	return c.stopErr
}

func (c *Cluster) stop() error {
	var errs []error
	if c.node != nil {
		errs = append(errs, c.node.close())
	}
	// Nothing of it is wanted any more, so none gets time to say goodbye; the
	// order keeps them from complaining about each other.
	for _, name := range []string{Scheduler, ControllerManager, APIServer, Etcd} {
		if part, err := c.component(name); err == nil {
			if p, ok := part.(*process); ok {
				p.kill()
			}
		}
	}
	c.spawner.close()
	if c.lock == nil { // the directory is another cluster's
		return errors.Join(errs...)
	}
	errs = append(errs, clean(c.layout.dir))
	if c.temp {
		errs = append(errs, os.RemoveAll(c.layout.dir))
	}
	return errors.Join(append(errs, c.lock.Close())...)
}

func (c *Cluster) say(format string, args ...any) {
	c.logMu.Lock()
	defer c.logMu.Unlock()
	fmt.Fprintf(c.log, format+"\n", args...)
}
