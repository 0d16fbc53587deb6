//go:build !linux

package postgres

import "fmt"

// launch knows no way but Debian's packages.
func launch(bool) (server, error) {
	return server{}, fmt.Errorf("%w: on this system, set %s=postgres://… to a server that you have", errMissing, Env)
}
