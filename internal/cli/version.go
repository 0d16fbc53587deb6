package cli

import (
	"encoding/json"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"rollcall.dev/rollcall/internal/version"
)

func versionCommand() *cobra.Command {
	var output string
	c := &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  exactly(0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			switch output {
			case "":
				_, err := fmt.Fprintf(c.OutOrStdout(), "rollcall %s (%s, %s/%s)\n", version.Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
				return err
			case "json":
				return json.NewEncoder(c.OutOrStdout()).Encode(map[string]string{
					"version": version.Version(), "revision": version.Revision(), "go": runtime.Version(),
					"platform": runtime.GOOS + "/" + runtime.GOARCH,
				})
			default:
				return usageError{fmt.Errorf("--output %q: allowed is json", output)}
			}
		},
	}
	c.Flags().StringVarP(&output, "output", "o", "", "output format: json")
	return c
}
