package healthchecks_test

import (
	"strings"
	"testing"
)

// TestValidation sends every field with values that are wrong, and at their limits.
func TestValidation(t *testing.T) {
	t.Parallel()
	const prefix = "json validation error: "
	for _, c := range []struct{ body, fault string }{
		{`{"name": 7}`, "name is not a string"},
		{`{"name": null}`, "name is not a string"},
		{`{"name": "` + strings.Repeat("é", 100) + `"}`, ""},
		{`{"name": "` + strings.Repeat("é", 101) + `"}`, "name is too long"},
		{`{"slug": "Ünder"}`, "slug does not match pattern"},
		{`{"slug": "UPPER"}`, "slug does not match pattern"},
		{`{"slug": "a b"}`, "slug does not match pattern"},
		{`{"slug": "a-b_9"}`, ""},
		{`{"slug": "` + strings.Repeat("a", 101) + `"}`, "slug is too long"},
		{`{"tags": ["prod"]}`, "tags is not a string"},
		{`{"desc": 7}`, "desc is not a string"},
		{`{"timeout": 59}`, "timeout is too small"},
		{`{"timeout": 60}`, ""},
		{`{"timeout": 31536000}`, ""},
		{`{"timeout": 31536001}`, "timeout is too large"},
		{`{"timeout": 99999999999999999999999}`, "timeout is too large"},
		{`{"timeout": -99999999999999999999999}`, "timeout is too small"},
		{`{"timeout": "3600"}`, "timeout is not a number"},
		{`{"timeout": 60.5}`, "timeout is not a number"},
		{`{"timeout": true}`, "timeout is too small"},
		{`{"timeout": null}`, "timeout is not a number"},
		{`{"grace": 59}`, "grace is too small"},
		{`{"grace": 31536001}`, "grace is too large"},
		{`{"grace": []}`, "grace is not a number"},
		{`{"schedule": "0 3 * * *"}`, ""},
		{`{"schedule": "*/5 * * * 1-5", "tz": "Europe/Riga"}`, ""},
		{`{"schedule": ""}`, ""},
		{`{"schedule": 7}`, "schedule is not a string"},
		{`{"schedule": "bad"}`, "schedule is not a valid cron or OnCalendar expression"},
		{`{"schedule": "* * * *"}`, "schedule is not a valid cron or OnCalendar expression"},
		{`{"schedule": "61 * * * *"}`, "schedule is not a valid cron or OnCalendar expression"},
		{`{"schedule": "0 0 31 2 *"}`, "schedule is not a valid cron or OnCalendar expression"},
		{`{"schedule": "@hourly"}`, "schedule is not a valid cron or OnCalendar expression"},
		{`{"schedule": "Mon..Fri *-*-* 29:00"}`, "schedule is not a valid cron or OnCalendar expression"},
		{`{"schedule": "* * * * *\n* * * * *"}`, "schedule is not a valid cron or OnCalendar expression"},
		{`{"schedule": "` + strings.Repeat("0", 101) + `"}`, "schedule is too long"},
		{`{"tz": "Europe/Riga"}`, ""},
		{`{"tz": "Mars/Olympus"}`, "tz is not a valid timezone"},
		{`{"tz": ""}`, "tz is not a valid timezone"},
		{`{"tz": "Local"}`, "tz is not a valid timezone"},
		{`{"tz": "../etc/passwd"}`, "tz is not a valid timezone"},
		{`{"methods": "POST"}`, ""},
		{`{"methods": ""}`, ""},
		{`{"methods": "GET"}`, "methods has unexpected value"},
		{`{"methods": 7}`, "methods has unexpected value"},
		{`{"manual_resume": true}`, ""},
		{`{"manual_resume": "true"}`, "manual_resume is not a boolean"},
		{`{"manual_resume": 0}`, "manual_resume is not a boolean"},
		{`{"filter_subject": 1}`, "filter_subject is not a boolean"},
		{`{"filter_body": null}`, "filter_body is not a boolean"},
		{`{"filter_http_body": "x"}`, "filter_http_body is not a boolean"},
		{`{"filter_default_fail": "x"}`, "filter_default_fail is not a boolean"},
		{`{"start_kw": "` + strings.Repeat("a", 201) + `"}`, "start_kw is too long"},
		{`{"success_kw": 1}`, "success_kw is not a string"},
		{`{"failure_kw": "` + strings.Repeat("a", 201) + `"}`, "failure_kw is too long"},
		{`{"subject": "` + strings.Repeat("a", 201) + `"}`, "subject is too long"},
		{`{"subject_fail": 7}`, "subject_fail is not a string"},
		{`{"unique": "name"}`, "unique is not an array"},
		{`{"unique": ["status"]}`, "an item in 'unique' has unexpected value"},
		{`{"unique": [7]}`, "an item in 'unique' has unexpected value"},
		{`{"unique": []}`, ""},
		{`{"channels": 7}`, "channels is not a string"},
		{`{"timeout": 1, "name": 7}`, "name is not a string"}, // the order is theirs
		{`{"unknown": {"a": 1}}`, ""},
		{`[]`, "value is not an object"},
		{`"text"`, "value is not an object"},
		{`{"name"`, "could not parse request body"},
		{`{"channels": "*"}`, ""},
		{`{"channels": ""}`, ""},
		{`{"channels": "ops,4ec5a071-2d08-4baa-898a-eb4eb3cd6941"}`, ""},
		{`{"channels": "ops,"}`, "empty channel identifier"},
		{`{"channels": "nobody"}`, "invalid channel identifier: nobody"},
		{`{"channels": "audit"}`, "non-unique channel identifier: audit"},
		{``, ""},
	} {
		t.Run(c.body[:min(len(c.body), 60)], func(t *testing.T) {
			t.Parallel()
			for _, path := range []string{"v1/checks/", "v2/checks/", "v3/checks/", "v3/checks/" + nightly} {
				w := newHouse(t).api("POST", path, c.body)
				if c.fault == "" {
					if w.Code != 200 && w.Code != 201 {
						t.Errorf("%s: got %d %s", path, w.Code, w.Body)
					}
					continue
				}
				want := `{"error":"` + prefix + c.fault + `"}`
				if strings.Contains(c.fault, "channel identifier") || strings.HasPrefix(c.fault, "could not") {
					want = `{"error":"` + c.fault + `"}`
				}
				if w.Code != 400 || w.Body.String() != want {
					t.Errorf("%s: got %d %s, want %s", path, w.Code, w.Body, want)
				}
			}
		})
	}
}
