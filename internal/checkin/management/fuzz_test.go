package management

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	_ "time/tzdata" // the same zones on every machine

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// FuzzCreate: any body is refused in words or makes a check-in that can be watched, and whose own fields make the same one.
func FuzzCreate(f *testing.F) {
	for _, body := range []string{
		`{"check_in":{"name":"Nightly","slug":"nightly","report_period":"1 hour","grace_period":"5 minutes"}}`,
		`{"check_in":{"schedule_type":"cron","cron_schedule":"0 19 * * *","cron_timezone":"Tokyo"}}`,
		`{"check_in":{"report_period":300,"name":null,"slug":{},"schedule_type":[1]}}`,
		`{"check_in":{"report_period":"1 month 2 days","grace_period":"00:00:01"}}`,
		`{"check_in":[]}`, `{"check_in":{"name":"\ud800\u0000"}}`, `{`, `{"check_in":{}} x`, ``,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var in fields
		if refused := decode(body, "check_in", &in); refused != nil {
			if refused.status != 400 {
				t.Fatalf("refused with %d", refused.status)
			}
			return
		}
		c, err := in.create(1)
		if err != nil {
			if err.Error() == "" {
				t.Fatal("refused without a word")
			}
			return
		}
		if _, err := schedule.Parse(c.Schedule); err != nil || c.Grace < 0 || c.Name == "" || c.Slug != "" && !checkin.ValidSlug(c.Slug) {
			t.Fatalf("created %+v, %v", c, err)
		}
		if !utf8.ValidString(c.Name) || strings.ContainsRune(c.Name, 0) {
			t.Errorf("the name is %q", c.Name)
		}
		h := &Handler{Options: Options{Service: nowhere{}, DetailsURL: func(monitor.ID) string { return "" }}}
		written, err := json.Marshal(map[string]any{"check_in": h.object(c, checkin.Stand(c, monitor.State{}, time.Time{}))})
		if err != nil {
			t.Fatal(err)
		}
		var back fields
		if refused := decode(written, "check_in", &back); refused != nil {
			t.Fatalf("%s: %+v", written, refused)
		}
		again := c
		if err := back.update(&again); err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		again.Schedule.Period, again.Grace = again.Schedule.Period.Truncate(time.Second), again.Grace.Truncate(time.Second)
		c.Schedule.Period, c.Grace = c.Schedule.Period.Truncate(time.Second), c.Grace.Truncate(time.Second)
		if again.Schedule != c.Schedule || again.Grace != c.Grace || again.Name != c.Name || again.ZoneName != c.ZoneName {
			t.Errorf("%s makes %+v of %+v", written, again, c)
		}
	})
}

type nowhere struct{ Service }

func (nowhere) URL(string) string { return "" }

// FuzzSyncBody: any body is refused, or is a list.
func FuzzSyncBody(f *testing.F) {
	for _, body := range []string{`{"check_ins":[]}`, `{"check_ins":[{"slug":"a"},null,1]}`, `{"check_ins":null}`, `{"check_ins":{}}`, `[`} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var rows []fields
		if refused := decode(body, "check_ins", &rows); refused == nil && rows == nil {
			t.Errorf("%q is taken for a list", body)
		}
	})
}

func TestRailsZones(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, z := range railsZones() {
		if _, err := schedule.Zone(z.iana); err != nil {
			t.Error(err)
		}
		for _, name := range z.names {
			if seen[name] || iana(name) != z.iana {
				t.Errorf("%q is %s", name, iana(name))
			}
			seen[name] = true
		}
	}
	if len(seen) != 150 { // all of Rails but UTC, which is its own name
		t.Errorf("%d names", len(seen))
	}
	for _, name := range []string{"UTC", "Europe/Berlin", "nowhere", ""} {
		if iana(name) != name {
			t.Errorf("%q is %s", name, iana(name))
		}
	}
}
