package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"

	"rollcall.dev/rollcall/test/cluster"
)

type upFlags struct {
	nodes  string
	json   bool
	detach bool
}

func upCommand(dir *string) *cobra.Command {
	var flags upFlags
	cmd := &cobra.Command{
		Use:   "up",
		Short: "Start a cluster and keep it until Ctrl-C",
		Long: `Start a cluster and keep it until Ctrl-C.

With --json, one line of JSON on standard output describes the cluster when it
is ready, and it runs until standard input ends or a signal comes. With
--detach, the command returns when the cluster is ready; "cluster down" ends it.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			nodes, err := cluster.ParseNodes(flags.nodes)
			if err != nil {
				return err
			}
			if flags.detach {
				return detach(cmd.Context(), *dir, flags)
			}
			return up(cmd.Context(), cmd.OutOrStdout(), cluster.Options{Dir: *dir, Nodes: nodes, Log: os.Stderr}, flags.json)
		},
	}
	cmd.Flags().StringVar(&flags.nodes, "nodes", string(cluster.Auto), "auto, real or simulated")
	cmd.Flags().BoolVar(&flags.json, "json", false, "print one line of JSON when ready, and stop when standard input ends")
	cmd.Flags().BoolVar(&flags.detach, "detach", false, "return when the cluster is ready, and leave it running")
	return cmd
}

// up runs a cluster until ctx ends, or standard input in JSON mode, or until
// the control API is told to.
func up(ctx context.Context, out io.Writer, o cluster.Options, asJSON bool) (err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if asJSON {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			stop()
		}()
	}
	c, err := cluster.Start(ctx, o)
	if err != nil {
		return err
	}
	defer func() {
		if stopErr := c.Stop(); err == nil {
			err = stopErr
		}
	}()
	server, control, err := serveControl(c, stop)
	if err != nil {
		return err
	}
	defer func() { _ = server.Close() }()
	info := c.Info()
	info.Control = control
	if err := c.Publish(info); err != nil {
		return err
	}
	if err := announce(out, info, asJSON); err != nil {
		return err
	}
	<-ctx.Done()
	if !asJSON {
		fmt.Fprintln(os.Stderr, "stopping the cluster")
	}
	return nil
}

func announce(out io.Writer, info cluster.Info, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(info)
	}
	_, err := fmt.Fprintf(out, "export KUBECONFIG=%s\nkubectl:  %s\nthis machine, seen from the cluster: %s\nCtrl-C stops it\n",
		info.Kubeconfig, info.Kubectl, info.HostIP)
	return err
}

// serveControl serves the control API on loopback, below a path that cannot be
// guessed: every user of the machine can connect.
func serveControl(c *cluster.Cluster, stop func()) (*http.Server, string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", err
	}
	secret := "/" + rand.Text()
	server := &http.Server{
		Handler:           http.StripPrefix(secret, c.Handler(stop)),
		ReadHeaderTimeout: 10 * time.Second,
	}
	go func() { _ = server.Serve(listener) }()
	return server, "http://" + listener.Addr().String() + secret, nil
}
