package honeybadger_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/test/honeybadger"
)

func TestProject(t *testing.T) {
	t.Parallel()
	s := honeybadger.New(honeybadger.Options{ProjectName: "Billing"})
	a := ask(t, s, "GET", "/v2/project_keys/"+honeybadger.DefaultAPIKey, "")
	project, _ := a.body["project"].(object)
	if a.status != 200 || project["id"] != float64(67747) || project["name"] != "Billing" || project["created_at"] == nil {
		t.Errorf("%d %s", a.status, a.raw)
	}
	if a := ask(t, s, "GET", "/v2/project_keys/other", ""); a.status != 404 || a.body["errors"] == nil {
		t.Errorf("%d %s", a.status, a.raw)
	}
}

func TestAuthentication(t *testing.T) {
	t.Parallel()
	s := honeybadger.New(honeybadger.Options{})
	for _, c := range []struct {
		user, password string
		status         int
	}{{honeybadger.DefaultToken, "", 200}, {honeybadger.DefaultToken, "x", 401}, {"other", "", 401}, {"", "", 401}} {
		if a := askAs(t, s, "GET", checkIns, "", c.user, c.password); a.status != c.status {
			t.Errorf("%q:%q: %d, want %d", c.user, c.password, a.status, c.status)
		}
	}
}

func TestCreateReadUpdateDelete(t *testing.T) {
	t.Parallel()
	s := honeybadger.New(honeybadger.Options{})
	id := mustCreate(t, s, `{"name":"Hourly clean up","slug":"hourly-clean-up","report_period":"1 hour","grace_period":"","colour":"red"}`)
	a := ask(t, s, "GET", checkIns+"/"+id, "")
	want := object{"state": "pending", "schedule_type": "simple", "reported_at": nil, "expected_at": nil, "missed_count": float64(0),
		"grace_period": "", "id": id, "name": "Hourly clean up", "slug": "hourly-clean-up", "report_period": "1 hour",
		"url": "http://hb.test/v1/check_in/" + id, "details_url": "http://hb.test/projects/67747/check_ins/" + id}
	if fmt.Sprint(a.body) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", a.body, want)
	}
	cron := mustCreate(t, s,
		`{"name":"Nightly","schedule_type":"cron","cron_schedule":"30 2 * * *","cron_timezone":"","grace_period":"5 minutes"}`)
	a = ask(t, s, "GET", checkIns+"/"+cron, "")
	if a.body["cron_schedule"] != "30 2 * * *" || a.body["cron_timezone"] != "UTC" || a.body["slug"] != nil ||
		a.body["grace_period"] != "5 minutes" {
		t.Errorf("%s", a.raw)
	}
	if _, there := a.body["report_period"]; there {
		t.Error("a cron check-in has a report period")
	}
	// What cannot be changed is ignored; what can be is.
	if a := ask(t, s, "PUT", checkIns+"/"+id,
		`{"check_in":{"name":"New","slug":"other","schedule_type":"cron","grace_period":"1 day"}}`); a.status != 204 || a.raw != "" {
		t.Errorf("update: %d %s", a.status, a.raw)
	}
	got, _ := s.BySlug("hourly-clean-up")
	if got.Name != "New" || got.ScheduleType != "simple" || got.GracePeriod != (honeybadger.Period{N: 1, Unit: "day"}) ||
		got.ReportPeriod.N != 1 {
		t.Errorf("%+v", got)
	}
	if a := ask(t, s, "DELETE", checkIns+"/"+id, ""); a.status != 204 || a.raw != "" {
		t.Errorf("delete: %d %s", a.status, a.raw)
	}
	for _, method := range []string{"GET", "PUT", "DELETE"} {
		if a := ask(t, s, method, checkIns+"/"+id, `{"check_in":{}}`); a.status != 404 || a.body["errors"] == nil {
			t.Errorf("%s of what is gone: %d %s", method, a.status, a.raw)
		}
	}
	if a := ask(t, s, "GET", checkIns+"/"+strings.ToLower(cron)+"X", ""); a.status != 404 {
		t.Errorf("%d", a.status)
	}
	if a := ask(t, s, "GET", "/v2/projects/1/check_ins", ""); a.status != 404 {
		t.Errorf("another project: %d", a.status)
	}
}

