package manifest

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// part is one document of a stream, as text.
type part struct {
	text string
	line int // how many lines of the file stand before it
}

// split cuts a stream at its "---" lines, so that each document is parsed by itself.
func split(text string) []part {
	var parts []part
	line, begin, before := 0, 0, 0
	for at := 0; at < len(text); {
		end := strings.IndexByte(text[at:], '\n')
		if end < 0 {
			end = len(text)
		} else {
			end += at + 1
		}
		if separates(text[at:end]) && at > begin {
			parts = append(parts, part{text[begin:at], before})
			begin, before = at, line
		}
		at = end
		line++
	}
	if begin < len(text) {
		parts = append(parts, part{text[begin:], before})
	}
	return parts
}

func separates(line string) bool {
	rest, ok := strings.CutPrefix(line, "---")
	return ok && (rest == "" || strings.ContainsAny(rest[:1], " \t\r\n"))
}

// parse returns the documents of a part. Their lines are those of the file.
func (p part) parse() ([]*yaml.Node, error) {
	decoder := yaml.NewDecoder(strings.NewReader(p.text))
	var nodes []*yaml.Node
	for {
		var document yaml.Node
		err := decodeGuarded(decoder, &document)
		if errors.Is(err, io.EOF) {
			return nodes, nil
		}
		if err != nil {
			return nodes, p.located(err)
		}
		if len(document.Content) > 0 {
			move(document.Content[0], p.line)
			nodes = append(nodes, document.Content[0])
		}
	}
}

// decodeGuarded turns a panic of the YAML parser into an error.
func decodeGuarded(from *yaml.Decoder, to *yaml.Node) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("yaml: %v", r)
		}
	}()
	return from.Decode(to)
}

// move shifts the lines of a tree. Aliases lead to nodes that are shifted where they stand.
func move(n *yaml.Node, lines int) {
	n.Line += lines
	for _, child := range n.Content {
		move(child, lines)
	}
}

// SyntaxError is a document that is no YAML.
type SyntaxError struct {
	File string
	Line int
	Text string
}

// Error implements error.
func (e *SyntaxError) Error() string {
	return e.File + ":" + strconv.Itoa(e.Line) + ": not valid YAML: " + e.Text
}

// located turns "yaml: line 3: …" into an error with a line of the file.
func (p part) located(err error) *SyntaxError {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	e := &SyntaxError{Line: p.line + 1, Text: text}
	if found := regexp.MustCompile(`^line (\d+): (.*)$`).FindStringSubmatch(text); found != nil {
		n, _ := strconv.Atoi(found[1])
		e.Line, e.Text = p.line+n, found[2]
	}
	return e
}

// templated reports whether a text is that of a template.
func templated(text string) bool { return strings.Contains(text, "{{") }
