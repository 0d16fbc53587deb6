package schedule

import (
	"strings"
	"time"
)

// Zone loads an IANA zone by name. The empty name is UTC. "Local" is refused, as Kubernetes does: it would mean
// something else on every machine.
func Zone(name string) (*time.Location, error) {
	if name == "" {
		return time.UTC, nil
	}
	const allowed = "use a name of the IANA time zone database, such as Europe/Berlin or UTC"
	if strings.EqualFold(name, time.Local.String()) {
		return nil, &Error{Field: "timeZone", Value: name, Kind: ErrZone, Allowed: "it differs from machine to machine; " + allowed}
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, &Error{Field: "timeZone", Value: name, Kind: ErrZone, Allowed: allowed}
	}
	return loc, nil
}
