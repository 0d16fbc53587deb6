package app

import (
	"errors"
	"fmt"
	"os"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/internal/kube"
)

// kubernetes is what watches the cluster and, where it was asked to, adds check-ins to its jobs; source is nil where there is
// no cluster.
type kubernetes struct {
	source     *kube.Source
	host       string       // of the API server
	connection *rest.Config // to it; nil where there is no cluster
	injection  []part
}

// errNoCluster says that there is no kubeconfig and no service account.
var errNoCluster = errors.New("neither a kubeconfig nor a service account was found")

func (a *App) newKubernetes() (kubernetes, error) {
	c := a.Config.Kubernetes
	if c.Enabled == "false" {
		return kubernetes{}, nil
	}
	connection, err := connection(c)
	switch {
	case errors.Is(err, errNoCluster) && c.Enabled == "auto":
		return kubernetes{}, nil
	case err != nil:
		return kubernetes{}, fmt.Errorf("kubernetes: %w", err)
	}
	options := sourceOptions(a.Config)
	options.Recorder, options.Logger, options.Metrics = a.ledger, a.Logger, a.metrics
	options.Known, options.ClockMoved = reader{store: a.store}.cronJobs(a.Config.Cluster), a.ledger.ClockMoved
	source, err := kube.New(connection, options)
	if err != nil {
		return kubernetes{}, fmt.Errorf("kubernetes: %w", err)
	}
	injection, err := a.newInjection(source)
	if err != nil {
		return kubernetes{}, fmt.Errorf("kubernetes: %w", err)
	}
	return kubernetes{source: source, host: connection.Host, connection: connection, injection: injection}, nil
}

// sourceOptions is what the configuration says of the watching.
func sourceOptions(c config.Config) kube.Options {
	return kube.Options{
		Cluster:        c.Cluster,
		Namespaces:     kube.Namespaces{Include: c.Kubernetes.Namespaces.Include, Exclude: c.Kubernetes.Namespaces.Exclude},
		ControllerZone: c.Kubernetes.ControllerTimeZone,
		Defaults:       kube.Defaults{Grace: c.Defaults.Grace, StartGrace: c.Defaults.StartGrace},

		AnnotationAliases: c.OwnerAnnotations,
		ConfigVersions:    c.Kubernetes.ConfigVersions == config.VersionsOfConfigMaps || c.Kubernetes.ConfigVersions == config.VersionsOfAll,
		SecretVersions:    c.Kubernetes.ConfigVersions == config.VersionsOfAll,
	}
}

// connection finds the cluster where kubectl would: the named kubeconfig, KUBECONFIG, the service account, ~/.kube/config.
func connection(c config.Kubernetes) (*rest.Config, error) {
	if c.Kubeconfig == "" && os.Getenv(clientcmd.RecommendedConfigPathEnvVar) == "" {
		if config, err := rest.InClusterConfig(); err == nil {
			return config, nil
		}
	}
	rules := clientcmd.NewDefaultClientConfigLoadingRules()
	rules.ExplicitPath = c.Kubeconfig
	config, err := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(rules, &clientcmd.ConfigOverrides{}).ClientConfig()
	if clientcmd.IsEmptyConfig(err) {
		return nil, errNoCluster
	}
	return config, err
}

func (k kubernetes) parts() []part {
	if k.source == nil {
		return nil
	}
	return append([]part{{"kubernetes", k.source.Run}}, k.injection...)
}

// trouble says what keeps it from seeing all that it should, a line each.
func (k kubernetes) trouble() []string {
	if k.source == nil {
		return nil
	}
	var all []string
	for _, line := range k.source.Trouble() {
		all = append(all, "kubernetes: "+line)
	}
	return all
}

// describe says what is watched.
func (k kubernetes) describe() string {
	if k.source == nil {
		return "not watched"
	}
	return k.host
}
