package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rollcall.dev/rollcall/test/cluster"
)

// downTimeout bounds the wait for a cluster to have stopped.
const downTimeout = time.Minute

func announceDetached(info cluster.Info, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(os.Stdout).Encode(info)
	}
	_, err := fmt.Printf("export KUBECONFIG=%s\nkubectl:  %s\nthis machine, seen from the cluster: %s\n",
		info.Kubeconfig, info.Kubectl, info.HostIP)
	return err
}

// running finds the cluster of dir.
func running(dir string) (cluster.Info, error) {
	info, err := cluster.ReadInfo(dir)
	if errors.Is(err, os.ErrNotExist) {
		return info, fmt.Errorf("no cluster is running in %s", dir)
	}
	return info, err
}

// call asks the control API of the cluster in dir.
func call(ctx context.Context, dir, method, path string) (string, error) {
	info, err := running(dir)
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, method, info.Control+path, nil)
	if err != nil {
		return "", err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	if resp.StatusCode != http.StatusOK {
		return "", errors.New(strings.TrimSpace(string(body)))
	}
	return string(body), nil
}

func downCommand(dir *string) *cobra.Command {
	return &cobra.Command{
		Use:   "down",
		Short: "Stop the cluster, or tidy up after one that was killed",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, cancel := context.WithTimeout(cmd.Context(), downTimeout)
			defer cancel()
			running, err := cluster.Running(*dir)
			if err != nil {
				return err
			}
			if !running {
				return cluster.Clean(*dir)
			}
			if _, err := call(ctx, *dir, http.MethodPost, "/down"); err != nil {
				return err
			}
			return awaitDown(ctx, *dir)
		},
	}
}

func awaitDown(ctx context.Context, dir string) error {
	ticker := time.NewTicker(statePoll)
	defer ticker.Stop()
	for {
		running, err := cluster.Running(dir)
		if err != nil || !running {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the cluster in %s does not stop: %w", dir, context.Cause(ctx))
		case <-ticker.C:
		}
	}
}

func statusCommand(dir *string) *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Describe the running cluster as one line of JSON",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			info, err := running(*dir)
			if err != nil {
				return err
			}
			return json.NewEncoder(cmd.OutOrStdout()).Encode(info)
		},
	}
}

func componentCommand(dir *string, verb string) *cobra.Command {
	return &cobra.Command{
		Use:   verb + "-component NAME",
		Short: "Make a component of the running cluster " + verb + ": kube-apiserver, kube-controller-manager, …",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			_, err := call(cmd.Context(), *dir, http.MethodPost, "/components/"+url.PathEscape(args[0])+"/"+verb)
			return err
		},
	}
}

func importCommand(dir *string) *cobra.Command {
	return &cobra.Command{
		Use:   "import-image FILE",
		Short: "Import an OCI or Docker archive into the real node",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := filepath.Abs(args[0])
			if err != nil {
				return err
			}
			_, err = call(cmd.Context(), *dir, http.MethodPost, "/images?path="+url.QueryEscape(path))
			return err
		},
	}
}

func kubeconfigCommand(dir *string) *cobra.Command {
	var account string
	cmd := &cobra.Command{
		Use:   "kubeconfig-for",
		Short: "Print a kubeconfig that acts as a service account",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			text, err := call(cmd.Context(), *dir, http.MethodGet, "/kubeconfig?serviceaccount="+url.QueryEscape(account))
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(cmd.OutOrStdout(), text)
			return err
		},
	}
	cmd.Flags().StringVar(&account, "serviceaccount", "", "`NAMESPACE/NAME` of a service account that exists")
	_ = cmd.MarkFlagRequired("serviceaccount")
	return cmd
}
