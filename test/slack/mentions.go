package slack

import (
	"regexp"
	"slices"
	"strings"
)

var atWord = regexp.MustCompile(`(^|\W)@(here|channel|everyone)\b`)

// Mentions are who the message calls: "here", "channel", "everyone", and the ids of people and groups, sorted, each once. Text
// that a job printed must never appear here. The fallback text counts, even where blocks hide it: it is what a push shows.
func (m Message) Mentions() []string {
	var n names
	var out []string
	var walk func([]node)
	walk = func(list []node) {
		for _, x := range list {
			if x.Kind == "mention" || x.Kind == "broadcast" {
				out = append(out, x.Note)
			}
			walk(x.Kids)
		}
	}
	walk(n.mrkdwn(m.Text, true))
	walk(n.draw(m))
	if m.LinkNames {
		for _, hit := range atWord.FindAllStringSubmatch(m.Text, -1) {
			out = append(out, hit[2])
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Plain is the message as text, in the order in which a reader's eye meets it. Names of people and channels stay ids.
func (m Message) Plain() string {
	var w strings.Builder
	plain(&w, names{}.draw(m))
	return strings.TrimRight(w.String(), "\n ")
}
