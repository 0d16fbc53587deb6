package cluster

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	authenticationv1 "k8s.io/api/authentication/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// tokenSeconds is how long a service account's token is good for: a day.
const tokenSeconds = 24 * 60 * 60

// KubeconfigFor writes a kubeconfig that acts as a service account, which must
// exist, and returns its path.
func (c *Cluster) KubeconfigFor(ctx context.Context, namespace, name string) (string, error) {
	seconds := int64(tokenSeconds)
	token, err := c.client.CoreV1().ServiceAccounts(namespace).CreateToken(ctx, name,
		&authenticationv1.TokenRequest{Spec: authenticationv1.TokenRequestSpec{ExpirationSeconds: &seconds}},
		metav1.CreateOptions{})
	if err != nil {
		return "", fmt.Errorf("token for service account %s/%s: %w", namespace, name, err)
	}
	path := filepath.Join(c.layout.dir, "kubeconfigs", "serviceaccounts", namespace, name+".yaml")
	return path, c.layout.writeKubeconfig(path, &clientcmdapi.AuthInfo{Token: token.Status.Token})
}

// KubeconfigForUser writes a kubeconfig that acts as a user with groups, by
// impersonation, and returns its path.
func (c *Cluster) KubeconfigForUser(user string, groups ...string) (string, error) {
	admin, err := c.layout.certUser("admin")
	if err != nil {
		return "", err
	}
	admin.Impersonate, admin.ImpersonateGroups = user, groups
	path := filepath.Join(c.layout.dir, "kubeconfigs", "users", filepath.Base(user)+".yaml")
	return path, c.layout.writeKubeconfig(path, admin)
}

func (c *Cluster) serviceAccountKubeconfig(ctx context.Context, namespace, name string) (string, error) {
	path, err := c.KubeconfigFor(ctx, namespace, name)
	if err != nil {
		return "", err
	}
	data, err := os.ReadFile(path)
	return string(data), err
}
