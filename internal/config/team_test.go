package config

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/notify/words"
	"rollcall.dev/rollcall/internal/ownership"
)

func TestWorkingHours(t *testing.T) {
	t.Parallel()
	c, _ := parse(t, "teams: [{id: triage, timezone: Asia/Tokyo, hours: 'Sat 10:00-12:00', holidays: ['2026-12-05'], review_by: '2027-03-31'}, {id: b}]", nil)
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	h := c.Teams[0].WorkingHours()
	if want := time.Date(2026, 12, 12, 10, 0, 0, 0, tokyo); !h.Next(time.Date(2026, 12, 1, 0, 0, 0, 0, tokyo)).Equal(want) {
		t.Errorf("hours %+v", h)
	}
	if got := c.Teams[0].ReviewDate(); got != (ownership.Date{Year: 2027, Month: time.March, Day: 31}) {
		t.Errorf("review by %v", got)
	}
	if got := c.Teams[1]; !got.WorkingHours().Equal(ownership.Hours{}) || got.ReviewDate() != (ownership.Date{}) {
		t.Errorf("what is not said: %+v", got)
	}
}

// TestAnEmptyListIsNone: also where the default is some.
func TestAnEmptyListIsNone(t *testing.T) {
	t.Parallel()
	if c, _ := parse(t, "owner_annotations: []", nil); len(c.OwnerAnnotations) != 0 {
		t.Errorf("annotations %q", c.OwnerAnnotations)
	}
}

// A team reads every language that there are words in, and no other.
func TestTheLanguagesOfATeam(t *testing.T) {
	t.Parallel()
	field, _ := reflect.TypeFor[Team]().FieldByName("Language")
	var all []string
	for _, l := range words.Languages() {
		all = append(all, string(l))
	}
	if got, want := field.Tag.Get("oneof"), strings.Join(all, " "); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
