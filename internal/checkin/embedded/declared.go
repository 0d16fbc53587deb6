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
	// Schedule are cron expressions of a Dialect, and Calendar are those of systemd, one a line, read in Timezone (IANA; empty: UTC).
	// Period is the time between two reports, and has no time zone. Exactly one of the three is set.
	Schedule string
	Dialect  schedule.Dialect // that of Kubernetes where it is empty; for Schedule alone
	Calendar string
	Period   time.Duration
	Timezone string
	Grace    time.Duration // how late a report may be
	Expect   checkin.Expect
	Tags     []string
	// PausedUntil is until when nothing is expected; zero: it is not paused.
	PausedUntil time.Time
	// Parent is the ID or the Slug of another one of the list in the same project; it becomes Expect.Parent. Empty: none.
	Parent string
	// Annotations say what those of a CronJob say: owner, severity, runbook.
	Annotations map[string]string
}

const maxID = 64

// checkIn is what the declaration asks for. An error names the field.
func (d Declared) checkIn() (checkin.CheckIn, error) {
	c := checkin.CheckIn{
		ID: d.ID, Project: d.Project, Slug: d.Slug, Name: d.Name, Origin: checkin.FromConfig, Grace: d.Grace, Expect: d.Expect, Tags: d.Tags,
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
	if d.PausedUntil.After(time.Now()) {
		c.Suspended, c.ResumesAt = true, d.PausedUntil
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
	spec, err := d.spec()
	if err != nil {
		return spec, err
	}
	_, err = schedule.Parse(spec)
	if e, ok := errors.AsType[*schedule.Error](err); ok && e.Field == "timeZone" {
		return spec, fmt.Errorf("timezone %q: %w: %s", e.Value, e.Kind, e.Allowed)
	}
	return spec, err //nolint:wrapcheck // it already names the field as it is spelled here
}

// spec is the one way of the three in which the declaration says when a report is due.
func (d Declared) spec() (spec schedule.Spec, err error) {
	var given []string
	if d.Schedule != "" {
		dialect := d.Dialect
		if dialect == "" {
			dialect = schedule.DialectKubernetes
		}
		spec = schedule.Crontab(dialect, d.Schedule, d.Timezone)
		given = append(given, fmt.Sprintf("schedule %q", d.Schedule))
	}
	if d.Calendar != "" {
		spec = schedule.OnCalendar(d.Calendar, d.Timezone)
		given = append(given, fmt.Sprintf("calendar %q", d.Calendar))
	}
	if d.Period != 0 {
		spec = schedule.Every(d.Period)
		given = append(given, fmt.Sprintf("period %s", d.Period))
	}
	switch len(given) {
	case 0:
		return schedule.Spec{}, errors.New(`schedule: set it ("0 19 * * *"), or calendar ("Mon 10:00"), or period ("1h")`)
	case 1:
		return spec, nil
	default:
		return schedule.Spec{}, fmt.Errorf("%s: use one of them", strings.Join(given, ", "))
	}
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
