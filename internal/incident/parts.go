package incident

// Bounds of one message that lists the jobs of a burst, in characters: a name is cut where it is longer.
const (
	MaxListedName = 64
	maxListedText = 6000
)

// Parts divides the jobs of a burst into as few lists as messages can hold.
func Parts(all []Affected) [][]Affected {
	var parts [][]Affected
	from, size := 0, 0
	for at, a := range all {
		line := min(len([]rune(a.Job)), MaxListedName) + 1
		if size+line > maxListedText {
			parts = append(parts, all[from:at])
			from, size = at, 0
		}
		size += line
	}
	if from < len(all) {
		parts = append(parts, all[from:])
	}
	return parts
}
