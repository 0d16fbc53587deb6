package harness

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// StopComponent stops a part of the control plane, such as kube-controller-manager.
func (c *Cluster) StopComponent(ctx context.Context, name string) error {
	_, err := c.control(ctx, http.MethodPost, "/components/"+name+"/stop")
	return err
}

// StartComponent starts it again and waits until it is ready.
func (c *Cluster) StartComponent(ctx context.Context, name string) error {
	_, err := c.control(ctx, http.MethodPost, "/components/"+name+"/start")
	return err
}

// ImportImage puts an archive of images on a real node.
func (c *Cluster) ImportImage(ctx context.Context, path string) error {
	_, err := c.control(ctx, http.MethodPost, "/images?path="+url.QueryEscape(path))
	return err
}

// ServiceAccountKubeconfig is a kubeconfig with the rights of a service account, as text.
func (c *Cluster) ServiceAccountKubeconfig(ctx context.Context, namespace, name string) (string, error) {
	return c.control(ctx, http.MethodGet, "/kubeconfig?serviceaccount="+url.QueryEscape(namespace+"/"+name))
}

func (c *Cluster) control(ctx context.Context, method, path string) (string, error) {
	if c.Control == "" {
		return "", errors.New("cluster control: this cluster is not ours to control")
	}
	req, err := http.NewRequestWithContext(ctx, method, c.Control+path, nil)
	if err != nil {
		return "", fmt.Errorf("cluster control: %w", err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", fmt.Errorf("cluster control: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil {
		return "", fmt.Errorf("cluster control: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("cluster control: %s: %s", resp.Status, strings.TrimSpace(string(text)))
	}
	return string(text), nil
}
