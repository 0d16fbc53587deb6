package config

import (
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/schedule"
)

// WorkingHours are when a team works: its Hours on the clock of its Timezone, without its Holidays. All of them were checked.
func (t Team) WorkingHours() ownership.Hours {
	h := ownership.Hours{}
	if week, err := ownership.ParseWeek(t.Hours); err == nil {
		h.Week = week
	}
	if zone, err := schedule.Zone(t.Timezone); err == nil {
		h.Zone = zone
	}
	for _, text := range t.Holidays {
		if free, err := ownership.ParseHoliday(text); err == nil {
			h.Holidays = append(h.Holidays, free)
		}
	}
	return h
}

// ReviewDate is ReviewBy; zero where there is none.
func (t Team) ReviewDate() ownership.Date {
	date, err := ownership.ParseDate(t.ReviewBy)
	if err != nil {
		return ownership.Date{}
	}
	return date
}
