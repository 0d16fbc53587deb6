package management_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/management"
	"rollcall.dev/rollcall/internal/monitor"
)

// TestObjects has the whole of what is answered, for either type of schedule.
func TestObjects(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // midnight UTC of 1 January 2000
		h := newHouse(t)
		simple := h.made(t, `{"name":"Hourly clean up","slug":"hourly-clean-up","report_period":"1 hour","grace_period":"5 minutes"}`)
		cron := h.made(t, `{"name":"Nightly","schedule_type":"cron","cron_schedule":"30 19 * * *","cron_timezone":"Tokyo","grace_period":""}`)
		for _, tc := range []struct {
			got  map[string]any
			want string
		}{
			{simple, `{"id":ID,"name":"Hourly clean up","slug":"hourly-clean-up","state":"pending","schedule_type":"simple",
				"reported_at":null,"expected_at":"2000-01-01T01:00:00Z","missed_count":0,"grace_period":"5 minutes",
				"url":"http://ping.test/v1/check_in/%s","details_url":"https://rollcall.test/m/checkin/%s","report_period":"1 hour"}`},
			{cron, `{"id":ID,"name":"Nightly","slug":null,"state":"pending","schedule_type":"cron",
				"reported_at":null,"expected_at":"2000-01-01T10:30:00Z","missed_count":0,"grace_period":null,
				"url":"http://ping.test/v1/check_in/%s","details_url":"https://rollcall.test/m/checkin/%s",
				"cron_schedule":"30 19 * * *","cron_timezone":"Tokyo"}`},
		} {
			id := tc.got["id"].(string)
			want := map[string]any{}
			text := strings.NewReplacer("ID", `"`+id+`"`, "%s", id).Replace(tc.want)
			if err := json.Unmarshal([]byte(text), &want); err != nil {
				t.Fatal(err)
			}
			if tc.want = ""; strings.HasPrefix(want["expected_at"].(string), "2000-01-01T10") {
				want["expected_at"] = tc.got["expected_at"] // calendars of zones begin later than the clock of a bubble
			}
			if !reflect.DeepEqual(tc.got, want) {
				t.Errorf("created\n%v, want\n%v", tc.got, want)
			}
			if again := h.shown(t, id); !reflect.DeepEqual(again, want) {
				t.Errorf("read back\n%v, want\n%v", again, want)
			}
		}
		c, err := h.registry.Get(t.Context(), simple["id"].(string))
		if err != nil || c.Origin != checkin.FromAPI || c.Wire != checkin.WireHoneybadger || c.Project != 1 {
			t.Errorf("kept %+v, %v", c, err)
		}
	})
}

func TestProjectKey(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	w := h.call("GET", "/v2/project_keys/hbp_one", "")
	if got, want := strings.TrimSpace(w.Body.String()), `{"project":{"id":1,"name":"Default","created_at":"2026-01-01T00:00:00Z"}}`; got != want {
		t.Errorf("answered %s, want %s", got, want)
	}
	w = h.as("other", "GET", "/v2/project_keys/hbp_two", "")
	var got struct {
		Project struct {
			CreatedAt time.Time `json:"created_at"`
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || time.Since(got.Project.CreatedAt) > time.Hour {
		t.Errorf("an empty project: %s, %v", w.Body, err)
	}
}

// TestUpdating goes through what a change leaves and what it replaces.
func TestUpdating(t *testing.T) {
	t.Parallel()
	const (
		simple = `{"name":"A","slug":"a","report_period":"1 hour","grace_period":"5 minutes"}`
		cron   = `{"name":"A","slug":"a","schedule_type":"cron","cron_schedule":"0 19 * * *","cron_timezone":"Tokyo"}`
	)
	for name, tc := range map[string]struct {
		made, fields string
		code         int
		changes      map[string]any // of what is read back
		says         string
	}{
		"nothing":                           {simple, `{}`, 204, nil, ""},
		"the same":                          {simple, simple, 204, nil, ""},
		"name":                              {simple, `{"name":"B"}`, 204, map[string]any{"name": "B"}, ""},
		"its own name":                      {simple, `{"name":"A"}`, 204, nil, ""},
		"an empty name":                     {simple, `{"name":""}`, 204, nil, ""},
		"name taken":                        {simple, `{"name":"Declared"}`, 422, nil, "name has already been taken"},
		"another slug is ignored":           {simple, `{"slug":"b"}`, 204, nil, ""},
		"even one that is none":             {simple, `{"slug":"B B"}`, 204, nil, ""},
		"or is taken":                       {simple, `{"slug":"declared"}`, 204, nil, ""},
		"another type is ignored":           {simple, `{"schedule_type":"cron","cron_schedule":"0 0 * * *"}`, 204, nil, ""},
		"the other way too":                 {cron, `{"schedule_type":"simple","report_period":"1 hour"}`, 204, nil, ""},
		"period":                            {simple, `{"report_period":"2 hours"}`, 204, map[string]any{"report_period": "2 hours"}, ""},
		"period empty":                      {simple, `{"report_period":""}`, 422, nil, "report_period"},
		"period zero":                       {simple, `{"report_period":"0"}`, 422, nil, "report_period"},
		"grace":                             {simple, `{"grace_period":"1 minute"}`, 204, map[string]any{"grace_period": "1 minute"}, ""},
		"grace taken back":                  {simple, `{"grace_period":""}`, 204, map[string]any{"grace_period": nil}, ""},
		"grace null":                        {simple, `{"grace_period":null}`, 204, map[string]any{"grace_period": nil}, ""},
		"cron":                              {cron, `{"cron_schedule":"0 7 * * *"}`, 204, map[string]any{"cron_schedule": "0 7 * * *"}, ""},
		"cron with Sunday as 7":             {cron, `{"cron_schedule":"0 7 * * 5-7"}`, 204, map[string]any{"cron_schedule": "0 7 * * 5-7"}, ""},
		"cron of nonsense":                  {cron, `{"cron_schedule":"x"}`, 422, nil, "cron_schedule"},
		"zone":                              {cron, `{"cron_timezone":"Europe/Paris"}`, 204, map[string]any{"cron_timezone": "Europe/Paris"}, ""},
		"zone taken back":                   {cron, `{"cron_timezone":""}`, 204, map[string]any{"cron_timezone": "UTC"}, ""},
		"zone of nowhere":                   {cron, `{"cron_timezone":"x"}`, 422, nil, "cron_timezone"},
		"a wrong field changes no other":    {simple, `{"name":"B","grace_period":"x"}`, 422, nil, "grace_period"},
		"a wrong type of what is immutable": {simple, `{"slug":[]}`, 422, nil, "slug"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			want := h.made(t, tc.made)
			w := h.call("PUT", checkIns+"/"+want["id"].(string), `{"check_in":`+tc.fields+`}`)
			if w.Code != tc.code || !strings.Contains(w.Body.String(), tc.says) || (w.Code == 204) != (w.Body.Len() == 0) {
				t.Errorf("answered %d %q, want %d with %q", w.Code, w.Body, tc.code, tc.says)
			}
			got := h.shown(t, want["id"])
			delete(got, "expected_at") // follows the schedule
			delete(want, "expected_at")
			maps.Copy(want, tc.changes)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("read back\n%v, want\n%v", got, want)
			}
		})
	}
}

