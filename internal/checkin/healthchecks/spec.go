package healthchecks

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/schedule"
)

// spec is what a client says of a check; nil for what it does not say.
type spec struct {
	channels, desc, name, slug, tags, schedule, tz, methods *string
	startWords, successWords, failureWords                  *string
	subject, subjectFail                                    *string
	filterSubject, filterBody, filterHTTPBody, defaultFail  *bool
	manualResume                                            *bool
	grace, timeout                                          *time.Duration
	unique                                                  []string
}

const (
	maxName     = 100
	maxExpr     = 100
	maxWords    = 200
	minDuration = time.Minute
	maxDuration = 365 * 24 * time.Hour
)

// decodeSpec reads what is said of a check. The error is a fault that names the first field that is wrong, in their order there.
func decodeSpec(doc document) (spec, error) {
	var s spec
	for _, f := range []struct {
		name string
		read reader
	}{
		{"channels", text(&s.channels, 0)},
		{"desc", text(&s.desc, 0)},
		{"failure_kw", text(&s.failureWords, maxWords)},
		{"filter_subject", boolean(&s.filterSubject)},
		{"filter_body", boolean(&s.filterBody)},
		{"filter_http_body", boolean(&s.filterHTTPBody)},
		{"filter_default_fail", boolean(&s.defaultFail)},
		{"grace", seconds(&s.grace)},
		{"manual_resume", boolean(&s.manualResume)},
		{"methods", oneOf(&s.methods, "", http.MethodPost)},
		{"name", text(&s.name, maxName)},
		{"schedule", checked(&s.schedule, maxExpr, notSchedule, isSchedule)},
		{"slug", checked(&s.slug, maxSlug, noPattern, isOwnSlug)},
		{"start_kw", text(&s.startWords, maxWords)},
		{"subject", text(&s.subject, maxWords)},
		{"subject_fail", text(&s.subjectFail, maxWords)},
		{"success_kw", text(&s.successWords, maxWords)},
		{"tags", text(&s.tags, 0)},
		{"timeout", seconds(&s.timeout)},
		{"tz", checked(&s.tz, 0, notZone, isZone)},
		{"unique", uniqueFields(&s.unique)},
	} {
		raw, said := doc[f.name]
		if !said {
			continue
		}
		if complaint := f.read(bytes.TrimSpace(raw)); complaint != "" {
			subject := f.name
			if f.name == "unique" && complaint == unexpected {
				subject = "an item in 'unique'"
			}
			return spec{}, fault{http.StatusBadRequest, "json validation error: " + subject + " " + complaint}
		}
	}
	return s, nil
}

// isOwnSlug reports whether text may be the slug of a check; it may be empty.
func isOwnSlug(text string) bool { return text == "" || checkin.ValidSlug(text) }

func isZone(name string) bool {
	_, err := schedule.Zone(name)
	return err == nil && name != ""
}

// isSchedule reports whether text is a cron expression, or one for systemd's OnCalendar, with a date that exists.
func isSchedule(text string) bool {
	if text == "" {
		return true // as if it were not said
	}
	_, err := schedule.Parse(written(text, time.UTC.String()))
	return err == nil
}

// written is the schedule of an expression of this wire: five words on one line are for cron, and read as Debian's cron reads them;
// anything else is for systemd, and may have several lines. Nothing else here makes one, so that this is the one place that tells them
// apart.
func written(expr, zone string) schedule.Spec {
	if words := strings.Fields(expr); len(words) == 5 && !strings.Contains(strings.TrimSpace(expr), "\n") {
		return schedule.Crontab(schedule.DialectDebian, strings.Join(words, " "), zone)
	}
	return schedule.OnCalendar(strings.TrimSpace(expr), zone)
}

// words are the keywords in a list with commas between them.
func words(list string) []string {
	var found []string
	for word := range strings.SplitSeq(list, ",") {
		if word = strings.TrimSpace(word); word != "" {
			found = append(found, word)
		}
	}
	return found
}
