package manifest

import (
	"fmt"
	"strings"
)

// around is how many lines a diff shows before and after what was added.
const around = 3

// Diff is a unified diff of two texts, of which the second one has lines more and is the same otherwise. It is empty where they are equal.
func Diff(name string, before, after []byte) string {
	old, fresh := lines(before), lines(after)
	added := make([]bool, len(fresh))
	for i, j := 0, 0; i < len(fresh); i++ {
		if j < len(old) && old[j] == fresh[i] {
			j++
			continue
		}
		added[i] = true
	}
	var out strings.Builder
	from, kept := 0, 0 // lines of the second text, and how many of them the first one has too
	for from < len(fresh) {
		first := next(added, from)
		if first == len(fresh) {
			break
		}
		begin, end := max(first-around, from), hunkEnd(added, first)
		if out.Len() == 0 {
			fmt.Fprintf(&out, "--- %s\n+++ %s\n", name, name)
		}
		kept += begin - from
		kept += hunk(&out, fresh, added[begin:end], begin, kept)
		from = end
	}
	return out.String()
}

func lines(text []byte) []string {
	var all []string
	for line := range strings.Lines(string(text)) {
		all = append(all, strings.TrimRight(line, "\r\n"))
	}
	return all
}

// next is the first added line from one on; the number of lines where there is none.
func next(added []bool, from int) int {
	for from < len(added) && !added[from] {
		from++
	}
	return from
}

// hunkEnd is where a hunk ends: so many lines behind the last addition that is near.
func hunkEnd(added []bool, first int) int {
	end := first
	for end < len(added) {
		following := next(added, end)
		if following == len(added) || following-end > 2*around {
			break
		}
		end = following + 1
	}
	return min(end+around, len(added))
}

// hunk writes the lines from one on, as many as are marked as added or not, and returns how many of them the first text has too, in which
// kept lines stand before them.
func hunk(out *strings.Builder, fresh []string, added []bool, begin, kept int) int {
	same := 0
	for _, plus := range added {
		if !plus {
			same++
		}
	}
	fmt.Fprintf(out, "@@ -%d,%d +%d,%d @@\n", kept+1, same, begin+1, len(added))
	for i, plus := range added {
		mark := " "
		if plus {
			mark = "+"
		}
		out.WriteString(mark + fresh[begin+i] + "\n")
	}
	return same
}
