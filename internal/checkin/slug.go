package checkin

import "strings"

// MaxSlug is the longest slug, in bytes, that is made or accepted. Honeybadger documents 255 for a name and nothing for a slug.
const MaxSlug = 255

// Slugify makes a slug of a name: its letters and digits in lower case, a hyphen for each run of anything else. It is empty
// where the name has neither.
func Slugify(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(name) {
		if !slugRune(r) || r == '-' {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteRune(r)
	}
	slug := b.String()
	return strings.TrimRight(slug[:min(len(slug), MaxSlug)], "-")
}

// ValidSlug reports whether slug is one: 1 to MaxSlug of a-z, 0-9, _ and -.
func ValidSlug(slug string) bool {
	return slug != "" && len(slug) <= MaxSlug && !strings.ContainsFunc(slug, func(r rune) bool { return !slugRune(r) })
}

func slugRune(r rune) bool {
	return (r >= 'a' && r <= 'z') || (r >= '0' && r <= '9') || r == '_' || r == '-'
}
