package config

import (
	"errors"
	"math"
	"regexp"
	"strconv"
	"time"
)

const (
	day  = 24 * time.Hour
	week = 7 * day
)

// parseDuration reads a Go duration which may also have days and weeks: 10m, 24h, 7d, 1w2d12h. A day has 24 hours.
func parseDuration(text string) (time.Duration, error) {
	errForm := errors.New("use a duration such as 90s, 10m, 24h or 7d")
	groups := regexp.MustCompile(`^(?:(\d{1,6})w)?(?:(\d{1,6})d)?(.*)$`).FindStringSubmatch(text)
	if groups == nil || text == "" {
		return 0, errForm
	}
	var rest time.Duration
	if groups[3] != "" {
		var err error
		if rest, err = time.ParseDuration(groups[3]); err != nil {
			return 0, errForm
		}
	}
	weeks, days := number(groups[1]), number(groups[2])
	whole := weeks*int64(week) + days*int64(day)
	if weeks > math.MaxInt64/int64(week)/2 || days > math.MaxInt64/int64(day)/2 || whole > math.MaxInt64-int64(max(rest, 0)) {
		return 0, errors.New("use a shorter duration, such as 7d")
	}
	return time.Duration(whole) + rest, nil
}

// number reads digits that a pattern has matched.
func number(digits string) int64 {
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// formatDuration writes a duration as one would in the file: whole days as days.
func formatDuration(d time.Duration) string {
	if d != 0 && d%day == 0 {
		return strconv.FormatInt(int64(d/day), 10) + "d"
	}
	text := d.String()
	for _, zero := range []string{"0s", "0m"} {
		if n := len(text) - len(zero); n > 1 && text[n:] == zero && (text[n-1] == 'm' || text[n-1] == 'h') {
			text = text[:n]
		}
	}
	return text
}
