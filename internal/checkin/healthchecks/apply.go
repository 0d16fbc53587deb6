package healthchecks

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/schedule"
)

// What a check is expected to do where nothing is said of it.
const (
	defaultTimeout = 24 * time.Hour
	defaultGrace   = time.Hour
)

func defaultSchedule() schedule.Spec { return schedule.Every(defaultTimeout) }

// apply edits a check as version v of the API does.
func (s spec) apply(c *checkin.CheckIn, v int) {
	if s.name != nil && *s.name != c.Name {
		c.Name = *s.name
		if v < 3 && s.slug == nil {
			setSlug(c, slugify(c.Name))
		}
	}
	if s.slug != nil {
		setSlug(c, *s.slug)
	}
	if s.tags != nil {
		c.Tags = strings.Fields(*s.tags)
	}
	set(&c.Description, s.desc)
	if s.grace != nil {
		c.Grace = *s.grace
		if c.Wire == checkin.WireHealthchecks { // of other wires it is only how late a run may begin
			c.Expect.MaxDuration = c.Grace
		}
	}
	s.applySchedule(c)
	own := &c.Healthchecks
	if s.methods != nil {
		own.PostOnly = *s.methods == http.MethodPost
	}
	set(&own.ManualResume, s.manualResume)
	if c.Suspended && c.Wire == checkin.WireHealthchecks {
		c.ResumesOnSuccess = !own.ManualResume
	}
	s.applyFilters(c)
}

// applySchedule sets when a check is due. Of a cron expression and a period, the expression counts.
func (s spec) applySchedule(c *checkin.CheckIn) {
	zone := time.UTC.String()
	if c.Schedule.Kind != schedule.KindEvery && c.Schedule.Zone != "" {
		zone = c.Schedule.Zone
	}
	set(&zone, s.tz)
	switch {
	case s.schedule != nil && *s.schedule != "":
		c.Schedule = written(*s.schedule, zone)
	case s.timeout != nil:
		c.Schedule = schedule.Every(*s.timeout)
	case s.tz != nil && c.Schedule.Kind != schedule.KindEvery:
		c.Schedule.Zone = zone
	}
}

func (s spec) applyFilters(c *checkin.CheckIn) {
	own := &c.Healthchecks
	set(&own.SuccessWords, s.subject)
	set(&own.FailureWords, s.subjectFail)
	if s.subject != nil || s.subjectFail != nil {
		own.FilterSubject = own.SuccessWords != "" || own.FailureWords != ""
	}
	set(&own.StartWords, s.startWords)
	set(&own.SuccessWords, s.successWords)
	set(&own.FailureWords, s.failureWords)
	set(&own.FilterSubject, s.filterSubject)
	set(&own.FilterBody, s.filterBody)
	set(&own.FilterHTTPBody, s.filterHTTPBody)
	set(&own.DefaultFail, s.defaultFail)
	c.Filters = checkin.Filters{}
	if own.FilterBody || own.FilterHTTPBody {
		c.Filters = checkin.Filters{Start: words(own.StartWords), Success: words(own.SuccessWords), Failure: words(own.FailureWords)}
	}
}

func set[T any](to, said *T) {
	if said != nil {
		*to = *said
	}
}

// matches reports whether a check is the one that is to be the only one of its kind. Where a field of that is not said, none is.
func (s spec) matches(c checkin.CheckIn) bool {
	for _, field := range s.unique {
		var same bool
		switch field {
		case "name":
			same = s.name != nil && *s.name == c.Name
		case "slug":
			same = s.slug != nil && *s.slug == slugOf(c)
		case "tags":
			same = s.tags != nil && slices.Equal(strings.Fields(*s.tags), c.Tags)
		case "timeout":
			same = s.timeout != nil && c.Schedule == schedule.Every(*s.timeout)
		case "grace":
			same = s.grace != nil && *s.grace == c.Grace
		}
		if !same {
			return false
		}
	}
	return len(s.unique) > 0
}
