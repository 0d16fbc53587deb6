package schedule

import (
	"strings"
	"time"
)

// local is the name that Kubernetes refuses. It is not time.Local's own: that is the name of the machine's zone where TZ is set,
// and "UTC" in a container without a zone database.
const local = "Local"

// Zone loads an IANA zone by name. The empty name is UTC. "Local" is refused, as Kubernetes does, and so is what the zone database of
// a machine may have beside the zones (see beside): it would mean something else on every machine, or nothing at all.
func Zone(name string) (*time.Location, error) {
	if name == "" {
		return time.UTC, nil
	}
	const allowed = "use a name of the IANA time zone database, such as Europe/Berlin or UTC"
	if strings.EqualFold(name, local) || beside(name) {
		return nil, &Error{Field: "timeZone", Value: name, Kind: ErrZone, Allowed: "it differs from machine to machine; " + allowed}
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, &Error{Field: "timeZone", Value: name, Kind: ErrZone, Allowed: allowed}
	}
	return loc, nil
}

// beside reports whether a name is no zone of the IANA time zone database, but a file that many systems install with it: the machine's
// own zone, the rules for zones without any, and copies of all zones with leap seconds and without. There are none in a container
// without such files.
func beside(name string) bool {
	return name == "localtime" || name == "posixrules" || strings.HasPrefix(name, "right/") || strings.HasPrefix(name, "posix/")
}
