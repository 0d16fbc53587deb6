package slack

import "unicode/utf8"

// Documented limits (https://docs.slack.dev/reference/block-kit), in characters or items.
const (
	maxBlocks           = 50
	maxModalBlocks      = 100
	maxBlockID          = 255
	maxActionID         = 255
	maxHeaderText       = 150
	maxSectionText      = 3000
	maxFields           = 10
	maxFieldText        = 2000
	maxContextItems     = 10
	maxContextText      = 2000 // undocumented; the bound of a field is the safe reading
	maxActionItems      = 25
	maxButtonText       = 75
	maxValue            = 2000
	maxURL              = 3000
	maxAltText          = 2000
	maxImageTitle       = 2000
	maxMarkdown         = 12000
	maxAllBlocksText    = 13200
	maxRichTextElements = 1000 // undocumented: a guard
)

// messageBlocks checks the blocks of a message; modalBlocks those of a view.
func messageBlocks() rule { return list(0, maxBlocks, block(blockKinds())) }
func modalBlocks() rule   { return list(0, maxModalBlocks, block(blockKinds())) }

// block wraps the rules of the kinds with what holds for each of them.
func block(kinds map[string]rule) rule {
	pick := union(kinds)
	return func(c *check, at string, v any) {
		clear(c.actionIDs)
		pick(c, at, v)
	}
}

func blockKinds() map[string]rule {
	image := func(fields ...field) rule {
		return all(exactlyOne("image_url", "slack_file"), object(append(fields,
			opt("image_url", link()), opt("slack_file", slackFile()), req("alt_text", str(1, maxAltText)))...))
	}
	text := textObject(maxSectionText, "plain_text", "mrkdwn")
	return map[string]rule{
		"header": object(req("text", textObject(maxHeaderText, "plain_text")), blockID()),
		"section": all(sectionHasText, object(blockID(),
			opt("text", text), opt("fields", list(1, maxFields, textObject(maxFieldText, "plain_text", "mrkdwn"))),
			opt("accessory", union(accessories(image))), opt("expand", boolean))),
		"divider": object(blockID()),
		"image":   image(blockID(), opt("title", textObject(maxImageTitle, "plain_text"))),
		"context": object(blockID(), req("elements", list(1, maxContextItems, union(map[string]rule{
			"image":      image(),
			"plain_text": textObject(maxContextText, "plain_text"),
			"mrkdwn":     textObject(maxContextText, "mrkdwn"),
		})))),
		"actions":   object(blockID(), req("elements", list(1, maxActionItems, union(interactive())))),
		"rich_text": object(blockID(), req("elements", list(0, maxRichTextElements, union(richText())))),
		"markdown":  object(blockID(), req("text", markdown)),
		"input": object(blockID(), req("label", textObject(2000, "plain_text")), req("element", union(inputs())),
			opt("hint", textObject(2000, "plain_text")), opt("optional", boolean), opt("dispatch_action", boolean)),
	}
}

// blockID must be unique in the message.
func blockID() field {
	length := str(1, maxBlockID)
	return opt("block_id", func(c *check, at string, v any) {
		length(c, at, v)
		if id, ok := v.(string); ok {
			if c.blockIDs[id] {
				c.failf(at, "`block_id` %q already exists", id)
			}
			c.blockIDs[id] = true
		}
	})
}

// textObject is a composition object of up to hi characters, and one at least.
// "emoji" belongs to plain_text only, "verbatim" to mrkdwn only.
func textObject(hi int, kinds ...string) rule {
	rules := map[string]rule{}
	for _, k := range kinds {
		if k == "plain_text" {
			rules[k] = object(req("text", visible(1, hi)), opt("emoji", boolean))
		} else {
			rules[k] = object(req("text", visible(1, hi)), opt("verbatim", boolean))
		}
	}
	return union(rules)
}

func sectionHasText(c *check, at string, v any) {
	m, ok := v.(map[string]any)
	if !ok {
		return
	}
	_, text := m["text"]
	_, fields := m["fields"]
	if !text && !fields {
		c.failf(at, "must define either `text` or `fields`")
	}
}

// markdown blocks share 12,000 characters between them.
func markdown(c *check, at string, v any) {
	visible(1, maxMarkdown)(c, at, v)
	if s, ok := v.(string); ok {
		if c.mdTotal += utf8.RuneCountInString(s); c.mdTotal > maxMarkdown {
			c.failf(at, "markdown blocks together must be less than %d characters", maxMarkdown+1)
		}
	}
}

func slackFile() rule {
	return all(exactlyOne("id", "url"), object(opt("id", str(1, 255)), opt("url", link())))
}
