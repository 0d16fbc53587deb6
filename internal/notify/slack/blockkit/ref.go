package blockkit

import (
	"errors"
	"strconv"
	"strings"

	"rollcall.dev/rollcall/internal/incident"
)

// Ref is what a button says of the Incident that it belongs to: its id, and the version that people see beside it. It proves nothing;
// whoever reads one looks the Incident up and decides anew.
type Ref struct {
	Incident string
	Version  int64
}

// RefOf is the Ref of what a Notice tells.
func RefOf(n incident.Notice) Ref { return Ref{Incident: n.Incident, Version: n.Version} }

// String is the Ref as the value of a button: "VERSION ID".
func (r Ref) String() string { return strconv.FormatInt(r.Version, 10) + " " + r.Incident }

// maxRef bounds the value of a button, and of an option of a menu with the choice before it.
const maxRef = 140

var errRef = errors.New("this is no value of a button of ours")

// ParseRef reads what String wrote.
func ParseRef(s string) (Ref, error) {
	version, id, ok := strings.Cut(s, " ")
	v, err := strconv.ParseInt(version, 10, 64)
	if !ok || err != nil || v < 0 || id == "" || len(s) > maxRef || strings.ContainsFunc(id, unsafe) {
		return Ref{}, errRef
	}
	return Ref{Incident: id, Version: v}, nil
}

// unsafe is what no identifier of ours has.
func unsafe(r rune) bool { return r <= ' ' || r >= 0x7f }
