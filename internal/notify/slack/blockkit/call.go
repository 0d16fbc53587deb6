package blockkit

import (
	"regexp"

	"github.com/slack-go/slack"
)

// userGroup is what the id of a user group looks like.
var userGroup = regexp.MustCompile(`^S[A-Z0-9]{2,30}$`)

// Call mentions a user group by its id, so that its members are notified; nothing where it is none.
func Call(id string) []slack.Block {
	if !userGroup.MatchString(id) {
		return nil
	}
	return []slack.Block{slack.NewRichTextBlock("", slack.NewRichTextSection(slack.NewRichTextSectionUserGroupElement(id)))}
}
