package blockkit

import "github.com/slack-go/slack"

// bullets is a list as Slack's published types have it. The one of the client always sends an offset, which they do not know.
type bullets struct {
	Type     slack.RichTextElementType     `json:"type"`
	Style    slack.RichTextListElementType `json:"style"`
	Elements []slack.RichTextElement       `json:"elements"`
}

// RichTextElementType implements slack.RichTextElement.
func (b bullets) RichTextElementType() slack.RichTextElementType { return b.Type }

func bulletsOf(items []string) bullets {
	b := bullets{Type: slack.RTEList, Style: slack.RTEListBullet}
	for _, item := range items {
		b.Elements = append(b.Elements, slack.NewRichTextSection(text(item)))
	}
	return b
}
