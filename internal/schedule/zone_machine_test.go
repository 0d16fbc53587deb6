package schedule

import (
	"os"
	"os/exec"
	"testing"
)

// TestZonesAreTheSameOnEveryMachine runs itself on machines in several zones. Go's name for the local zone is not always "Local":
// with TZ set, or with no zone database as in a container without anything, it is the name of the zone itself.
func TestZonesAreTheSameOnEveryMachine(t *testing.T) {
	t.Parallel()
	if os.Getenv("ROLLCALL_TEST_ELSEWHERE") == "" {
		for _, tz := range []string{"UTC", "Europe/Berlin", "Nowhere/AtAll"} {
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
			cmd.Env = append(os.Environ(), "ROLLCALL_TEST_ELSEWHERE=1", "TZ="+tz)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("TZ=%s: %v\n%s", tz, err, out)
			}
		}
		return
	}
	for _, name := range []string{"UTC", "Etc/UTC", "Europe/Berlin"} {
		if _, err := Zone(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"Local", "local", "localtime", "posixrules", "right/UTC", "posix/Europe/Berlin"} {
		if _, err := Zone(name); err == nil {
			t.Errorf("%s is a zone here", name)
		}
	}
}