func TestValidation(t *testing.T) {
	t.Parallel()
	const p = `"report_period":"1 hour"`
	for name, c := range map[string]struct {
		fields string
		want   string // "" is accepted
	}{
		"simple is the default": {`{` + p + `}`, ""},
		"no period":             {`{"name":"x"}`, "Report period can't be blank"},
		"zero period":           {`{"report_period":"0 minutes"}`, "Report period can't be blank or zero"},
		"null period":           {`{"report_period":null}`, "Report period can't be blank"},
		"number period":         {`{"report_period":3600}`, "cannot unmarshal number"},
		"plural":                {`{"report_period":"2 weeks"}`, ""},
		"month":                 {`{"report_period":"1 month"}`, ""},
		"seconds are v3":        {`{"report_period":"90 seconds"}`, "Report period is invalid"},
		"compound is v3":        {`{"report_period":"1 hour 30 minutes"}`, "Report period is invalid"},
		"clock is v3":           {`{"report_period":"01:00:00"}`, "Report period is invalid"},
		"bad grace":             {`{` + p + `,"grace_period":"soon"}`, "Grace period is invalid"},
		"null grace":            {`{` + p + `,"grace_period":null}`, ""},
		"zero grace":            {`{` + p + `,"grace_period":"0 minutes"}`, ""},
		"name of 255":           {`{` + p + `,"name":"` + strings.Repeat("é", 255) + `"}`, ""},
		"name of 256":           {`{` + p + `,"name":"` + strings.Repeat("é", 256) + `"}`, "Name is too long"},
		"name is taken":         {`{` + p + `,"name":"Taken"}`, "Name has already been taken"},
		"slug is taken":         {`{` + p + `,"slug":"taken"}`, "Slug has already been taken"},
		"slug in capitals":      {`{` + p + `,"slug":"Nightly"}`, "Slug can only contain"},
		"slug with a dot":       {`{` + p + `,"slug":"a.b"}`, "Slug can only contain"},
		"slug":                  {`{` + p + `,"slug":"a_b-9"}`, ""},
		"both wrong":            {`{"slug":"a.b"}`, "underscores, Report period"},
		"unknown type":          {`{` + p + `,"schedule_type":"hourly"}`, "Schedule type is not included"},
		"cron":                  {`{"schedule_type":"cron","cron_schedule":"*/5 * * * mon-fri"}`, ""},
		"cron without":          {`{"schedule_type":"cron",` + p + `}`, "Cron schedule can't be blank"},
		"cron of six fields":    {`{"schedule_type":"cron","cron_schedule":"0 0 0 * * *"}`, "Cron schedule is invalid"},
		"cron with @":           {`{"schedule_type":"cron","cron_schedule":"@every 5m"}`, "Cron schedule is invalid"},
		"cron with TZ":          {`{"schedule_type":"cron","cron_schedule":"TZ=UTC 0 0 * * *"}`, "Cron schedule is invalid"},
		"IANA zone":             {`{"schedule_type":"cron","cron_schedule":"0 0 * * *","cron_timezone":"Asia/Tokyo"}`, ""},
		"Rails zone": {`{"schedule_type":"cron","cron_schedule":"0 0 * * *","cron_timezone":"Pacific Time (US & Canada)"}`,
			""},
		"no zone": {`{"schedule_type":"cron","cron_schedule":"0 0 * * *","cron_timezone":"Mars"}`,
			"Cron timezone is invalid"},
		"the machine's own zone": {`{"schedule_type":"cron","cron_schedule":"0 0 * * *","cron_timezone":"Local"}`,
			"Cron timezone is invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := honeybadger.New(honeybadger.Options{})
			mustCreate(t, s, `{"name":"Taken","slug":"taken","report_period":"1 day"}`)
			a := ask(t, s, "POST", checkIns, `{"check_in":`+c.fields+`}`)
			text, _ := a.body["errors"].(string)
			if c.want == "" && a.status != http.StatusCreated || c.want != "" && (a.status != 422 || !strings.Contains(text, c.want)) {
				t.Errorf("%d %s, want %q", a.status, a.raw, c.want)
			}
			if n := len(s.CheckIns()); (n == 2) != (c.want == "") {
				t.Errorf("%d check-ins", n)
			}
		})
	}
}

func TestMalformed(t *testing.T) {
	t.Parallel()
	s := honeybadger.New(honeybadger.Options{})
	for _, body := range []string{``, `{`, `[]`, `{}`, `{"check_in":null}`, `{"check_in":"x"}`, `{"name":"x"}`, `{} {}`} {
		if a := ask(t, s, "POST", checkIns, body); a.status != 400 || a.body["errors"] == nil {
			t.Errorf("%q: %d %s", body, a.status, a.raw)
		}
	}
	if a := ask(t, s, "POST", checkIns, strings.Repeat("x", 1<<20+1)); a.status != 413 {
		t.Errorf("too big: %d", a.status)
	}
	if a := ask(t, s, "PATCH", checkIns, `{}`); a.status != 405 {
		t.Errorf("PATCH is v3: %d", a.status)
	}
	for _, page := range []string{"0", "x", "-1"} {
		if a := ask(t, s, "GET", checkIns+"?page="+page, ""); a.status != 400 {
			t.Errorf("page %s: %d", page, a.status)
		}
	}
}

