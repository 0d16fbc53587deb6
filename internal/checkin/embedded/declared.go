package embedded

import (
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/schedule"
)

// Declared is one check-in of the configuration (checkins.monitors).
type Declared struct {
	// ID is 1 to 64 of A-Z, a-z, 0-9, _ and -. Empty: one that cannot be guessed is made, and stays for as long as Project
	// and Slug do.
	ID string
	// Name is what people read. Empty: the slug, or the id.
	Name string
	// Slug is unique in its project. Empty, where there is no ID either: made of the name.
	Slug    string
	Project int64
	// Schedule is a cron expression read in Timezone (IANA; empty: UTC). Period is the time between two reports, and has no
	// time zone. Exactly one of them is set.
	Schedule string
	Period   time.Duration
	Timezone string
	Grace    time.Duration // how late a report may be
	Expect   checkin.Expect
	// Parent is the ID or the Slug of another one of the list in the same project; it becomes Expect.Parent. Empty: none.
	Parent string
	// Annotations say what those of a CronJob say: owner, severity, runbook.
	Annotations map[string]string
}

const maxID = 64

// checkIn is what the declaration asks for. An error names the field.
func (d Declared) checkIn() (checkin.CheckIn, error) {
	c := checkin.CheckIn{
		ID: d.ID, Project: d.Project, Slug: d.Slug, Name: d.Name, Origin: checkin.FromConfig, Grace: d.Grace, Expect: d.Expect,
		Annotations: maps.Clone(d.Annotations),
	}
	if c.Slug == "" && c.ID == "" {
		c.Slug = checkin.Slugify(d.Name)
	}
	if c.Name == "" {
		c.Name = c.Slug
	}
	if c.Name == "" {
		c.Name = c.ID
	}
	plan, err := d.schedule()
	c.Schedule = plan
	return c, errors.Join(d.checkNames(c.Slug), err)
}

func (d Declared) checkNames(slug string) error {
	var errs []error
	if len(d.ID) > maxID || strings.ContainsFunc(d.ID, func(r rune) bool { return !idRune(r) }) {
		errs = append(errs, fmt.Errorf("id %q: use up to %d of A-Z, a-z, 0-9, _ and -", d.ID, maxID))
	}
	if d.Slug != "" && !checkin.ValidSlug(d.Slug) {
		errs = append(errs, fmt.Errorf("slug %q: use up to %d of a-z, 0-9, _ and -", d.Slug, checkin.MaxSlug))
	}
	if d.ID == "" && slug == "" {
		errs = append(errs, fmt.Errorf("name %q: no slug can be made of it; set id, slug or a name with letters", d.Name))
	}
	if d.Grace < 0 {
		errs = append(errs, fmt.Errorf("grace %s: use zero or more", d.Grace))
	}
	return errors.Join(errs...)
}

func (d Declared) schedule() (schedule.Spec, error) {
	var spec schedule.Spec
	switch {
	case d.Schedule != "" && d.Period != 0:
		return spec, fmt.Errorf("schedule %q, period %s: use one of them", d.Schedule, d.Period)
	case d.Schedule == "" && d.Period == 0:
		return spec, errors.New(`schedule: set it ("0 19 * * *"), or period ("1h")`)
	case d.Schedule != "":
		spec = schedule.Cron(d.Schedule, d.Timezone)
	default:
		spec = schedule.Every(d.Period)
	}
	_, err := schedule.Parse(spec)
	if e, ok := errors.AsType[*schedule.Error](err); ok && e.Field == "timeZone" {
		return spec, fmt.Errorf("timezone %q: %w: %s", e.Value, e.Kind, e.Allowed)
	}
	return spec, err //nolint:wrapcheck // it already names the field as it is spelled here
}

func idRune(r rune) bool { return slugLike(r) || (r >= 'A' && r <= 'Z') }

func slugLike(r rune) bool { return r < 0x80 && checkin.ValidSlug(string(r)) }

// checkAll turns all declarations into check-ins, or names everything that is wrong with them.
func checkAll(list []Declared) ([]checkin.CheckIn, error) {
	type slugKey struct {
		project int64
		slug    string
	}
	var (
		all   = make([]checkin.CheckIn, 0, len(list))
		errs  []error
		ids   = map[string]int{}
		slugs = map[slugKey]int{}
	)
	for i, d := range list {
		at := "checkins.monitors[" + strconv.Itoa(i) + "]"
		c, err := d.checkIn()
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", at, err))
		}
		if other, taken := ids[c.ID]; taken && c.ID != "" {
			errs = append(errs, fmt.Errorf("%s: id %q: monitors[%d] has it already", at, c.ID, other))
		}
		key := slugKey{c.Project, c.Slug}
		if other, taken := slugs[key]; taken && c.Slug != "" {
			errs = append(errs, fmt.Errorf("%s: slug %q: monitors[%d] of the same project has it already", at, c.Slug, other))
		}
		ids[c.ID], slugs[key] = i, i
		all = append(all, c)
	}
	return all, errors.Join(errs...)
}
