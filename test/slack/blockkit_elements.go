package slack

import "maps"

// Documented limits of interactive elements (https://docs.slack.dev/reference/block-kit/block-elements).
const (
	maxPlaceholder   = 150
	maxOptions       = 100
	maxOptionText    = 75
	maxOptionValue   = 150
	maxOptionGroups  = 100
	maxOverflow      = 5
	maxChoices       = 10 // of checkboxes and radio buttons
	maxConfirmTitle  = 100
	maxConfirmText   = 300
	maxConfirmButton = 30
	maxInputText     = 3000
)

// interactive are the elements of an actions block.
func interactive() map[string]rule {
	out := map[string]rule{
		"button": object(req("text", textObject(maxButtonText, "plain_text")), actionID(),
			opt("url", link()), opt("value", str(0, maxValue)), opt("style", oneOf("primary", "danger")),
			opt("confirm", confirm()), opt("accessibility_label", str(1, 75))),
		"overflow": object(actionID(), opt("confirm", confirm()),
			req("options", list(1, maxOverflow, option("plain_text", true)))),
		"checkboxes": object(actionID(), opt("confirm", confirm()), opt("focus_on_load", boolean),
			req("options", list(1, maxChoices, option("mrkdwn", false))),
			opt("initial_options", list(1, maxChoices, option("mrkdwn", false)))),
		"radio_buttons": object(actionID(), opt("confirm", confirm()), opt("focus_on_load", boolean),
			req("options", list(1, maxChoices, option("mrkdwn", false))), opt("initial_option", option("mrkdwn", false))),
		"datepicker": picker("initial_date", str(10, 10)),
		"timepicker": picker("initial_time", str(5, 5), opt("timezone", str(1, 255))),
		"datetimepicker": object(actionID(), opt("confirm", confirm()), opt("focus_on_load", boolean), opt("initial_date_time",
			integer(1e9, 1e10))),
	}
	maps.Copy(out, selects())
	return out
}

// accessories are what may stand beside the text of a section.
func accessories(image func(...field) rule) map[string]rule {
	out := interactive()
	delete(out, "datetimepicker")
	out["image"] = image()
	return out
}

// inputs are the elements of an input block.
func inputs() map[string]rule {
	out := interactive()
	delete(out, "button")
	delete(out, "overflow")
	out["plain_text_input"] = object(actionID(), opt("initial_value", str(0, maxInputText)), opt("multiline", boolean),
		opt("min_length", integer(0, maxInputText)), opt("max_length", integer(1, maxInputText)),
		opt("focus_on_load", boolean), opt("placeholder", textObject(maxPlaceholder, "plain_text")))
	return out
}

func selects() map[string]rule {
	base := func(fields ...field) rule {
		return object(append(fields, actionID(), opt("confirm", confirm()), opt("focus_on_load", boolean),
			opt("placeholder", textObject(maxPlaceholder, "plain_text")))...)
	}
	choice := option("plain_text", false)
	static := func(fields ...field) rule {
		return all(exactlyOne("options", "option_groups"), base(append(fields,
			opt("options", list(1, maxOptions, choice)),
			opt("option_groups", list(1, maxOptionGroups, object(
				req("label", textObject(maxOptionText, "plain_text")), req("options", list(1, maxOptions, choice))))))...))
	}
	id := str(1, 255)
	several := opt("max_selected_items", integer(1, 1000))
	return map[string]rule{
		"static_select":       static(opt("initial_option", choice)),
		"multi_static_select": static(opt("initial_options", list(1, maxOptions, choice)), several),
		"users_select":        base(opt("initial_user", id)),
		"multi_users_select":  base(opt("initial_users", list(1, maxOptions, id)), several),
		"channels_select":     base(opt("initial_channel", id), opt("response_url_enabled", boolean)),
		"conversations_select": base(opt("initial_conversation", id), opt("default_to_current_conversation", boolean),
			opt("response_url_enabled", boolean)),
		"external_select": base(opt("initial_option", choice), opt("min_query_length", integer(0, 3000))),
	}
}

func picker(initial string, value rule, more ...field) rule {
	return object(append(more, actionID(), opt(initial, value), opt("confirm", confirm()), opt("focus_on_load", boolean),
		opt("placeholder", textObject(maxPlaceholder, "plain_text")))...)
}

// option is a choice; kind "mrkdwn" allows both kinds of text.
func option(kind string, withURL bool) rule {
	kinds := []string{"plain_text"}
	if kind == "mrkdwn" {
		kinds = append(kinds, "mrkdwn")
	}
	fields := []field{req("text", textObject(maxOptionText, kinds...)), req("value", str(1, maxOptionValue)),
		opt("description", textObject(maxOptionText, kinds...))}
	if withURL {
		fields = append(fields, opt("url", link()))
	}
	return object(fields...)
}

func confirm() rule {
	return object(req("title", textObject(maxConfirmTitle, "plain_text")),
		req("text", textObject(maxConfirmText, "plain_text", "mrkdwn")),
		req("confirm", textObject(maxConfirmButton, "plain_text")),
		req("deny", textObject(maxConfirmButton, "plain_text")), opt("style", oneOf("primary", "danger")))
}

// actionID must be unique in its block.
func actionID() field {
	length := str(1, maxActionID)
	return opt("action_id", func(c *check, at string, v any) {
		length(c, at, v)
		if id, ok := v.(string); ok {
			if c.actionIDs[id] {
				c.failf(at, "`action_id` %q already exists in this block", id)
			}
			c.actionIDs[id] = true
		}
	})
}
