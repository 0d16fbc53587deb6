package slack

import "strings"

// node is a piece of a drawn message. The page and Plain walk the same tree, so what a test reads is what a person sees.
type node struct {
	Kind string // a case of the "node" template
	Text string // literal text, never markup
	URL  string
	Note string // a hint, such as a confirmation
	Kids []node
}

func text(s string) node                      { return node{Kind: "text", Text: s} }
func group(kind string, kids ...node) node    { return node{Kind: kind, Kids: kids} }
func labelled(kind, s string, l ...node) node { return node{Kind: kind, Text: s, Kids: l} }

// plain writes the tree as lines of text.
func plain(w *strings.Builder, list []node) {
	for _, n := range list {
		switch n.Kind {
		case "divider":
			w.WriteString("---\n")
		case "br":
			w.WriteString("\n")
		case "button", "select", "overflow":
			w.WriteString("[" + n.Text + "]")
			if n.URL != "" {
				w.WriteString("(" + n.URL + ")")
			}
			w.WriteString(" ")
		case "image":
			w.WriteString("(image: " + n.Text + ") ")
		case "link":
			plain(w, n.Kids)
			if s := flat(n.Kids); n.URL != s {
				w.WriteString(" (" + n.URL + ")")
			}
		case "item":
			w.WriteString("- ")
			plain(w, n.Kids)
			w.WriteString("\n")
		default:
			w.WriteString(n.Text)
			plain(w, n.Kids)
			if ownLine(n.Kind) {
				w.WriteString("\n")
			}
		}
	}
}

// ownLine says whether a kind ends its line.
func ownLine(kind string) bool {
	switch kind {
	case "header", "section", "body", "field", "context", "actions", "pre", "quote", "para", "attachment", "message":
		return true
	}
	return false
}

func flat(list []node) string {
	var w strings.Builder
	for _, n := range list {
		w.WriteString(n.Text)
		w.WriteString(flat(n.Kids))
	}
	return w.String()
}
