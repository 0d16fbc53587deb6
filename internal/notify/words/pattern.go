package words

import (
	"fmt"
	"strconv"
)

// one, two, three and four are texts with that many arguments, which may stand in any order: %[2]s.
func one(format string) func(string) string {
	return func(a string) string { return fmt.Sprintf(format, a) }
}

func two(format string) func(a, b string) string {
	return func(a, b string) string { return fmt.Sprintf(format, a, b) }
}

// joining is all of some texts with something between them.
func joining(between string) func(...string) string {
	return func(all ...string) string { return joined(all, between) }
}

func three(format string) func(a, b, c string) string {
	return func(a, b, c string) string { return fmt.Sprintf(format, a, b, c) }
}

func four(format string) func(a, b, c, d string) string {
	return func(a, b, c, d string) string { return fmt.Sprintf(format, a, b, c, d) }
}

// plural is an English text about a number of something.
func plural(single, many string) func(int) string {
	return func(n int) string {
		if n == 1 {
			return fmt.Sprintf(single, "1")
		}
		return fmt.Sprintf(many, strconv.Itoa(n))
	}
}

// pluralOf is a plural text that names what it is about.
func pluralOf(single, many string) func(int, string) string {
	return func(n int, of string) string {
		if n == 1 {
			return fmt.Sprintf(single, "1", of)
		}
		return fmt.Sprintf(many, strconv.Itoa(n), of)
	}
}

// number and numberOf are Japanese texts about a number of something, whose digits come in groups of three.
func number(format string) func(int) string {
	return func(n int) string { return fmt.Sprintf(format, grouped(n)) }
}

func numberOf(format string) func(int, string) string {
	return func(n int, of string) string { return fmt.Sprintf(format, grouped(n), of) }
}

// numbers is a text about two numbers of which the second one is all.
func numbers(format string, write func(int) string) func(part, whole int) string {
	return func(part, whole int) string { return fmt.Sprintf(format, write(part), write(whole)) }
}

// grouped is a number with a comma between each three digits: 1,500.
func grouped(n int) string {
	s := strconv.Itoa(n)
	first := 0
	if n < 0 {
		first = 1
	}
	for at := len(s) - 3; at > first; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}
