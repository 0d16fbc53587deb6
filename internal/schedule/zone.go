package schedule

import (
	"strings"
	"time"
)

// local is the name that Kubernetes refuses. It is not time.Local's own: that is the name of the machine's zone where TZ is set,
// and "UTC" in a container without a zone database.
const local = "Local"

// Zone loads an IANA zone by name. The empty name is UTC. "Local" is refused, as Kubernetes does: it would mean
// something else on every machine.
func Zone(name string) (*time.Location, error) {
	if name == "" {
		return time.UTC, nil
	}
	const allowed = "use a name of the IANA time zone database, such as Europe/Berlin or UTC"
	if strings.EqualFold(name, local) {
		return nil, &Error{Field: "timeZone", Value: name, Kind: ErrZone, Allowed: "it differs from machine to machine; " + allowed}
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, &Error{Field: "timeZone", Value: name, Kind: ErrZone, Allowed: allowed}
	}
	return loc, nil
}
