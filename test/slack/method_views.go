package slack

import (
	"maps"
	"strconv"
	"time"
)

// triggerLife is how long the trigger_id of an interaction can open a modal (https://docs.slack.dev/interactivity).
const triggerLife = 3 * time.Second

// trigger is the right to open one modal for one person.
type trigger struct {
	made time.Time
	user string
	used bool
}

// openedView is a modal that somebody has before them.
type openedView struct {
	view map[string]any
	user string
}

// Trigger makes a trigger_id such as a click would carry. It opens one modal within three seconds.
func (s *Server) Trigger() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.trigger(DefaultUser)
}

func (s *Server) trigger(user string) string {
	s.serial++
	id := strconv.Itoa(s.serial) + ".standin.trigger"
	s.triggers[id] = &trigger{made: time.Now(), user: user}
	return id
}

func openView(c *call) reply {
	made, known := c.s.triggers[c.args["trigger_id"]]
	switch {
	case !known:
		return fail("invalid_trigger_id")
	case made.used:
		return fail("exchanged_trigger_id")
	case c.now.Sub(made.made) > triggerLife:
		return fail("expired_trigger_id")
	}
	view, refused := c.view()
	if view == nil {
		return refused
	}
	made.used = true
	c.s.serial++
	id := "V0STANDIN" + strconv.Itoa(c.s.serial)
	c.stamp(view, id)
	c.s.views = append(c.s.views, view)
	c.s.opened[id] = &openedView{view: view, user: made.user}
	c.s.notify()
	return ok(map[string]any{"view": view})
}

// updateView puts something else into a modal that somebody has open (https://docs.slack.dev/reference/methods/views.update).
func updateView(c *call) reply {
	id := c.args["view_id"]
	o := c.s.opened[id]
	switch {
	case o == nil:
		return fail("not_found")
	case c.args["hash"] != "" && c.args["hash"] != o.view["hash"]:
		return fail("hash_conflict")
	}
	view, refused := c.view()
	if view == nil {
		return refused
	}
	c.stamp(view, id)
	clear(o.view)
	maps.Copy(o.view, view)
	c.s.notify()
	return ok(map[string]any{"view": view})
}

// view is the one that a call brings along; nil where it is refused.
func (c *call) view() (map[string]any, reply) {
	v, err := parseJSON([]byte(c.args["view"]))
	if err != nil {
		return nil, fail("invalid_arguments")
	}
	check := newCheck()
	modal()(check, "/view", v)
	if len(check.problems) > 0 {
		return nil, invalid("invalid_arguments", check.problems)
	}
	view, _ := clone(v).(map[string]any)
	return view, reply{}
}

// stamp completes a view as Slack answers it.
func (c *call) stamp(view map[string]any, id string) {
	c.s.serial++
	view["id"], view["team_id"], view["app_id"], view["bot_id"] = id, DefaultTeam, appID, botID
	view["hash"] = unixDot(c.now) + "." + strconv.Itoa(c.s.serial)
}

// modal checks a view (https://docs.slack.dev/reference/views/modal-views).
func modal() rule {
	short := textObject(24, "plain_text")
	fields := object(
		req("title", short), opt("submit", short), opt("close", short), req("blocks", modalBlocks()),
		opt("private_metadata", str(0, 3000)), opt("callback_id", str(0, 255)), opt("external_id", str(0, 255)),
		opt("clear_on_close", boolean), opt("notify_on_close", boolean), opt("submit_disabled", boolean),
	)
	return union(map[string]rule{"modal": all(inputsNeedSubmit, fields)})
}

// inputsNeedSubmit: "submit is required when an input block is within the blocks array".
func inputsNeedSubmit(c *check, at string, v any) {
	m, _ := v.(map[string]any)
	if _, there := m["submit"]; there {
		return
	}
	for _, b := range objects(m["blocks"]) {
		if b["type"] == "input" {
			c.failf(at, "missing required field: submit")
			return
		}
	}
}
