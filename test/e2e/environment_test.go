package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"rollcall.dev/rollcall/test/harness"
)

// shared is what all tests use, started by the first one that needs it.
var shared = &lazyEnvironment{}

// environment is a cluster, the binary, and what has been put into the cluster for everyone.
type environment struct {
	*harness.Cluster
	dir    string
	binary string
	// admission is held by whoever registers the webhook: its configuration has one name in a cluster.
	admission sync.Mutex

	imageOnce sync.Once
	imageName string
	imageErr  error
}

// lazyEnvironment starts the environment once.
type lazyEnvironment struct {
	once sync.Once
	env  *environment
	err  error
	dir  string
}

func (l *lazyEnvironment) get(t *testing.T) *environment {
	t.Helper()
	if testing.Short() {
		t.Skip("a whole cluster is not short")
	}
	l.once.Do(func() {
		if l.dir, l.err = os.MkdirTemp("", "rollcall-e2e-"); l.err != nil { //nolint:usetesting // it outlives the test that starts it
			return
		}
		l.env, l.err = newEnvironment(l.dir)
	})
	if l.err != nil {
		t.Fatalf("no cluster to test on: %v", l.err)
	}
	return l.env
}

func (l *lazyEnvironment) stop() error {
	var err error
	if l.env != nil {
		err = l.env.Stop()
	}
	if l.dir != "" {
		err = errors.Join(err, os.RemoveAll(l.dir))
	}
	return err
}

func newEnvironment(dir string) (*environment, error) {
	ctx := context.Background()
	cluster, err := startCluster(ctx, filepath.Join(dir, "cluster"))
	if err != nil {
		return nil, err
	}
	env := &environment{Cluster: cluster, dir: dir}
	if env.binary = os.Getenv("ROLLCALL_E2E_BINARY"); env.binary == "" {
		env.binary, err = harness.BuildRollcall(ctx, dir)
	}
	if err == nil {
		err = env.allow(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, cluster.Stop())
	}
	return env, nil
}

func startCluster(ctx context.Context, dir string) (*harness.Cluster, error) {
	if running := os.Getenv("ROLLCALL_E2E_CLUSTER"); running != "" {
		root, err := harness.Root()
		if err != nil {
			return nil, err
		}
		if !filepath.IsAbs(running) {
			running = filepath.Join(root, running)
		}
		return harness.AttachCluster(running)
	}
	return harness.StartCluster(ctx, harness.ClusterOptions{Nodes: os.Getenv("ROLLCALL_E2E_NODES"), Dir: dir, Log: os.Stderr})
}

// image is the name of Rollcall's own image, which the node has after the first call.
func (e *environment) image(t *testing.T) string {
	t.Helper()
	e.imageOnce.Do(func() {
		ctx := context.Background() //nolint:usetesting // others wait for it
		archive, name, err := harness.BuildImage(ctx, e.binary, e.dir)
		if err == nil {
			err = e.ImportImage(ctx, archive)
		}
		e.imageName, e.imageErr = name, err
	})
	if e.imageErr != nil {
		t.Fatalf("rollcall's image: %v", e.imageErr)
	}
	return e.imageName
}

// readManifests reads files of deploy/kubernetes as one text.
func readManifests(names ...string) (string, error) {
	root, err := harness.Root()
	if err != nil {
		return "", err
	}
	all := ""
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(root, "deploy", "kubernetes", name))
		if err != nil {
			return "", fmt.Errorf("manifest: %w", err)
		}
		all += string(data) + "\n---\n"
	}
	return all, nil
}
