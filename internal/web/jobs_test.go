package web_test

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/notifytest"
)

// TestJobsOfABurst: 500 of them are had in five parts, each job once, and a part asks for its jobs at once.
func TestJobsOfABurst(t *testing.T) {
	t.Parallel()
	jobs := regexp.MustCompile(`job-\d\d\d`)
	next := regexp.MustCompile(`href="([^"]*)#jobs" rel="next"`)
	seen, path, parts := map[string]bool{}, "/incidents/b-1", 0
	for path != "" {
		s := &shelf{open: []incident.Incident{burstOf("b-1", 500)}, members: members(500)}
		page := body(t, get(t, s, path))
		for _, name := range jobs.FindAllString(page, -1) {
			if seen[name] {
				t.Fatalf("%s stands on two parts", name)
			}
			seen[name] = true
		}
		if parts++; s.asked["members"] != 1 || s.asked["incident"] != 1 {
			t.Errorf("asked for %v", s.asked)
		}
		path = ""
		if found := next.FindStringSubmatch(page); found != nil {
			path = html.UnescapeString(found[1])
		}
	}
	if len(seen) != 500 || parts != 5 {
		t.Errorf("%d jobs in %d parts, want 500 in 5", len(seen), parts)
	}
}

func TestTheInboxAsksForAllSilencesAtOnce(t *testing.T) {
	t.Parallel()
	s := &shelf{silences: []incident.Silence{silence("s-1")}}
	for range 150 {
		s.open = append(s.open, incidentOf("inc-1", notifytest.Stuck(), muted("s-1")))
	}
	page := body(t, get(t, s, "/"))
	if n := strings.Count(page, "by @ann until"); n != 150 {
		t.Errorf("%d incidents name the author of the silence, want 150", n)
	}
	for what, n := range s.asked {
		if n > 1 {
			t.Errorf("%s were asked for %d times", what, n)
		}
	}
}
