package management_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// told is what a sync answers, a line each.
func (h *house) told(t *testing.T, list string) []string {
	t.Helper()
	w := h.call("PUT", checkIns, `{"check_ins":`+list+`}`)
	var got struct {
		Results []struct {
			Operation string
			Slug      *string
			Success   bool
			Errors    []string
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != 200 || got.Results == nil {
		t.Fatalf("answered %d %s, %v", w.Code, w.Body, err)
	}
	lines := []string{}
	for _, r := range got.Results {
		slug := "null"
		if r.Slug != nil {
			slug = *r.Slug
		}
		if r.Errors == nil {
			t.Errorf("%s %s has no list of errors", r.Operation, slug)
		}
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %v %s", r.Operation, slug, r.Success, strings.Join(r.Errors, ", "))))
	}
	return lines
}

// slugs are those that are there now, with their names.
func (h *house) slugs(t *testing.T) string {
	t.Helper()
	all, err := h.registry.InProject(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, c := range all {
		out = append(out, c.Slug+"="+c.Name)
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// TestSync begins with a=A, b=B and a nameless one without a slug, beside the declared one.
func TestSync(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		list  string
		lines []string
		there string
	}{
		"an empty list takes all away that the API made": {`[]`,
			[]string{"delete a true", "delete b true", "delete null true"}, "declared=Declared"},
		"create, update, delete": {`[{"slug":"c","name":"C","report_period":"1 day"},{"slug":"a","name":"A2"}]`,
			[]string{"create c true", "update a true", "delete b true", "delete null true"}, "a=A2 c=C declared=Declared"},
		"what goes makes room for its name": {`[{"slug":"a"},{"slug":"b2","name":"B","report_period":"1 day"}]`,
			[]string{"update a true", "create b2 true", "delete b true", "delete null true"}, "a=A b2=B declared=Declared"},
		"each for itself": {`[{"slug":"a","report_period":"0"},{"slug":"b","name":"B2"},{"slug":"C","report_period":"1 day"},{"slug":"d"}]`,
			[]string{
				`update a false report_period: period "0": zero; use a number and a unit (second, minute, hour, day, week, month, year), such as "5 minutes", or HH:MM:SS`,
				"update b true", `create C false slug "C": use up to 255 of a-z, 0-9, _ and -`,
				`create d false report_period "": a simple schedule needs one, such as "1 hour"`, "delete null true",
			}, "a=A b=B2 declared=Declared"},
		"a declared one stays as it is": {`[{"slug":"declared","name":"Mine"},{"slug":"a"},{"slug":"b"}]`,
			[]string{
				"update declared false This check-in is declared in Rollcall's configuration, and can only be changed there",
				"update a true", "update b true", "delete null true",
			}, "a=A b=B declared=Declared"},
		"a slug twice": {`[{"slug":"a","name":"X"},{"slug":"a","name":"Y"},{"slug":"b"}]`,
			[]string{"update a true", `update a false slug "a": the list names it more than once`, "update b true", "delete null true"},
			"a=X b=B declared=Declared"},
		"no slug": {`[{"name":"X","report_period":"1 day"},{"slug":null},{"slug":{}},{"slug":"a"},{"slug":"b"}]`,
			[]string{
				`create null false slug "": every check-in of a list needs one`, `create null false slug "": every check-in of a list needs one`,
				`create null false slug "{}": use a text, report_period "": a simple schedule needs one, such as "1 hour"`,
				"update a true", "update b true", "delete null true",
			}, "a=A b=B declared=Declared"},
		"a name that another one has": {`[{"slug":"a","name":"Declared"},{"slug":"b","name":"A"},{"slug":"c","name":"B","report_period":"1 day"}]`,
			[]string{
				"update a false name has already been taken by another check-in of the project",
				"update b false name has already been taken by another check-in of the project",
				"create c false name has already been taken by another check-in of the project", "delete null true",
			}, "a=A b=B declared=Declared"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			for _, made := range []string{`{"name":"A","slug":"a","report_period":"1 hour"}`, `{"name":"B","slug":"b","report_period":"1 hour"}`,
				`{"report_period":"1 hour"}`} {
				h.made(t, made)
			}
			if got := h.told(t, tc.list); !slices.Equal(got, tc.lines) {
				t.Errorf("told\n%s, want\n%s", strings.Join(got, "\n"), strings.Join(tc.lines, "\n"))
			}
			if got := h.slugs(t); got != tc.there {
				t.Errorf("then there are %s, want %s", got, tc.there)
			}
		})
	}
}

// TestSyncAgain: the same list changes nothing.
func TestSyncAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const list = `[{"slug":"a","name":"A","report_period":"1 month","grace_period":""},
		{"slug":"b","schedule_type":"cron","cron_schedule":"0 0 * * *","cron_timezone":"Quito"}]`
	h.told(t, list)
	before := len(h.recorder.Recorded(""))
	if got := h.told(t, list); !slices.Equal(got, []string{"update a true", "update b true"}) || len(h.recorder.Recorded("")) != before {
		t.Errorf("told %v, and recorded %+v", got, h.recorder.Recorded("")[before:])
	}
}

func TestSyncWithoutTheLedger(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.made(t, `{"slug":"a","report_period":"1 hour"}`)
	h.made(t, `{"slug":"c","report_period":"1 hour"}`)
	h.recorder.Fail(errors.New("disk full"))
	const away = "The store cannot be reached now, try again"
	want := []string{"create b false " + away, "delete a false " + away, "delete c false " + away}
	if got := h.told(t, `[{"slug":"b","report_period":"1 hour"}]`); !slices.Equal(got, want) {
		t.Errorf("told %q", got)
	}
}
