package clients_test

import (
	"context"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
	"rollcall.dev/rollcall/test/npm"
)

// jsPackage is the release of their package that is tested.
const jsPackage = "@honeybadger-io/js@6.16.5"

// onPort80 listens where their package can reach it: it drops the port of an address.
func onPort80(t *testing.T, address string) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", address+":80")
	if err != nil {
		t.Skipf("their package reports to port 80 whatever its address says, and nothing can listen there: %v", err)
	}
	return plain{l}
}

// plain is a listener whose address has no port.
type plain struct{ net.Listener }

func (p plain) Addr() net.Addr { return host{p.Listener.Addr()} }

type host struct{ net.Addr }

func (h host) String() string { return strings.TrimSuffix(h.Addr.String(), ":80") }

// js runs their package.
type js struct {
	modules string
	house   *house
}

// run starts a script in node with a configuration that has these check-ins, and returns what it printed and whether it ended well.
func (j js) run(t *testing.T, checkIns []map[string]string, script ...string) (output string, ok bool) {
	t.Helper()
	config, err := json.Marshal(map[string]any{
		"apiKey": pingKey, "personalAuthToken": authToken, "endpoint": j.house.url, "appEndpoint": j.house.url, "checkins": checkIns,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", script...)
	cmd.Dir = "honeybadger-js"
	cmd.Env = append(os.Environ(), "NODE_PATH="+j.modules, "ROLLCALL_TEST_CONFIG="+string(config))
	cmd.WaitDelay = 5 * time.Second
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

// sync runs their command that brings the check-ins of the configuration to the service.
func (j js) sync(t *testing.T, checkIns []map[string]string) (output string, ok bool) {
	t.Helper()
	return j.run(t, checkIns, filepath.Join(j.modules, ".bin", "honeybadger-checkins-sync"))
}

// TestHoneybadgerJS has their package for JavaScript sync and report, as a user who changed only the two addresses.
func TestHoneybadgerJS(t *testing.T) {
	t.Parallel()
	j := js{modules: npm.Install(t, jsPackage), house: serve(t, onPort80(t, "127.80.80.80"))}
	h := j.house
	wanted := []map[string]string{
		{"name": "Hourly", "slug": "hourly", "scheduleType": "simple", "reportPeriod": "1 hour", "gracePeriod": "5 minutes"},
		{"name": "Nightly", "slug": "nightly", "scheduleType": "cron", "cronSchedule": "30 19 * * *", "cronTimezone": "Pacific Time (US & Canada)"},
		{"slug": "monthly", "scheduleType": "simple", "reportPeriod": "1 month"},
		{"slug": "weekly", "scheduleType": "cron", "cronSchedule": "0 0 * * 0"},
	}
	expect := func(step string, calls ...string) {
		t.Helper()
		if got := h.called(); !slices.Equal(got, calls) {
			t.Errorf("%s: it called %q, want %q", step, got, calls)
		}
	}
	const keys, all = "/v2/project_keys/" + pingKey, "/v2/projects/7/check_ins"
	id := func(slug string) string {
		c, err := h.registry.FindBySlug(t.Context(), 7, slug)
		if err != nil {
			t.Fatalf("%s: %v", slug, err)
		}
		return c.ID
	}

	out, ok := j.sync(t, wanted)
	if !ok || !strings.Contains(out, "Check-ins were synchronized") || strings.Count(out, "Synchronized") != 4 {
		t.Fatalf("the first sync: %s", out)
	}
	expect("the first sync", "GET "+keys, "GET "+all, "POST "+all, "POST "+all, "POST "+all, "POST "+all)
	for slug, want := range map[string]schedule.Spec{
		"hourly": schedule.Every(time.Hour), "nightly": schedule.Cron("30 19 * * *", "America/Los_Angeles"),
		"monthly": schedule.Every(31 * 24 * time.Hour), "weekly": schedule.Cron("0 0 * * 0", "UTC"),
	} {
		if c, err := h.registry.FindBySlug(t.Context(), 7, slug); err != nil || c.Schedule != want || c.Origin != checkin.FromAPI {
			t.Errorf("%s became %+v, %v", slug, c, err)
		}
	}

	if out, ok = j.sync(t, wanted); !ok {
		t.Errorf("the same again: %s", out)
	}
	expect("the same again", "GET "+keys, "GET "+all)

	hourly, nightly := id("hourly"), id("nightly")
	if out, ok = j.run(t, wanted, "report.js", "hourly", nightly); !ok {
		t.Errorf("reporting: %s", out)
	}
	expect("reporting", "GET /v1/check_in/"+pingKey+"/hourly", "GET /v1/check_in/"+nightly)
	var reported []monitor.ID
	for _, o := range h.recorder.Recorded(monitor.CheckedIn) {
		reported = append(reported, o.Monitor)
	}
	if want := []monitor.ID{monitor.ID("checkin/" + hourly), monitor.ID("checkin/" + nightly)}; !slices.Equal(reported, want) {
		t.Errorf("reported %v, want %v", reported, want)
	}

	monthly, weekly := id("monthly"), id("weekly")
	wanted[0]["reportPeriod"] = "2 hours"
	if out, ok = j.sync(t, wanted[:2]); !ok || strings.Count(out, "Removed") != 2 {
		t.Errorf("a change: %s", out)
	}
	calls := h.called()
	slices.Sort(calls[min(3, len(calls)):]) // what goes, goes at once
	gone := []string{"DELETE " + all + "/" + monthly, "DELETE " + all + "/" + weekly}
	slices.Sort(gone)
	if want := append([]string{"GET " + keys, "GET " + all, "PUT " + all + "/" + hourly}, gone...); !slices.Equal(calls, want) {
		t.Errorf("a change: it called %q, want %q", calls, want)
	}
	if c, err := h.registry.Get(t.Context(), hourly); err != nil || c.Schedule != schedule.Every(2*time.Hour) {
		t.Errorf("changed into %+v, %v", c, err)
	}

	if out, ok = j.sync(t, nil); !ok || strings.Count(out, "Removed") != 2 {
		t.Errorf("an empty list: %s", out)
	}
	if left, err := h.registry.List(t.Context()); err != nil || len(left) != 0 {
		t.Errorf("an empty list leaves %+v, %v", left, err)
	}
}

// TestHoneybadgerJSRefused has their package show what the service has against something.
func TestHoneybadgerJSRefused(t *testing.T) {
	t.Parallel()
	j := js{modules: npm.Install(t, jsPackage), house: serve(t, onPort80(t, "127.80.80.81"))}
	if err := j.house.registry.Put(t.Context(), checkin.CheckIn{
		ID: "declared1", Project: 7, Slug: "declared", Name: "Declared", Origin: checkin.FromConfig, Schedule: schedule.Every(time.Hour), Generation: 1,
	}); err != nil {
		t.Fatal(err)
	}
	declared := map[string]string{"name": "Declared", "slug": "declared", "scheduleType": "simple", "reportPeriod": "1 hour"}
	for name, tc := range map[string]struct {
		checkIns []map[string]string
		says     string
	}{
		"a period that cannot be read": {
			[]map[string]string{declared, {"slug": "a", "scheduleType": "simple", "reportPeriod": "often"}}, `report_period: period \"often\"`},
		"a zone that is none": {
			[]map[string]string{declared, {"slug": "a", "scheduleType": "cron", "cronSchedule": "0 0 * * *", "cronTimezone": "Moon"}}, "unknown time zone"},
		"a declared check-in that its list does not have": {nil, "declared in Rollcall"},
	} {
		out, ok := j.sync(t, tc.checkIns)
		if says := strings.ReplaceAll(tc.says, `\"`, `"`); ok || !strings.Contains(strings.ReplaceAll(out, `\"`, `"`), says) {
			t.Errorf("%s: ended well %v, and said %s", name, ok, out)
		}
	}
	if out, ok := j.sync(t, []map[string]string{declared}); !ok {
		t.Errorf("a list that has the declared one as it is: %s", out)
	}
}
