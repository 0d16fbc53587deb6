package healthchecksnpm_test

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"rollcall.dev/rollcall/internal/checkin/checkintest"
	"rollcall.dev/rollcall/internal/checkin/embedded"
	"rollcall.dev/rollcall/internal/checkin/healthchecks"
	"rollcall.dev/rollcall/test/npm"
)

const (
	client = "healthchecks-io-client@1.0.4"
	apiKey = "rw-key-of-the-first-project-0001"
)

// answers is what the client got.
type answers struct {
	Created, Again, Check, Updated, Paused, Resumed, Deleted check

	Start, Fail, Success, WithPayload, ResumedByPing string

	Pings struct {
		Pings []struct {
			Type    string
			BodyURL string `json:"body_url"`
		}
	}
	Flips    struct{ Flips []struct{ Up int } }
	Tagged   struct{ Checks []check }
	Channels struct{ Channels []struct{ Name string } }

	BadSchedule, Gone, PingGone, WrongKey int
}

type check struct {
	Name, Slug, Tags, Desc, Status, Schedule, TZ string
	Timeout, Grace                               int
	Pings                                        int    `json:"n_pings"`
	PingURL                                      string `json:"ping_url"`
}

// TestClient drives the service with the client, in the oldest version of the API and the newest.
func TestClient(t *testing.T) {
	t.Parallel()
	modules := npm.Install(t, client)
	for _, version := range []string{"1", "3"} {
		t.Run("v"+version, func(t *testing.T) {
			t.Parallel()
			got := drive(t, modules, version)
			if c := got.Created; c.Name != "Backup "+version || c.Tags != "prod v"+version || c.Timeout != 3600 || c.Grace != 600 || c.Status != "new" {
				t.Errorf("created %+v", c)
			}
			if got.Again.PingURL != got.Created.PingURL || got.Again.Desc != "made by a client" {
				t.Errorf("created again: %+v", got.Again)
			}
			for _, answer := range []string{got.Start, got.Fail, got.Success, got.WithPayload, got.ResumedByPing} {
				if answer != "OK" {
					t.Errorf("a ping was answered with %q", answer)
				}
			}
			if c := got.Check; c.Status != "up" || c.Pings != 4 {
				t.Errorf("after four pings: %+v", c)
			}
			wantPings(t, got)
			if len(got.Flips.Flips) < 2 || got.Flips.Flips[0].Up != 1 || got.Flips.Flips[1].Up != 0 {
				t.Errorf("flips %+v", got.Flips)
			}
			if c := got.Updated; c.Schedule != "15 5 * * *" || c.TZ != "Europe/Riga" || c.Timeout != 0 {
				t.Errorf("updated %+v", c)
			}
			if got.Paused.Status != "paused" || got.Resumed.Status == "paused" {
				t.Errorf("paused %+v, after a ping %+v", got.Paused, got.Resumed)
			}
			if len(got.Tagged.Checks) != 1 || len(got.Channels.Channels) != 1 || got.Channels.Channels[0].Name != "ops" {
				t.Errorf("checks %+v, channels %+v", got.Tagged, got.Channels)
			}
			if got.Deleted.Name != got.Created.Name || got.BadSchedule != 400 || got.Gone != 404 || got.PingGone != 404 || got.WrongKey != 401 {
				t.Errorf("deleted %+v; errors %d %d %d %d", got.Deleted, got.BadSchedule, got.Gone, got.PingGone, got.WrongKey)
			}
		})
	}
}

func wantPings(t *testing.T, got answers) {
	t.Helper()
	want := []string{"success", "success", "fail", "start"}
	if len(got.Pings.Pings) != len(want) {
		t.Fatalf("pings %+v", got.Pings)
	}
	for i, p := range got.Pings.Pings {
		if p.Type != want[i] || (p.BodyURL != "") != (i == 0 || i == 2) {
			t.Errorf("ping %d: %+v", i, p)
		}
	}
}

// drive runs the client against a service of its own.
func drive(t *testing.T, modules, version string) answers {
	t.Helper()
	var registry checkintest.Registry
	var recorder checkintest.Recorder
	server := httptest.NewUnstartedServer(nil)
	service := embedded.New(embedded.Options{
		Registry: &registry, Recorder: &recorder, Projects: []embedded.Project{{ID: 1, Key: "ping-key", APIKey: apiKey}},
	})
	server.Config.Handler = healthchecks.New(healthchecks.Options{
		Service: service, Registry: &registry, Book: &checkintest.Book{Recorder: &recorder},
		BaseURL:  "http://" + server.Listener.Addr().String(),
		Channels: []healthchecks.Channel{{ID: "746a083e-f542-4554-be1a-707ce16d3acc", Name: "ops", Kind: "slack"}},
	})
	server.Start()
	t.Cleanup(server.Close)
	script, err := filepath.Abs("testdata/drive.js")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", script, server.URL, apiKey, version)
	cmd.Env = append(os.Environ(), "NODE_PATH="+modules)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("the client: %v\n%s", err, stderr.String())
	}
	var got answers
	if err := json.Unmarshal(stdout.Bytes(), &got); err != nil {
		t.Fatalf("%v\n%s", err, stdout.String())
	}
	return got
}
