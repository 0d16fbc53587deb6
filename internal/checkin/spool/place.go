package spool

import "path/filepath"

// Places lists where the spool of this user may be when nobody says where: the first that can be opened is it. The last resort is tmp.
func Places(uid int, tmp string, getenv func(string) string) []string {
	var places []string
	if dir := getenv("STATE_DIRECTORY"); filepath.IsAbs(dir) { // systemd's StateDirectory=
		places = append(places, dir)
	}
	if uid == 0 {
		places = append(places, "/var/spool/rollcall")
	} else {
		if dir := getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
			places = append(places, filepath.Join(dir, "rollcall"))
		}
		if home := getenv("HOME"); filepath.IsAbs(home) {
			places = append(places, filepath.Join(home, ".local", "state", "rollcall"))
		}
	}
	return append(places, tmp)
}

// OpenAny opens the first of several folders in which a spool can be. The error is that of the first.
func OpenAny(parents []string) (*Spool, error) {
	var first error
	for _, parent := range parents {
		s, err := Open(parent)
		if err == nil {
			return s, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}
