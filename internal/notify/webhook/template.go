package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"strings"
	"text/template"
	"text/template/parse"
	"time"
)

const (
	maxTemplate   = 64 << 10        // bytes of a template
	maxBeats      = 20_000          // repetitions in an execution
	maxTemplating = 2 * time.Second // that it may take
	tick          = "_tick"         // the function that ends an execution that goes on for too long
	jsonType      = "application/json"
)

// shape is a body that an operator designed.
type shape struct {
	template    *template.Template
	contentType string
	json        bool // by its type it is to be JSON
}

// newShape parses a template and tries it. An error names the line.
func newShape(text, contentType string) (*shape, error) {
	s, err := parseShape(text, contentType)
	if err != nil {
		return nil, err
	}
	if _, err := s.body(context.Background(), sample()); err != nil {
		return nil, problem(err)
	}
	return s, nil
}

func parseShape(text, contentType string) (*shape, error) {
	if contentType == "" {
		contentType = jsonType
	}
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil || !strings.Contains(kind, "/") || strings.ContainsAny(contentType, "\r\n") {
		return nil, fmt.Errorf("content_type is %q: want a media type such as text/plain; charset=utf-8", contentType)
	}
	if len(text) > maxTemplate {
		return nil, fmt.Errorf("template has %d bytes: at most %d are allowed", len(text), maxTemplate)
	}
	t, err := template.New("body").Option("missingkey=error").Funcs(functions()).Parse(text)
	if err != nil {
		return nil, problem(err)
	}
	for _, named := range t.Templates() {
		if named.Tree != nil {
			beat(named.Root, true)
		}
	}
	return &shape{template: t, contentType: contentType, json: kind == jsonType || strings.HasSuffix(kind, "+json")}, nil
}

// problem is an error of text/template in our words: "template: body:3:…" becomes "template: line 3: …".
func problem(err error) error {
	if rest, ok := strings.CutPrefix(err.Error(), "template: body:"); ok {
		return fmt.Errorf("template: line %s", rest)
	}
	return fmt.Errorf("template: %w", err)
}

// beat puts a call of tick at the head of every list that may be executed many times: of a range, and of a template, which may
// call itself. text/template knows no other way to end an execution that produces nothing.
func beat(list *parse.ListNode, repeats bool) {
	if list == nil {
		return
	}
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.RangeNode:
			beat(n.List, true)
			beat(n.ElseList, false)
		case *parse.IfNode:
			beat(n.List, false)
			beat(n.ElseList, false)
		case *parse.WithNode:
			beat(n.List, false)
			beat(n.ElseList, false)
		}
	}
	if repeats {
		list.Nodes = append([]parse.Node{call(list)}, list.Nodes...)
	}
}

// call is {{_tick}}, at the place of list.
func call(list *parse.ListNode) parse.Node {
	name := parse.NewIdentifier(tick).SetPos(list.Pos)
	command := &parse.CommandNode{NodeType: parse.NodeCommand, Pos: list.Pos, Args: []parse.Node{name}}
	pipe := &parse.PipeNode{NodeType: parse.NodePipe, Pos: list.Pos, Cmds: []*parse.CommandNode{command}}
	return &parse.ActionNode{NodeType: parse.NodeAction, Pos: list.Pos, Pipe: pipe}
}

// body executes the template: it repeats at most maxBeats times, takes at most maxTemplating, and is at most maxBody long.
func (s *shape) body(ctx context.Context, p Payload) ([]byte, error) {
	t, err := s.template.Clone()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, maxTemplating, fmt.Errorf("it took more than %s", maxTemplating))
	defer cancel()
	beats := 0
	t.Funcs(template.FuncMap{tick: func() (string, error) {
		if beats++; beats > maxBeats {
			return "", fmt.Errorf("more than %d repetitions", maxBeats)
		}
		return "", context.Cause(ctx)
	}})
	var out limited
	if err := t.Execute(&out, document(p)); err != nil {
		return nil, err
	}
	body := out.buffer.Bytes()
	if s.json && !json.Valid(body) {
		return nil, errors.New("what it produces is no JSON: " +
			"write texts with the function json, which brings their quotes, or set another content_type")
	}
	return body, nil
}

// limited takes maxBody bytes.
type limited struct{ buffer bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	if l.buffer.Len()+len(p) > maxBody {
		return 0, errTooLong
	}
	return l.buffer.Write(p)
}
