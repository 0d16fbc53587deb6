package slack

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxBody is the largest request that the stand-in reads, in bytes.
const maxBody = 1 << 20

// reply is what a method answers: the body without "ok", or an error code.
type reply struct {
	body  map[string]any
	err   string
	extra map[string]any // beside an error
	wait  time.Duration  // 429 with this Retry-After
}

func ok(body map[string]any) reply { return reply{body: body} }
func fail(code string) reply       { return reply{err: code} }

// method is one row of the Web API. Run holds the server's lock.
type method struct {
	scope     string // needed, empty for none
	perMinute int    // its tier; 0 where posting has limits of its own
	formOnly  bool   // JSON bodies are not understood: their arguments are not seen
	app       bool   // wants the app's token and not the bot's
	run       func(c *call) reply
}

// call is a request on its way.
type call struct {
	s      *Server
	method string
	args   args
	now    time.Time
	host   string // as the client called us, for permalinks
}

// Tiers of https://docs.slack.dev/apis/web-api/rate-limits, calls a minute.
const (
	tier1 = 1
	tier2 = 20
	tier3 = 50
	tier4 = 100
)

func methods() map[string]method {
	return map[string]method{
		"api.test":              {"", tier4, false, false, func(*call) reply { return ok(map[string]any{}) }},
		"auth.test":             {"", tier4 * 6, false, false, authTest},
		"chat.postMessage":      {"chat:write", 0, false, false, postMessage},
		"chat.postEphemeral":    {"chat:write", 0, false, false, postEphemeral},
		"chat.update":           {"chat:write", tier3, false, false, updateMessage},
		"chat.delete":           {"chat:write", tier3, false, false, deleteMessage},
		"chat.getPermalink":     {"", tier4 * 3, true, false, permalink},
		"conversations.history": {"channels:history", tier3, false, false, history},
		"conversations.replies": {"channels:history", tier3, true, false, threadReplies},
		"conversations.list":    {"channels:read", tier2, true, false, listConversations},
		"conversations.info":    {"channels:read", tier3, true, false, conversationInfo},
		"conversations.join":    {"channels:join", tier3, false, false, joinConversation},
		"conversations.open":    {"im:write", tier3, false, false, openConversation},
		"users.info":            {"users:read", tier4, true, false, userInfo},
		"users.lookupByEmail":   {"users:read.email", tier3, true, false, userByEmail},
		"usergroups.list":       {"usergroups:read", tier2, true, false, listGroups},
		"usergroups.users.list": {"usergroups:read", tier2, true, false, listGroupUsers},
		"apps.connections.open": {"", tier1, false, true, openConnection},
		"views.open":            {"", tier4, false, false, openView},
		"views.update":          {"", tier4, false, false, updateView},
	}
}

func knownScopes() []string {
	seen := map[string]bool{}
	for _, m := range methods() {
		if m.scope != "" {
			seen[m.scope] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	args, token, code := decode(r, s.methods[name].formOnly)
	s.around(w, r, Request{Method: name, Channel: args["channel"], At: time.Now()}, func() outcome {
		out := fail(code)
		if code == "" {
			out = s.perform(&call{s: s, method: name, args: args, now: time.Now(), host: r.Host}, token)
		}
		status := http.StatusOK
		if out.wait > 0 {
			status = http.StatusTooManyRequests
		}
		return outcome{status: status, code: out.err, send: func() { write(w, out) }}
	})
}

// perform checks who calls, and runs the method.
func (s *Server) perform(c *call, token string) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, known := s.methods[c.method]
	switch {
	case !known:
		return reply{err: "unknown_method", extra: map[string]any{"req_method": c.method}}
	case c.method == "api.test":
	case token == "":
		return fail("not_authed")
	case m.app && token == s.opts.Token || !m.app && token == s.opts.AppToken:
		return fail("not_allowed_token_type")
	case m.app && token == s.opts.AppToken:
		if s.appError != "" {
			return fail(s.appError)
		}
	case token != s.opts.Token:
		return fail("invalid_auth")
	case s.authError != "":
		return fail(s.authError)
	}
	if m.scope != "" && !slices.Contains(s.opts.Scopes, m.scope) {
		return reply{err: "missing_scope", extra: map[string]any{"needed": m.scope, "provided": strings.Join(s.opts.Scopes, ",")}}
	}
	if wait := s.limiter.method(c.method, m.perMinute, c.now); wait > 0 {
		return limited(wait)
	}
	return m.run(c)
}

func limited(wait time.Duration) reply { return reply{err: "ratelimited", wait: wait} }

func write(w http.ResponseWriter, r reply) {
	body := map[string]any{}
	maps.Copy(body, r.extra)
	maps.Copy(body, r.body)
	body["ok"] = r.err == ""
	if r.err != "" {
		body["error"] = r.err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "private, no-cache, no-store, must-revalidate")
	if r.wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(r.wait/time.Second)))
		w.WriteHeader(http.StatusTooManyRequests)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	// The client may be gone; the method has done its work all the same, and that is the ambiguity to be tested.
	//nolint:errchkjson // what was decoded from JSON encodes
	_ = enc.Encode(body)
}

func authTest(c *call) reply {
	body := map[string]any{
		"url": "http://" + c.host + "/", "team": "Stand-in", "user": strings.ToLower(c.s.opts.BotName),
		"team_id": DefaultTeam, "user_id": botUserID, "bot_id": botID, "is_enterprise_install": false,
	}
	if c.s.opts.Organized != "" {
		body["enterprise_id"] = c.s.opts.Organized
	}
	return ok(body)
}
