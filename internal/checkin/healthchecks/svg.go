package healthchecks

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"unicode/utf8"
)

// What a badge measures, in pixels.
const (
	badgeHeight  = 20
	badgeLetter  = 7 // the width of a letter, which the text is made to fit
	badgePadding = 6
)

// drawing is a badge as SVG: two boxes, what it is about and how that is doing. It brings its own backgrounds and an edge, so that it is
// read on light pages and dark ones, and says in words what it says in color. The colors have a contrast to their white letters of more
// than 4.5 to 1 (WCAG 2.2, 1.4.3).
func drawing(label, status string) []byte {
	color := map[string]string{"up": "#1a7f37", "late": "#9a5b00", "down": "#c4232b"}[status]
	left, right := textWidth(label)+2*badgePadding, textWidth(status)+2*badgePadding
	label, status = escaped(label), escaped(status)
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" role="img" aria-label="%s: %s">`,
		left+right, badgeHeight, label, status)
	fmt.Fprintf(&b, `<title>%s: %s</title>`, label, status)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#3d444d"/>`, left, badgeHeight)
	fmt.Fprintf(&b, `<rect x="%d" width="%d" height="%d" fill="%s"/>`, left, right, badgeHeight, color)
	fmt.Fprintf(&b, `<rect x=".5" y=".5" width="%d" height="%d" fill="none" stroke="#8b949e"/>`, left+right-1, badgeHeight-1)
	b.WriteString(`<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" aria-hidden="true">`)
	const line = `<text x="%d" y="14" textLength="%d" lengthAdjust="spacingAndGlyphs">%s</text>`
	fmt.Fprintf(&b, line, badgePadding, left-2*badgePadding, label)
	fmt.Fprintf(&b, line, left+badgePadding, right-2*badgePadding, status)
	b.WriteString(`</g></svg>`)
	return b.Bytes()
}

func textWidth(text string) int { return utf8.RuneCountInString(text) * badgeLetter }

func escaped(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(text)) // a buffer takes everything
	return b.String()
}
