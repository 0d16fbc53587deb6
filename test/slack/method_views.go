package slack

import (
	"strconv"
	"time"
)

// triggerLife is how long the trigger_id of an interaction can open a modal (https://docs.slack.dev/interactivity).
const triggerLife = 3 * time.Second

// Trigger makes a trigger_id such as a click would carry. It opens one modal within three seconds.
func (s *Server) Trigger() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serial++
	id := strconv.Itoa(s.serial) + ".standin.trigger"
	s.triggers[id] = time.Now()
	return id
}

func openView(c *call) reply {
	made, known := c.s.triggers[c.args["trigger_id"]]
	switch {
	case !known:
		return fail("invalid_trigger_id")
	case made.IsZero():
		return fail("exchanged_trigger_id")
	case c.now.Sub(made) > triggerLife:
		return fail("expired_trigger_id")
	}
	v, err := parseJSON([]byte(c.args["view"]))
	if err != nil {
		return fail("invalid_arguments")
	}
	check := newCheck()
	modal()(check, "/view", v)
	if len(check.problems) > 0 {
		return invalid("invalid_arguments", check.problems)
	}
	c.s.triggers[c.args["trigger_id"]] = time.Time{}
	view, _ := clone(v).(map[string]any)
	c.s.serial++
	view["id"] = "V0STANDIN" + strconv.Itoa(c.s.serial)
	view["team_id"], view["app_id"], view["bot_id"], view["hash"] = DefaultTeam, appID, botID, unixDot(c.now)
	c.s.views = append(c.s.views, view)
	c.s.notify()
	return ok(map[string]any{"view": view})
}

// modal checks a view (https://docs.slack.dev/reference/views/modal-views).
func modal() rule {
	short := textObject(24, "plain_text")
	return union(map[string]rule{"modal": object(
		req("title", short), opt("submit", short), opt("close", short), req("blocks", modalBlocks()),
		opt("private_metadata", str(0, 3000)), opt("callback_id", str(0, 255)), opt("external_id", str(0, 255)),
		opt("clear_on_close", boolean), opt("notify_on_close", boolean), opt("submit_disabled", boolean),
	)})
}
