package cluster

import (
	"os"
	"path/filepath"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// writeKubeconfig writes a kubeconfig that needs no other file.
func (l *layout) writeKubeconfig(path string, user *clientcmdapi.AuthInfo) error {
	ca, err := os.ReadFile(l.cert("ca"))
	if err != nil {
		return err
	}
	const name = "rollcall-test"
	config := clientcmdapi.NewConfig()
	config.Clusters[name] = &clientcmdapi.Cluster{Server: l.url(), CertificateAuthorityData: ca}
	config.AuthInfos[name] = user
	config.Contexts[name] = &clientcmdapi.Context{Cluster: name, AuthInfo: name}
	config.CurrentContext = name
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return clientcmd.WriteToFile(*config, path)
}

// certUser is a user that one of the certificates proves.
func (l *layout) certUser(name string) (*clientcmdapi.AuthInfo, error) {
	cert, err := os.ReadFile(l.cert(name))
	if err != nil {
		return nil, err
	}
	key, err := os.ReadFile(l.key(name))
	if err != nil {
		return nil, err
	}
	return &clientcmdapi.AuthInfo{ClientCertificateData: cert, ClientKeyData: key}, nil
}

// writeCredentials makes every certificate, key, token and kubeconfig that the
// components need to trust each other.
func (l *layout) writeCredentials(adminToken string) error {
	if err := os.MkdirAll(l.pki(), 0o700); err != nil {
		return err
	}
	ca, err := newAuthority(l.pki())
	if err != nil {
		return err
	}
	if err := ca.writeSigningKey("service-accounts"); err != nil {
		return err
	}
	for _, id := range l.identities() {
		if err := ca.issue(id); err != nil {
			return err
		}
	}
	for _, name := range []string{"controller-manager", "scheduler", "kubelet"} {
		user, err := l.certUser(name)
		if err != nil {
			return err
		}
		if err := l.writeKubeconfig(l.kubeconfig(name), user); err != nil {
			return err
		}
	}
	// The fields are token, user, UID and groups (API server, static token file).
	tokens := adminToken + ",admin,admin,system:masters\n"
	if err := os.WriteFile(filepath.Join(l.pki(), "tokens.csv"), []byte(tokens), 0o600); err != nil {
		return err
	}
	return l.writeKubeconfig(l.kubeconfig("admin"), &clientcmdapi.AuthInfo{Token: adminToken})
}