func TestDeleting(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	path := checkIns + "/" + h.made(t, `{"slug":"a","report_period":"1 hour"}`)["id"].(string)
	if w := h.call("DELETE", path, ""); w.Code != 204 || w.Body.Len() != 0 {
		t.Errorf("answered %d %s", w.Code, w.Body)
	}
	for _, method := range []string{"GET", "DELETE"} {
		if w := h.call(method, path, ""); w.Code != 404 {
			t.Errorf("then %s is answered %d", method, w.Code)
		}
	}
	if got := h.recorder.Recorded(monitor.Removed); len(got) != 1 {
		t.Errorf("recorded %+v", got)
	}
	h.made(t, `{"slug":"a","report_period":"1 hour"}`) // its names are free again
}

// TestPaging walks through 60 check-ins and the declared one by the links.
func TestPaging(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for base, option := range map[string]func(*management.Options){
			"https://rollcall.test": func(*management.Options) {},
			"http://example.com":    func(o *management.Options) { o.ExternalURL = "" }, // what the request asked for
		} {
			h := newHouse(t, option)
			for i := range 60 {
				h.made(t, fmt.Sprintf(`{"name":"N%02d","report_period":"1 hour"}`, i))
				time.Sleep(time.Second)
			}
			page := func(n int) string { return fmt.Sprintf("%s%s?page=%d", base, checkIns, n) }
			var names []string
			path, sizes := checkIns, []int{25, 25, 11}
			for i := 1; path != ""; i++ {
				var got struct {
					Results []struct{ Name string }
					Links   struct{ Self, Next, Prev *string }
				}
				if err := json.Unmarshal(h.call("GET", path, "").Body.Bytes(), &got); err != nil {
					t.Fatal(err)
				}
				if len(got.Results) != sizes[i-1] || *got.Links.Self != page(i) {
					t.Errorf("page %d: %d results, self %s", i, len(got.Results), *got.Links.Self)
				}
				if (i == 1) != (got.Links.Prev == nil) || i > 1 && *got.Links.Prev != page(i-1) {
					t.Errorf("page %d: prev %v", i, got.Links.Prev)
				}
				for _, r := range got.Results {
					names = append(names, r.Name)
				}
				path = ""
				if got.Links.Next != nil {
					path = strings.TrimPrefix(*got.Links.Next, base)
				}
			}
			if len(names) != 61 || names[0] != "N00" || names[59] != "N59" || names[60] != "Declared" { // which is of 2026
				t.Errorf("listed %v", names)
			}
			beyond := h.call("GET", checkIns+"?page=4", "").Body.String()
			if !strings.Contains(beyond, `"results":[]`) || !strings.Contains(beyond, `"next":null`) {
				t.Errorf("beyond the end: %s", beyond)
			}
		}
	})
}
