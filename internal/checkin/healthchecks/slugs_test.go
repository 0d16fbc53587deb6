package healthchecks_test

import "testing"

// TestAmbiguousSlug lets three checks share a slug, and go one by one.
func TestAmbiguousSlug(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, one := h.make("v3", `{"slug": "twin"}`)
	made, two := h.make("v3", `{"slug": "twin"}`)
	_, three := h.make("v1", `{"name": "Twin"}`)
	if made["slug"] != "twin" {
		t.Errorf("the second is shown as %v", made)
	}
	expect := func(step string, code int, answer string) {
		t.Helper()
		for _, path := range []string{"pk1/twin", "pk1/twin/fail", "pk1/twin?create=1"} {
			if w := h.ping("GET", path, ""); w.Code != code || w.Body.String() != answer {
				t.Errorf("%s: %s: got %d %s, want %d", step, path, w.Code, w.Body, code)
			}
		}
	}
	expect("three have it", 409, "ambiguous slug")
	for _, id := range []string{one, two, three} {
		if w := h.ping("GET", id, ""); w.Code != 200 {
			t.Errorf("by its id: %d %s", w.Code, w.Body)
		}
	}
	h.api("DELETE", "v3/checks/"+one, "")
	expect("two have it", 409, "ambiguous slug")
	h.api("POST", "v3/checks/"+two, `{"slug": "other"}`)
	expect("one has it", 200, "OK")
	h.api("POST", "v3/checks/"+two, `{"slug": "twin"}`)
	expect("two have it again", 409, "ambiguous slug")
	h.api("POST", "v3/checks/"+two, `{"desc": "still the same slug"}`)
	expect("nothing changed", 409, "ambiguous slug")
	h.api("DELETE", "v3/checks/"+two, "")
	expect("one has it again", 200, "OK")
	list := h.object(h.api("GET", "v3/checks/?slug=twin", ""), 200)["checks"].([]any)
	if len(list) != 1 || list[0].(map[string]any)["uuid"] != three {
		t.Errorf("left: %v", list)
	}
	h.api("DELETE", "v3/checks/"+three, "")
	if w := h.ping("GET", "pk1/twin", ""); w.Code != 404 {
		t.Errorf("none has it: %d", w.Code)
	}
}

// TestSlugOfName makes slugs as v1 and v2 do.
func TestSlugOfName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Filesystem Backup": "filesystem-backup", "  a -- b  ": "a-b", "a.b/c": "abc", "_x_": "x", "DB 1\\t2": "db-1-2", "Größe": "gre", "日本": "", "": "",
	} {
		for version, slug := range map[string]string{"v1": want, "v2": want, "v3": ""} {
			if made, _ := newHouse(t).make(version, `{"name": "`+name+`"}`); made["slug"] != slug {
				t.Errorf("%s: %q became %v, want %q", version, name, made["slug"], slug)
			}
		}
	}
}
