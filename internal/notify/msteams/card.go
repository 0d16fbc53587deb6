package msteams

// message is what a workflow takes (https://learn.microsoft.com/en-us/connectors/teams/, "Microsoft Teams Webhook").
type message struct {
	Type        string       `json:"type"`
	Attachments []attachment `json:"attachments"`
}

type attachment struct {
	ContentType string       `json:"contentType"`
	ContentURL  *string      `json:"contentUrl"` // null: the card is in the message
	Content     adaptiveCard `json:"content"`
}

// adaptiveCard is a card of the Adaptive Cards schema; element and textRun are the few elements that we use of it.
type adaptiveCard struct {
	Schema       string    `json:"$schema"`
	Type         string    `json:"type"`
	Version      string    `json:"version"`
	FallbackText string    `json:"fallbackText"` // where the version is not known; Markdown
	Teams        teams     `json:"msteams"`
	Body         []element `json:"body"`
	Actions      []openURL `json:"actions,omitempty"`
}

type teams struct {
	Width string `json:"width"`
}

type element struct {
	Type      string    `json:"type"`
	Style     string    `json:"style,omitempty"`
	Bleed     bool      `json:"bleed,omitempty"`
	Spacing   string    `json:"spacing,omitempty"`
	Separator bool      `json:"separator,omitempty"`
	Items     []element `json:"items,omitempty"`   // of a Container
	Inlines   []textRun `json:"inlines,omitempty"` // of a RichTextBlock
	Text      string    `json:"text,omitempty"`    // of a TextBlock
	Wrap      bool      `json:"wrap,omitempty"`
}

type textRun struct {
	Type     string `json:"type"`
	Text     string `json:"text"`
	Weight   string `json:"weight,omitempty"`
	Size     string `json:"size,omitempty"`
	FontType string `json:"fontType,omitempty"`
	Subtle   bool   `json:"isSubtle,omitempty"`
	Italic   bool   `json:"italic,omitempty"`
}

type openURL struct {
	Type  string `json:"type"`
	Title string `json:"title"`
	URL   string `json:"url"`
}

// wrapped puts a card into a message.
func wrapped(body []element, actions []openURL, fallback string) message {
	return message{Type: "message", Attachments: []attachment{{
		ContentType: "application/vnd.microsoft.card.adaptive",
		Content: adaptiveCard{
			Schema: "http://adaptivecards.io/schemas/adaptive-card.json", Type: "AdaptiveCard", Version: "1.4",
			FallbackText: fallback, Teams: teams{Width: "Full"}, Body: body, Actions: actions,
		},
	}}}
}
