package web_test

import (
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// order lists the incidents of a page as they come.
func order(page string) string {
	var ids []string
	for _, found := range regexp.MustCompile(`(?:<h2><a href="/incidents/|id="i-)([a-z0-9-]+)`).FindAllStringSubmatch(page, -1) {
		ids = append(ids, found[1])
	}
	return strings.Join(ids, " ")
}

// TestOrderOfTheInbox: what needs somebody comes first, what is overdue before all.
func TestOrderOfTheInbox(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"":                         "inc-1 inc-0 b-1 inc-2 inc-9 inc-3 inc-4 inc-5 inc-6 inc-7 inc-8",
		"?state=open":              "inc-1 inc-0 b-1 inc-2 inc-9",
		"?state=acknowledged":      "inc-3",
		"?state=snoozed":           "inc-6",
		"?state=silenced":          "inc-4 inc-5",
		"?state=held":              "inc-7",
		"?state=resolved":          "inc-8",
		"?owner=shop":              "b-1 inc-5",
		"?owner=shop&state=open":   "b-1",
		"?owner=nobody":            "",
		"?owner=shop&state=held":   "",
		"?owner=billing&unknown=1": "inc-1 inc-0 b-1 inc-2 inc-9 inc-3 inc-4 inc-6 inc-7 inc-8",
	} {
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(time.Until(noon()))
			if got := order(body(t, get(t, everything(), "/"+query))); got != want {
				t.Errorf("%q: %s, want %s", query, got, want)
			}
		})
	}
}
