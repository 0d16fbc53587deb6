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
	for from := 0; from < len(fresh); {
		first := next(added, from)
		if first == len(fresh) {
			break
		}
		begin, end := max(first-around, from), hunkEnd(added, first)
		if out.Len() == 0 {
			fmt.Fprintf(&out, "--- %s\n+++ %s\n", name, name)
		}
		hunk(&out, fresh, added, begin, end)
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

func hunk(out *strings.Builder, fresh []string, added []bool, begin, end int) {
	before, plus := 0, 0
	for i := range end {
		switch {
		case i < begin && !added[i]:
			before++
		case i >= begin && added[i]:
			plus++
		}
	}
	fmt.Fprintf(out, "@@ -%d,%d +%d,%d @@\n", before+1, end-begin-plus, begin+1, end-begin)
	for i := begin; i < end; i++ {
		mark := " "
		if added[i] {
			mark = "+"
		}
		out.WriteString(mark + fresh[i] + "\n")
	}
}
