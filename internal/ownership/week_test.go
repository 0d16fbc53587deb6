package ownership_test

import (
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/ownership"
)

func TestParseWeek(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Mon-Wed 09:00-18:00":              "Mon 09:00-18:00, Tue 09:00-18:00, Wed 09:00-18:00",
		"Sat 10:00-12:30":                  "Sat 10:00-12:30",
		"fri-MON 22:00-06:00":              "Sun 22:00-06:00, Mon 22:00-06:00, Fri 22:00-06:00, Sat 22:00-06:00",
		" Tue  13:00-18:00 ,Tue 9:00-12:0": "",
		"Tue 13:00-18:00 ,Tue 09:00-12:00": "Tue 09:00-12:00, Tue 13:00-18:00",
		"Sun 00:00-24:00":                  "Sun 00:00-24:00",
		"Sun 08:00-24:00, Sun 08:00-24:00": "Sun 08:00-24:00",
		"Sun 23:59-23:58":                  "Sun 23:59-23:58",
		"Mon-Mon 23:00-00:00":              "Mon 23:00-24:00",
		"Sun-Sat 09:00-10:00":              "Sun 09:00-10:00, Mon 09:00-10:00, Tue 09:00-10:00, Wed 09:00-10:00, Thu 09:00-10:00, Fri 09:00-10:00, Sat 09:00-10:00",
	} {
		got, err := ownership.ParseWeek(text)
		if want == "" {
			if err == nil {
				t.Errorf("%q is read as %s", text, got)
			}
			continue
		}
		if err != nil || got.String() != want {
			t.Errorf("%q is read as %q, want %q; %v", text, got, want, err)
		}
	}
	if got, want := (ownership.Week{}).String(), mustWeek(t, ownership.DefaultHours).String(); got != want {
		t.Errorf("without hours %s, want %s", got, want)
	}
}

func TestWeeksThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                `character 1: found nothing more: use a day: Mon, Tue, Wed, Thu, Fri, Sat or Sun`,
		"Mon-Fri 9-18":                    `character 9: found "9-18": use a time as HH:MM, from 00:00 to 24:00`,
		"Mon-Fri":                         `character 8: found nothing more: use a space and then times, such as 09:00-18:00`,
		"Monday 09:00-18:00":              `character 1: found "Monday 09:00-18:00": use a day`,
		"Mon-Fr 09:00-18:00":              `character 5: found "Fr 09:00-18:00": use a day`,
		"Mon 09:00-18:00 Tue 09:00-18:00": `character 17: found "Tue 09:00-18:00": use a comma between ranges`,
		"Mon 09:00-18:00, 13:00-18:00":    `character 18: found "13:00-18:00": use a day`,
		"Mon 09:00-18:00,":                `character 17: found nothing more: use a day`,
		"Mon 24:00-06:00":                 `character 5: found "24:00-06:00": use a beginning from 00:00 to 23:59`,
		"Mon 09:00-25:00":                 `character 11: found "25:00": use a time`,
		"Mon 09:00-24:01":                 `character 11: found "24:01": use a time`,
		"Mon 09:60-18:00":                 `character 5: found "09:60-18:00": use a time`,
		"Mon 09:00–18:00":                 `character 10: found "–18:00": use - and the time of the end`,
		"Mon 09:00":                       `character 10: found nothing more: use - and the time of the end`,
		"Mon 09:00-09:00":                 `character 11: found "09:00": use another end than the beginning; the whole day is 00:00-24:00`,
		"Müd 09:00-10:00":                 `character 1: found "Müd 09:00-10:00": use a day`,
		strings.Repeat("x", 1001):         `use at most 1000 characters`,
		strings.Repeat(",", 50):           `use at most 50 ranges`,
	} {
		if _, err := ownership.ParseWeek(text); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func FuzzParseWeek(f *testing.F) {
	for _, text := range []string{ownership.DefaultHours, "Fri-Mon 22:00-06:00", "Sun 00:00-24:00, Sat 23:59-00:00", "Mon 09:00-09:00", "Mon,", "\xff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		week, err := ownership.ParseWeek(text)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n\r\x00") || err.Error() == "" {
				t.Fatalf("a bad message: %q", err)
			}
			return
		}
		if len(week.String()) > 1000 {
			return // ranges of several days are written out
		}
		if again, err := ownership.ParseWeek(week.String()); err != nil || again.String() != week.String() {
			t.Fatalf("%q is %q, and that %q; %v", text, week, again, err)
		}
	})
}

func mustWeek(t testing.TB, text string) ownership.Week {
	t.Helper()
	w, err := ownership.ParseWeek(text)
	if err != nil {
		t.Fatal(err)
	}
	return w
}
