package checkin

import (
	"net"
	"net/http"
)

// Via says how a report came: its method, the address that it came from and the program that sent it. Who looks for the sender of
// reports that should not be there finds it by that.
func Via(r *http.Request) string {
	address, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		address = r.RemoteAddr
	}
	via := r.Method + " " + address
	if agent := r.UserAgent(); agent != "" {
		via += " " + agent
	}
	return via
}
