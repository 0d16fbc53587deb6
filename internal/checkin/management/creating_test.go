package management_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/schedule"
)

// TestCreating goes through the fields: what is read back of what was written, or what a refusal says.
func TestCreating(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ü", 255)
	simple := func(more string) string { return `{"report_period":"1 hour",` + more + `}` }
	cron := func(more string) string {
		return `{"schedule_type":"cron","cron_schedule":"0 19 * * *",` + more + `}`
	}
	for name, tc := range map[string]struct {
		fields string
		field  string // what is looked at
		want   any    // what is read back
		says   string // or what the refusal says
	}{
		"name":                               {simple(`"name":"Daily"`), "name", "Daily", ""},
		"name of 255 characters":             {simple(`"name":"` + long + `"`), "name", long, ""},
		"name of 256":                        {simple(`"name":"` + long + `x"`), "name", nil, "use up to 255 characters"},
		"no name is the slug":                {simple(`"slug":"daily"`), "name", "daily", ""},
		"an empty one too":                   {simple(`"slug":"daily","name":""`), "name", "daily", ""},
		"name taken":                         {simple(`"name":"Declared"`), "name", nil, "name has already been taken"},
		"name of a wrong type":               {simple(`"name":{"x":1}`), "name", nil, `name "{\"x\":1}": use a text`},
		"slug":                               {simple(`"slug":"a-b_c9"`), "slug", "a-b_c9", ""},
		"no slug is null":                    {simple(`"name":"x"`), "slug", nil, ""},
		"slug with a capital":                {simple(`"slug":"Daily"`), "slug", nil, `slug "Daily": use up to 255 of a-z, 0-9, _ and -`},
		"slug with a space":                  {simple(`"slug":"a b"`), "slug", nil, `slug "a b"`},
		"slug with a letter of elsewhere":    {simple(`"slug":"täglich"`), "slug", nil, "slug"},
		"slug too long":                      {simple(`"slug":"` + strings.Repeat("x", 256) + `"`), "slug", nil, "slug"},
		"slug taken":                         {simple(`"slug":"declared"`), "slug", nil, "slug has already been taken"},
		"no type is simple":                  {simple(`"name":"x"`), "schedule_type", "simple", ""},
		"type null is simple":                {simple(`"schedule_type":null`), "schedule_type", "simple", ""},
		"type simple":                        {simple(`"schedule_type":"simple"`), "schedule_type", "simple", ""},
		"type cron":                          {cron(`"name":"x"`), "schedule_type", "cron", ""},
		"another type":                       {simple(`"schedule_type":"weekly"`), "", nil, `schedule_type "weekly": use "simple" or "cron"`},
		"other members are ignored":          {simple(`"id":"x","state":"missing","missed_count":7,"colour":"red"`), "missed_count", 0., ""},
		"no period":                          {`{"name":"x"}`, "", nil, "report_period"},
		"period empty":                       {`{"report_period":""}`, "", nil, `report_period "": a simple schedule needs one`},
		"period null":                        {`{"report_period":null}`, "", nil, "report_period"},
		"period zero":                        {`{"report_period":"0 minutes"}`, "", nil, `report_period: period "0 minutes": zero`},
		"period 00:00:00":                    {`{"report_period":"00:00:00"}`, "", nil, "zero"},
		"period negative":                    {`{"report_period":"-5 minutes"}`, "", nil, "report_period"},
		"period of nonsense":                 {`{"report_period":"now and then"}`, "", nil, `such as "5 minutes"`},
		"period too long":                    {`{"report_period":"11 years"}`, "", nil, "use 1 second to 10 years"},
		"period of a wrong type":             {`{"report_period":["1 hour"]}`, "", nil, "report_period"},
		"a minute":                           {`{"report_period":"1 minute"}`, "report_period", "1 minute", ""},
		"minutes":                            {`{"report_period":"5 minutes"}`, "report_period", "5 minutes", ""},
		"hours":                              {`{"report_period":"2 hours"}`, "report_period", "2 hours", ""},
		"a day":                              {`{"report_period":"1 day"}`, "report_period", "1 day", ""},
		"weeks":                              {`{"report_period":"2 weeks"}`, "report_period", "2 weeks", ""},
		"a month":                            {`{"report_period":"1 month"}`, "report_period", "1 month", ""},
		"seconds, as in v3":                  {`{"report_period":"30 seconds"}`, "report_period", "30 seconds", ""},
		"a year, as in v3":                   {`{"report_period":"1 year"}`, "report_period", "1 year", ""},
		"a compound, as in v3":               {`{"report_period":"1 hour 30 minutes"}`, "report_period", "90 minutes", ""},
		"HH:MM:SS, as in v3":                 {`{"report_period":"01:00:00"}`, "report_period", "1 hour", ""},
		"a number of seconds":                {`{"report_period":300}`, "report_period", "5 minutes", ""},
		"a period is none of cron":           {cron(`"report_period":"nonsense"`), "report_period", nil, ""},
		"grace":                              {simple(`"grace_period":"10 minutes"`), "grace_period", "10 minutes", ""},
		"no grace":                           {simple(`"name":"x"`), "grace_period", nil, ""},
		"grace empty":                        {simple(`"grace_period":""`), "grace_period", nil, ""},
		"grace null":                         {simple(`"grace_period":null`), "grace_period", nil, ""},
		"grace zero":                         {simple(`"grace_period":"00:00:00"`), "grace_period", nil, ""},
		"grace of nonsense":                  {simple(`"grace_period":"soon"`), "", nil, `grace_period: period "soon"`},
		"grace of a wrong type":              {simple(`"grace_period":true`), "", nil, "grace_period"},
		"cron":                               {cron(`"name":"x"`), "cron_schedule", "0 19 * * *", ""},
		"cron with Sunday as 7":              {`{"schedule_type":"cron","cron_schedule":"0 0 * * 7"}`, "cron_schedule", "0 0 * * 7", ""},
		"no cron":                            {`{"schedule_type":"cron"}`, "", nil, `cron_schedule "": a cron schedule needs one`},
		"cron empty":                         {`{"schedule_type":"cron","cron_schedule":""}`, "", nil, "cron_schedule"},
		"cron of six fields":                 {`{"schedule_type":"cron","cron_schedule":"0 0 19 * * *"}`, "", nil, `cron_schedule "0 0 19 * * *"`},
		"cron of two lines":                  {`{"schedule_type":"cron","cron_schedule":"0 0 * * *\n0 12 * * *"}`, "", nil, "use one expression"},
		"cron of nonsense":                   {`{"schedule_type":"cron","cron_schedule":"daily"}`, "", nil, "use five fields"},
		"cron that never comes":              {`{"schedule_type":"cron","cron_schedule":"0 0 31 2 *"}`, "", nil, "never comes"},
		"cron with a zone of its own":        {`{"schedule_type":"cron","cron_schedule":"TZ=UTC 0 0 * * *"}`, "", nil, "cron_schedule"},
		"cron of a wrong type":               {`{"schedule_type":"cron","cron_schedule":{}}`, "", nil, "cron_schedule"},
		"cron is none of simple":             {simple(`"cron_schedule":"nonsense"`), "cron_schedule", nil, ""},
		"no zone is UTC":                     {cron(`"name":"x"`), "cron_timezone", "UTC", ""},
		"zone empty":                         {cron(`"cron_timezone":""`), "cron_timezone", "UTC", ""},
		"zone null":                          {cron(`"cron_timezone":null`), "cron_timezone", "UTC", ""},
		"zone of IANA":                       {cron(`"cron_timezone":"Europe/Berlin"`), "cron_timezone", "Europe/Berlin", ""},
		"zone of Rails":                      {cron(`"cron_timezone":"Pacific Time (US & Canada)"`), "cron_timezone", "Pacific Time (US & Canada)", ""},
		"zone of nowhere":                    {cron(`"cron_timezone":"Mars/Olympus"`), "", nil, `cron_timezone "Mars/Olympus": unknown time zone`},
		"zone of a machine":                  {cron(`"cron_timezone":"Local"`), "", nil, "cron_timezone"},
		"zone of a wrong type":               {cron(`"cron_timezone":[1]`), "", nil, "cron_timezone"},
		"everything that is wrong at once":   {`{"slug":"A B","report_period":"0","grace_period":"x"}`, "", nil, "slug"},
		"and not only the first thing of it": {`{"slug":"A B","report_period":"0","grace_period":"x"}`, "", nil, "report_period"},
		"a long value is cut":                {simple(`"slug":"` + strings.Repeat("X", 300) + `"`), "", nil, strings.Repeat("X", 120) + "…"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			w := h.call("POST", checkIns, `{"check_in":`+tc.fields+`}`)
			got := object(t, w)
			if tc.says != "" {
				if text, _ := got["errors"].(string); w.Code != 422 || !strings.Contains(text, tc.says) {
					t.Errorf("answered %d %s, want 422 with %s", w.Code, w.Body, tc.says)
				}
				return
			}
			if w.Code != 201 || got[tc.field] != tc.want {
				t.Errorf("answered %d, %s %v, want %v", w.Code, tc.field, got[tc.field], tc.want)
			}
			if again := h.shown(t, got["id"]); !reflect.DeepEqual(again, got) {
				t.Errorf("read back %v, want %v", again, got)
			}
		})
	}
}

