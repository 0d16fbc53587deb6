package manifest

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"rollcall.dev/rollcall/internal/lint"
)

// ErrRefused says that annotations cannot be added without touching other lines. It is wrapped with the reason.
var ErrRefused = errors.New("not written")

// Edit are the annotations to add to a Job of a text.
type Edit struct {
	Job lint.Job
	Add []lint.Annotation
}

// insertion are lines that are put after a line, counted from 1.
type insertion struct {
	after int
	lines []string
}

// Annotate adds annotations to CronJobs of a text, and returns the new text. It adds lines and changes none. Refused tells, by the index
// of the edit, which ones could not be made, and why.
func Annotate(text []byte, edits []Edit) (changed []byte, refused map[int]error) {
	refused = map[int]error{}
	objects := objectsOf(text)
	var all []insertion
	for i, e := range edits {
		one, err := insertionFor(objects[e.Job.Line], e)
		if err != nil {
			refused[i] = err
			continue
		}
		all = append(all, one)
	}
	changed = insert(text, all)
	if err := verify(text, changed, edits, refused); err != nil {
		for i := range edits {
			refused[i] = err
		}
		return text, refused
	}
	return changed, refused
}

// objectsOf are the CronJobs of a text by the line at which they begin.
func objectsOf(text []byte) map[int]*yaml.Node {
	objects := map[int]*yaml.Node{}
	for _, p := range split(strings.TrimPrefix(string(text), byteOrderMark)) {
		nodes, _ := p.parse() // what cannot be parsed has no Job to be edited
		for _, n := range nodes {
			collect(n, objects, maxNested)
		}
	}
	return objects
}

func collect(n *yaml.Node, into map[int]*yaml.Node, depth int) {
	if n.Kind != yaml.MappingNode || depth == 0 {
		return
	}
	if _, kind := find(n, "kind", 1); kind != nil && kind.Value == "CronJob" {
		into[n.Line] = n
	}
	if _, items := find(n, "items", 1); items != nil && items.Kind == yaml.SequenceNode {
		for _, item := range items.Content {
			collect(item, into, depth-1)
		}
	}
}

// insertionFor is where and how an edit is made.
func insertionFor(n *yaml.Node, e Edit) (insertion, error) {
	if n == nil || flow(n) {
		return insertion{}, fmt.Errorf("%w: only YAML in block style can be added to", ErrRefused)
	}
	_, meta := find(n, "metadata", 1)
	if meta == nil || meta.Kind != yaml.MappingNode || flow(meta) || meta.Anchor != "" {
		return insertion{}, fmt.Errorf("%w: metadata is not in block style, or shared by an anchor", ErrRefused)
	}
	key, annotations := find(meta, "annotations", 1)
	if key == nil {
		indent := strings.Repeat(" ", meta.Column-1)
		name, value := find(meta, "name", 1)
		if name == nil || value.Kind != yaml.ScalarNode || value.Line != name.Line || value.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
			return insertion{}, fmt.Errorf("%w: metadata has no name in one line, after which annotations could stand", ErrRefused)
		}
		return insertion{name.Line, append([]string{indent + "annotations:"}, entries(indent+"  ", e.Add)...)}, nil
	}
	if annotations.Kind != yaml.MappingNode || flow(annotations) || annotations.Anchor != "" || annotations.Line == key.Line {
		return insertion{}, fmt.Errorf("%w: its annotations are not in block style, or shared by an anchor", ErrRefused)
	}
	return insertion{key.Line, entries(strings.Repeat(" ", annotations.Column-1), e.Add)}, nil
}

func flow(n *yaml.Node) bool { return n.Style&yaml.FlowStyle != 0 }

func entries(indent string, add []lint.Annotation) []string {
	lines := make([]string, 0, len(add))
	for _, a := range add {
		lines = append(lines, indent+a.Key+": "+quoted(a.Value))
	}
	return lines
}

// insert puts lines where they belong, with the line ends that the text has there.
func insert(text []byte, all []insertion) []byte {
	slices.SortFunc(all, func(a, b insertion) int { return cmp.Compare(a.after, b.after) })
	var changed strings.Builder
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		changed.WriteString(line)
		for len(all) > 0 && all[0].after == n {
			end := "\n"
			if strings.HasSuffix(line, "\r\n") {
				end = "\r\n"
			}
			if !strings.HasSuffix(line, "\n") {
				changed.WriteString(end)
			}
			changed.WriteString(strings.Join(all[0].lines, end) + end)
			all = all[1:]
		}
	}
	return []byte(changed.String())
}

// verify reads both texts: each Job must have what was to be added, and be the same otherwise.
func verify(text, changed []byte, edits []Edit, refused map[int]error) error {
	mistaken := fmt.Errorf("%w: what would be written reads as something else", ErrRefused)
	before, after := Reader{}, Reader{}
	_ = before.Read("", text) // what cannot be read was not edited, and is the same in both
	_ = after.Read("", changed)
	added := map[int][]lint.Annotation{}
	for i, e := range edits {
		if refused[i] == nil {
			added[e.Job.Line] = e.Add
		}
	}
	if len(before.jobs) != len(after.jobs) {
		return mistaken
	}
	for i, was := range before.jobs {
		want := maps.Clone(was.Annotations)
		for _, a := range added[was.Line] {
			if want == nil {
				want = map[string]string{}
			}
			want[a.Key] = a.Value
		}
		is := after.jobs[i]
		if !maps.Equal(is.Annotations, want) || is.ID() != was.ID() || is.Schedule != was.Schedule || len(is.Mistakes) != len(was.Mistakes) {
			return mistaken
		}
	}
	return nil
}
