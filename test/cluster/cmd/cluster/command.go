package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"rollcall.dev/rollcall/test/cluster"
)

// newCommand is the command line.
func newCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "cluster",
		Short:         "A real Kubernetes cluster on this machine",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	dir := root.PersistentFlags().String("dir", "", "the cluster's `DIRECTORY` (default .cache/cluster in the checkout)")
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) (err error) {
		if cmd.Name() == "build" {
			return nil
		}
		if *dir == "" {
			*dir, err = defaultDir()
		} else {
			*dir, err = filepath.Abs(*dir)
		}
		return err
	}
	root.AddCommand(
		upCommand(dir), downCommand(dir), statusCommand(dir), buildCommand(),
		componentCommand(dir, "stop"), componentCommand(dir, "start"), importCommand(dir), kubeconfigCommand(dir),
	)
	return root
}

// defaultDir is .cache/cluster, which git ignores, in the checkout that the
// working directory belongs to.
func defaultDir() (string, error) {
	wd, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for dir := wd; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil {
			return filepath.Join(dir, ".cache", "cluster"), nil
		}
	}
	return "", fmt.Errorf("%s is not in a checkout of the repository; say --dir", wd)
}

func buildCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "build",
		Short: "Build the components, unless they are in the cache, and print the binary's path",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			path, err := cluster.Build(cmd.Context(), os.Stderr)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), path)
			return err
		},
	}
}
