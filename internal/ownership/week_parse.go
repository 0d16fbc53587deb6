package ownership

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Bounds of a text that ParseWeek reads.
const (
	maxWeekText   = 1000 // bytes
	maxWeekRanges = 50
)

// ParseWeek reads hours such as
//
//	Mon-Fri 09:00-18:00
//	Mon-Fri 09:00-12:00, Mon-Thu 13:00-17:30
//	Fri-Mon 22:00-06:00
//
// A range is a day or the first and last of several, and two times on the clock. Days go round: Fri-Mon is Friday to Monday. A range
// whose end is not after its beginning ends on the next day; 24:00 is the end of the day. An error names the character, from 1, at
// which something else is needed.
func ParseWeek(text string) (Week, error) {
	if len(text) > maxWeekText {
		return Week{}, fmt.Errorf("use at most %d characters", maxWeekText)
	}
	ranges := strings.Split(text, ",")
	if len(ranges) > maxWeekRanges {
		return Week{}, fmt.Errorf("use at most %d ranges", maxWeekRanges)
	}
	var shifts []shift
	at := 0
	for _, one := range ranges {
		s := scanner{text: text[:at+len(one)], at: at}
		found, err := s.shifts()
		if err != nil {
			return Week{}, err
		}
		shifts = append(shifts, found...)
		at += len(one) + len(",")
	}
	return newWeek(shifts), nil
}

// scanner reads one range.
type scanner struct {
	text string // up to the end of the range
	at   int    // how much of it was read
}

func (s *scanner) fail(at int, wanted string) error {
	found := "nothing more"
	if rest := s.text[at:]; rest != "" {
		found = fmt.Sprintf("%q", strings.ToValidUTF8(rest[:min(len(rest), 20)], "\uFFFD"))
	}
	return fmt.Errorf("character %d: found %s: use %s", len([]rune(s.text[:at]))+1, found, wanted)
}

func (s *scanner) spaces() {
	for s.at < len(s.text) && s.text[s.at] == ' ' {
		s.at++
	}
}

// take reads a character if it is the next one.
func (s *scanner) take(c byte) bool {
	if s.at < len(s.text) && s.text[s.at] == c {
		s.at++
		return true
	}
	return false
}

// run reads what consists of bytes that fit.
func (s *scanner) run(fits func(c byte) bool) string {
	from := s.at
	for s.at < len(s.text) && fits(s.text[s.at]) {
		s.at++
	}
	return s.text[from:s.at]
}

func (s *scanner) shifts() ([]shift, error) {
	s.spaces()
	first, err := s.day()
	if err != nil {
		return nil, err
	}
	last := first
	if s.take('-') {
		if last, err = s.day(); err != nil {
			return nil, err
		}
	}
	if !s.take(' ') {
		return nil, s.fail(s.at, "a space and then times, such as 09:00-18:00")
	}
	s.spaces()
	from, until, err := s.times()
	if err != nil {
		return nil, err
	}
	shifts := []shift{{first, from, until}}
	for day := first; day != last; {
		day = (day + 1) % 7
		shifts = append(shifts, shift{day, from, until})
	}
	return shifts, nil
}

// times reads the rest of a range.
func (s *scanner) times() (from, until int, err error) {
	begins := s.at
	if from, err = s.clock(); err != nil {
		return 0, 0, err
	}
	if from == dayMinutes {
		return 0, 0, s.fail(begins, "a beginning from 00:00 to 23:59")
	}
	if !s.take('-') {
		return 0, 0, s.fail(s.at, "- and the time of the end, such as -18:00")
	}
	ends := s.at
	if until, err = s.clock(); err != nil {
		return 0, 0, err
	}
	if until == from {
		return 0, 0, s.fail(ends, "another end than the beginning; the whole day is 00:00-24:00")
	}
	if until < from {
		until += dayMinutes
	}
	s.spaces()
	if s.at < len(s.text) {
		return 0, 0, s.fail(s.at, "a comma between ranges")
	}
	return from, until, nil
}

func (s *scanner) day() (time.Weekday, error) {
	from := s.at
	word := s.run(func(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' })
	for day := time.Sunday; day <= time.Saturday; day++ {
		if strings.EqualFold(word, day.String()[:3]) {
			return day, nil
		}
	}
	return 0, s.fail(from, "a day: Mon, Tue, Wed, Thu, Fri, Sat or Sun")
}

// clock reads HH:MM as minutes from midnight.
func (s *scanner) clock() (int, error) {
	from := s.at
	hours, err := s.digits()
	if err != nil || !s.take(':') {
		return 0, s.fail(from, "a time as HH:MM, from 00:00 to 24:00")
	}
	minutes, err := s.digits()
	if all := hours*60 + minutes; err == nil && minutes < 60 && all <= dayMinutes {
		return all, nil
	}
	return 0, s.fail(from, "a time as HH:MM, from 00:00 to 24:00")
}

// digits reads a number of two digits.
func (s *scanner) digits() (int, error) {
	text := s.run(func(c byte) bool { return c >= '0' && c <= '9' })
	if len(text) != 2 {
		return 0, errors.New("two digits are needed")
	}
	return int(text[0]-'0')*10 + int(text[1]-'0'), nil
}
