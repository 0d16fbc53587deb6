package honeybadger

import (
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3" //nolint:depguard // a stand-in that shared our own schedule could not contradict it
)

// railsZone translates some of the names that Rails gives to time zones (ActiveSupport::TimeZone::MAPPING).
func railsZone(name string) (string, bool) {
	iana, ok := map[string]string{
		"UTC": "Etc/UTC", "London": "Europe/London", "Dublin": "Europe/Dublin", "Paris": "Europe/Paris", "Berlin": "Europe/Berlin",
		"Stockholm": "Europe/Stockholm", "Madrid": "Europe/Madrid", "Rome": "Europe/Rome", "Amsterdam": "Europe/Amsterdam",
		"Warsaw": "Europe/Warsaw", "Athens": "Europe/Athens", "Moscow": "Europe/Moscow", "Tokyo": "Asia/Tokyo", "Osaka": "Asia/Tokyo",
		"Sapporo": "Asia/Tokyo", "Seoul": "Asia/Seoul", "Beijing": "Asia/Shanghai", "Singapore": "Asia/Singapore", "Mumbai": "Asia/Kolkata",
		"New Delhi": "Asia/Kolkata", "Kathmandu": "Asia/Kathmandu", "Sydney": "Australia/Sydney", "Auckland": "Pacific/Auckland",
		"Hawaii": "Pacific/Honolulu", "Alaska": "America/Juneau", "Pacific Time (US & Canada)": "America/Los_Angeles",
		"Mountain Time (US & Canada)": "America/Denver", "Central Time (US & Canada)": "America/Chicago",
		"Eastern Time (US & Canada)": "America/New_York", "Brasilia": "America/Sao_Paulo",
	}[name]
	return iana, ok
}

// loadZone accepts Rails names and IANA names; an empty one is UTC.
func loadZone(name string) (*time.Location, error) {
	if name == "" {
		return time.UTC, nil
	}
	if iana, ok := railsZone(name); ok {
		name = iana
	}
	if name == "Local" {
		return nil, fmt.Errorf("%q is no time zone", name)
	}
	return time.LoadLocation(name)
}

// zoned runs a plan on the clock of a zone.
type zoned struct {
	plan cron.Schedule
	loc  *time.Location
}

func (z zoned) Next(t time.Time) time.Time { return z.plan.Next(t.In(z.loc)) }

// parseCron reads five fields. Names and prefixes of the parser's own (@every, TZ=) are not cron.
func parseCron(text string, loc *time.Location) (cron.Schedule, error) {
	if strings.ContainsAny(text, "=@") {
		return nil, fmt.Errorf("%q is no cron expression of five fields", text)
	}
	plan, err := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow).Parse(text)
	if err != nil {
		return nil, err
	}
	return zoned{plan, loc}, nil
}
