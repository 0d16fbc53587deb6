package kube

import (
	"errors"
	"fmt"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// ErrNoCluster says that no cluster is configured: there is neither a kubeconfig nor a service account.
var ErrNoCluster = errors.New("no kubeconfig and no service account found")

// LoadConfig returns how to reach the cluster: by the kubeconfig at path, or where path is empty by KUBECONFIG, by
// ~/.kube/config or by the pod's service account, in this order. It returns ErrNoCluster where there is none of these.
func LoadConfig(path string) (*rest.Config, error) {
	rules := clientcmd.NewDefaultClientConfigLoadingRules()
	rules.ExplicitPath = path
	config, err := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(rules, &clientcmd.ConfigOverrides{}).ClientConfig()
	switch {
	case clientcmd.IsEmptyConfig(err) || errors.Is(err, rest.ErrNotInCluster):
		return nil, ErrNoCluster
	case err != nil:
		return nil, fmt.Errorf("kubeconfig: %w", err)
	}
	return config, nil
}