// TestCreatingAtOnce: of many that want one name, one gets it.
func TestCreatingAtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	codes := make([]int, 20)
	var all sync.WaitGroup
	for i := range codes {
		all.Go(func() {
			codes[i] = h.call("POST", checkIns, fmt.Sprintf(`{"check_in":{"name":"Daily","slug":"s%d","report_period":"1 day"}}`, i)).Code
		})
	}
	all.Wait()
	slices.Sort(codes)
	if codes[0] != 201 || codes[1] != 422 || codes[19] != 422 {
		t.Errorf("answered %v", codes)
	}
}

// TestWhatTheyHaveNoWordsFor: what another part of Rollcall made is listed without being called what it is not.
func TestWhatTheyHaveNoWordsFor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for id, spec := range map[string]schedule.Spec{
		"several": schedule.Cron("0 0 * * *\n0 12 * * *", "Asia/Tokyo"), "other": {Kind: "calendar", Expr: "Mon *-*-* 00:00", Zone: "Asia/Tokyo"},
	} {
		if err := h.registry.Put(t.Context(), checkin.CheckIn{ID: id, Project: 1, Name: id, Origin: checkin.FromConfig, Schedule: spec}); err != nil {
			t.Fatal(err)
		}
		got := h.shown(t, id)
		if _, has := got["cron_schedule"]; has || got["schedule_type"] != "cron" || got["cron_timezone"] != "Asia/Tokyo" {
			t.Errorf("%s is shown as %v", id, got)
		}
	}
}

// TestANameIsMade: one without a name and a slug is called by its id, as there.
func TestANameIsMade(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	if c := h.made(t, `{"report_period":"1 hour"}`); c["name"] != c["id"] {
		t.Errorf("created %v", c)
	}
}