func TestPaging(t *testing.T) {
	t.Parallel()
	s := honeybadger.New(honeybadger.Options{})
	for i := range 51 {
		mustCreate(t, s, fmt.Sprintf(`{"name":"n%d","report_period":"1 hour"}`, i))
	}
	var sizes []int
	path := checkIns
	for path != "" {
		a := ask(t, s, "GET", path, "")
		list, _ := a.body["results"].([]any)
		sizes = append(sizes, len(list))
		links, _ := a.body["links"].(object)
		next, _ := links["next"].(string)
		path = strings.TrimPrefix(next, "http://hb.test")
		if (links["prev"] == nil) != (len(sizes) == 1) {
			t.Errorf("page %d: %v", len(sizes), links)
		}
	}
	if !slices.Equal(sizes, []int{25, 25, 1}) {
		t.Errorf("pages of %v", sizes)
	}
	seen := map[string]bool{}
	for _, c := range s.CheckIns() {
		seen[c.ID] = true
	}
	if len(seen) != 51 {
		t.Errorf("%d ids for 51 check-ins", len(seen))
	}
}

func TestBulk(t *testing.T) {
	t.Parallel()
	s := honeybadger.New(honeybadger.Options{})
	kept := mustCreate(t, s, `{"name":"A","slug":"a","report_period":"1 hour"}`)
	mustCreate(t, s, `{"name":"B","slug":"b","report_period":"1 hour"}`)
	mustCreate(t, s, `{"name":"no slug","report_period":"1 hour"}`)
	a := ask(t, s, "PUT", checkIns,
		`{"check_ins":[{"slug":"a","name":"A2"},{"slug":"c","name":"C","report_period":"1 day"},{"slug":"d","name":"D"}]}`)
	want := `[map[errors:[] operation:update slug:a success:true] map[errors:[] operation:create slug:c success:true] ` +
		`map[errors:[Report period can't be blank or zero] operation:create slug:d success:false] ` +
		`map[errors:[] operation:delete slug:b success:true] map[errors:[] operation:delete slug:<nil> success:true]]`
	if got := fmt.Sprint(a.body["results"]); a.status != 200 || got != want {
		t.Errorf("%d\n got %s\nwant %s", a.status, got, want)
	}
	if got, _ := s.BySlug("a"); got.ID != kept || got.Name != "A2" {
		t.Errorf("%+v", got)
	}
	for _, body := range []string{`{}`, `{"check_ins":null}`, `{"check_ins":{}}`, `{"check_ins":[7]}`} {
		if a := ask(t, s, "PUT", checkIns, body); a.status < 400 || len(s.CheckIns()) != 2 {
			t.Errorf("%s: %d, %d left", body, a.status, len(s.CheckIns()))
		}
	}
	if a := ask(t, s, "PUT", checkIns, `{"check_ins":[]}`); a.status != 200 || len(s.CheckIns()) != 0 {
		t.Errorf("an empty list deletes all: %d, %d left", a.status, len(s.CheckIns()))
	}
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := honeybadger.New(honeybadger.Options{})
		reset := strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10)
		for i := range 360 {
			a := ask(t, s, "GET", checkIns, "")
			if a.status != 200 || a.header.Get("X-Ratelimit-Limit") != "360" ||
				a.header.Get("X-Ratelimit-Remaining") != strconv.Itoa(359-i) ||
				a.header.Get("X-Ratelimit-Reset") != reset {
				t.Fatalf("request %d: %d %v", i+1, a.status, a.header)
			}
		}
		if a := ask(t, s, "GET", checkIns, ""); a.status != 403 || a.header.Get("X-Ratelimit-Remaining") != "0" ||
			a.body["errors"] == nil {
			t.Errorf("request 361: %d %v", a.status, a.header)
		}
		if a := ask(t, s, "GET", "/v1/check_in/nope", ""); a.status != 404 {
			t.Errorf("reports are not limited: %d", a.status)
		}
		time.Sleep(time.Hour)
		if a := ask(t, s, "GET", checkIns, ""); a.status != 200 {
			t.Errorf("an hour later: %d", a.status)
		}
	})
}

func TestCanonicalPeriods(t *testing.T) {
	t.Parallel()
	s := honeybadger.New(honeybadger.Options{Quirks: honeybadger.Quirks{CanonicalPeriods: true}})
	for given, want := range map[string]string{"60 minutes": "1 hour", "24 hours": "1 day", "1440 minutes": "1 day",
		"90 minutes": "90 minutes", "1 minutes": "1 minute"} {
		id := mustCreate(t, s, `{"report_period":"`+given+`"}`)
		if a := ask(t, s, "GET", checkIns+"/"+id, ""); a.body["report_period"] != want {
			t.Errorf("%s is read back as %v, want %s", given, a.body["report_period"], want)
		}
	}
}
