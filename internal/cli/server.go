package cli

import (
	"cmp"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"rollcall.dev/rollcall/internal/client"
	"rollcall.dev/rollcall/internal/version"
)

// Where the server and its token come from where no flag says it.
const (
	serverVariable = "ROLLCALL_SERVER"
	tokenVariable  = "ROLLCALL_TOKEN"
	defaultServer  = "http://127.0.0.1:8080"
)

// server is which Rollcall a command asks.
type server struct{ url, tokenFile string }

// flags adds the flags of a command that asks a server, and of all beneath it.
func (s *server) flags(c *cobra.Command) {
	c.PersistentFlags().StringVar(&s.url, "server", "", "address of Rollcall (default: "+serverVariable+", else "+defaultServer+")")
	c.PersistentFlags().StringVar(&s.tokenFile, "token-file", "", "file with a token of its API (default: the token in "+tokenVariable+")")
}

// client makes the client.
func (s *server) client() (*client.Client, error) {
	token := os.Getenv(tokenVariable)
	if s.tokenFile != "" {
		text, err := os.ReadFile(s.tokenFile)
		if err != nil {
			return nil, fmt.Errorf("--token-file: %w", err)
		}
		token = strings.TrimSpace(string(text))
	}
	c, err := client.New(cmp.Or(s.url, os.Getenv(serverVariable), defaultServer), token, "rollcall/"+version.Version())
	if err != nil {
		return nil, usageError{err}
	}
	return c, nil
}
