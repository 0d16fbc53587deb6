package cluster

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

const (
	readyPoll = 100 * time.Millisecond
	// readyTimeout is far beyond what a busy machine with two cores needs.
	readyTimeout = 2 * time.Minute
	// logTailSize is how much of a component's log an error shows, in bytes.
	logTailSize = 2 << 10
)

func newClient(kubeconfig string) (*kubernetes.Clientset, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	config.QPS, config.Burst = -1, -1
	return kubernetes.NewForConfig(config)
}

// awaitComponent waits until a component that was started can do its work.
func (c *Cluster) awaitComponent(ctx context.Context, name string) error {
	var check func(context.Context) error
	switch name {
	case APIServer:
		check = func(ctx context.Context) error {
			return c.client.Discovery().RESTClient().Get().AbsPath("/readyz").Do(ctx).Error()
		}
	case ControllerManager:
		check = httpsCheck(c.layout.controllerPort)
	case Scheduler:
		check = httpsCheck(c.layout.schedulerPort)
	default: // what comes after it waits for it
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	if err := poll(ctx, readyPoll, check); err != nil {
		return fmt.Errorf("%s is not ready: %w; the end of its log:\n%s",
			name, err, logTail(c.layout.log(name), logTailSize))
	}
	return nil
}

// httpsCheck asks a component of this machine how it is. Who answers need not
// be proven for that.
func httpsCheck(port int) func(context.Context) error {
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true,
	}}
	return func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("https://127.0.0.1:%d/healthz", port), nil)
		if err != nil {
			return err
		}
		resp, err := client.Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			return fmt.Errorf("/healthz: %s", resp.Status)
		}
		return nil
	}
}

// awaitUsable waits until a pod could be created and run.
func (c *Cluster) awaitUsable(ctx context.Context) error {
	for _, name := range []string{ControllerManager, Scheduler} {
		if err := c.awaitComponent(ctx, name); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	err := poll(ctx, readyPoll, func(ctx context.Context) error {
		if _, err := c.client.CoreV1().ServiceAccounts("default").Get(ctx, "default", metav1.GetOptions{}); err != nil {
			return err
		}
		n, err := c.client.CoreV1().Nodes().Get(ctx, c.node.name(), metav1.GetOptions{})
		if err != nil {
			return err
		}
		for _, condition := range n.Status.Conditions {
			if condition.Type == corev1.NodeReady && condition.Status == corev1.ConditionTrue && len(n.Spec.Taints) == 0 {
				return nil
			}
		}
		return fmt.Errorf("node %s is not ready", n.Name)
	})
	if err != nil {
		return fmt.Errorf("the cluster does not become usable: %w; logs are in %s/logs", err, c.layout.dir)
	}
	return nil
}
