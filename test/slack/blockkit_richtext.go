package slack

// richText are the parts of a rich_text block (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block).
func richText() map[string]rule {
	inline := list(0, maxRichTextElements, union(richInline()))
	section := object(req("elements", inline))
	border := opt("border", integer(0, 1))
	return map[string]rule{
		"rich_text_section": section,
		"rich_text_preformatted": object(border, opt("language", str(1, 100)),
			req("elements", list(0, maxRichTextElements, union(only(richInline(), "text", "link"))))),
		"rich_text_quote": object(border, req("elements", inline)),
		"rich_text_list": object(border, req("style", oneOf("bullet", "ordered")), opt("indent", integer(0, 8)),
			opt("offset", integer(0, 1_000_000)),
			req("elements", list(0, maxRichTextElements, union(map[string]rule{"rich_text_section": section})))),
	}
}

func richInline() map[string]rule {
	flags := func(names ...string) field {
		fields := make([]field, len(names))
		for i, n := range names {
			fields[i] = opt(n, boolean)
		}
		return opt("style", object(fields...))
	}
	style := flags("bold", "italic", "strike", "code", "underline")
	mention := flags("bold", "italic", "strike", "highlight", "client_highlight", "unlink")
	id := str(1, 255)
	return map[string]rule{
		"text": object(req("text", visible(1, maxSectionText)), style),
		"link": object(req("url", link()), opt("text", visible(0, maxSectionText)), opt("unsafe", boolean), style),
		"emoji": object(req("name", str(1, 255)), opt("unicode", str(1, 255)), opt("skin_tone", integer(1, 6)), opt("url", link()),
			style),
		"user":      object(req("user_id", id), mention),
		"usergroup": object(req("usergroup_id", id), mention),
		"channel":   object(req("channel_id", id), mention),
		"broadcast": object(req("range", oneOf("here", "channel", "everyone")), style),
		"color":     object(req("value", str(4, 7)), style),
		"date": object(req("timestamp", integer(0, 1e11)), req("format", str(1, 1000)), opt("timezone", str(1, 255)),
			opt("url", link()), opt("fallback", str(1, 1000)), style),
	}
}

func only(kinds map[string]rule, names ...string) map[string]rule {
	out := make(map[string]rule, len(names))
	for _, n := range names {
		out[n] = kinds[n]
	}
	return out
}
