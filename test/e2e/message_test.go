package e2e

import (
	"strings"

	"rollcall.dev/rollcall/test/slack"
)

// page is a message as a person reads it.
type page struct {
	title string
	lines []string
	log   string            // what stands in a preformatted block, other than commands
	links map[string]string // text of a button → address
	text  string            // all of it
}

// read takes a message apart.
func read(m slack.Message) *page {
	p := &page{links: map[string]string{}}
	for _, b := range m.Blocks {
		p.block(b)
	}
	if len(m.Blocks) == 0 {
		p.lines = strings.Split(m.Text, "\n")
	}
	var all strings.Builder
	all.WriteString(p.title + "\n" + strings.Join(p.lines, "\n"))
	if p.log != "" {
		all.WriteString("\n│ " + strings.ReplaceAll(p.log, "\n", "\n│ "))
	}
	for text, url := range p.links {
		all.WriteString("\n[" + text + "] " + url)
	}
	p.text = all.String()
	return p
}

func (p *page) block(b map[string]any) {
	switch b["type"] {
	case "header":
		p.title = textOf(b)
	case "actions":
		for _, e := range list(b["elements"]) {
			url, _ := e["url"].(string)
			p.links[textOf(e)] = url
		}
	case "context":
		for _, e := range list(b["elements"]) {
			p.add(textOf(e))
		}
	case "rich_text":
		for _, e := range list(b["elements"]) {
			p.rich(e)
		}
	default:
		p.add(textOf(b))
	}
}

func (p *page) rich(e map[string]any) {
	switch e["type"] {
	case "rich_text_list":
		for _, item := range list(e["elements"]) {
			p.add("- " + textOf(item))
		}
	case "rich_text_preformatted":
		if last := len(p.lines) - 1; last >= 0 && strings.HasPrefix(p.lines[last], "Look further") {
			p.add(textOf(e))
			return
		}
		p.log = textOf(e)
	default:
		p.add(textOf(e))
	}
}

func (p *page) add(text string) { p.lines = append(p.lines, strings.Split(text, "\n")...) }

// fact is the value of a labelled line.
func (p *page) fact(label string) string {
	for _, l := range p.lines {
		if value, ok := strings.CutPrefix(l, label+"  "); ok {
			return value
		}
	}
	return ""
}

// textOf joins all text below an element.
func textOf(e map[string]any) string {
	switch t := e["text"].(type) {
	case string:
		return t
	case map[string]any:
		return textOf(t)
	}
	var b strings.Builder
	for _, child := range list(e["elements"]) {
		b.WriteString(textOf(child))
	}
	return b.String()
}

func list(v any) []map[string]any {
	items, _ := v.([]any)
	var out []map[string]any
	for _, i := range items {
		if m, ok := i.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}
