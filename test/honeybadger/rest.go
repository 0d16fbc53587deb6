package honeybadger

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	pageSize = 25
	maxBody  = 1 << 20 // bytes of a REST request
)

// call is a REST request on its way. The lock is held.
type call struct {
	s    *Server
	r    *http.Request
	body []byte
	now  time.Time
}

// answer is a status and a body; a nil body is none.
type answer struct {
	status int
	body   any
}

func refuse(status int, format string, a ...any) answer {
	return answer{status, map[string]any{"errors": fmt.Sprintf(format, a...)}}
}

// rest does what all calls need: authentication (Basic, the token as the user, a blank password), the rate limit, the project.
func (s *Server) rest(w http.ResponseWriter, r *http.Request, run func(*call) answer) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &call{s: s, r: r, body: body, now: time.Now()}
	if s.opts.BaseURL == "" {
		s.base = "http://" + r.Host
	}
	send(w, func() answer {
		user, password, basic := r.BasicAuth()
		if !basic || user != s.opts.Token || password != "" {
			w.Header().Set("WWW-Authenticate", `Basic realm="Application"`)
			return refuse(http.StatusUnauthorized, "HTTP Basic: Access denied.")
		}
		if !s.limit(w, c.now) {
			return refuse(http.StatusForbidden, "Rate limit exceeded")
		}
		if id := r.PathValue("project"); id != "" && id != strconv.Itoa(s.opts.ProjectID) {
			return refuse(http.StatusNotFound, "Project not found")
		}
		if err != nil || len(body) > maxBody {
			return refuse(http.StatusRequestEntityTooLarge, "The request is larger than %d bytes", maxBody)
		}
		return run(c)
	}())
}

func send(w http.ResponseWriter, a answer) {
	if a.body == nil {
		w.WriteHeader(a.status)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(a.status)
	//nolint:errchkjson // strings, numbers, lists and maps always encode; the client may be gone
	_ = json.NewEncoder(w).Encode(a.body)
}

func getProject(c *call) answer {
	if c.r.PathValue("key") != c.s.opts.APIKey {
		return refuse(http.StatusNotFound, "Project not found")
	}
	return answer{http.StatusOK, map[string]any{"project": map[string]any{
		"id": c.s.opts.ProjectID, "name": c.s.opts.ProjectName, "created_at": stamp(c.s.born)}}}
}

func listCheckIns(c *call) answer {
	page := 1
	if p := c.r.URL.Query().Get("page"); p != "" {
		n, err := strconv.Atoi(p)
		if err != nil || n < 1 || n > 1_000_000 {
			return refuse(http.StatusBadRequest, "page %q is no number from 1", p)
		}
		page = n
	}
	from := min((page-1)*pageSize, len(c.s.checkIns))
	to := min(from+pageSize, len(c.s.checkIns))
	results := make([]map[string]any, 0, to-from)
	for _, x := range c.s.checkIns[from:to] {
		results = append(results, c.s.wire(x))
	}
	link := func(page int, there bool) any {
		if !there {
			return nil
		}
		return fmt.Sprintf("%s%s?page=%d", c.s.address(), c.r.URL.Path, page)
	}
	return answer{http.StatusOK, map[string]any{"results": results, "links": map[string]any{
		"self": link(page, true), "next": link(page+1, to < len(c.s.checkIns)), "prev": link(page-1, page > 1)}}}
}

func getCheckIn(c *call) answer {
	x := c.s.find(c.r.PathValue("id"))
	if x == nil {
		return refuse(http.StatusNotFound, "Check-in not found")
	}
	return answer{http.StatusOK, c.s.wire(x)}
}

// root reads the body {"name": …} into v.
func (c *call) root(name string, v any) (answer, bool) {
	media, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if media != "application/json" {
		return refuse(http.StatusBadRequest, "param is missing or the value is empty: %s", name), false
	}
	var envelope map[string]json.RawMessage
	if err := strictJSON(c.body, &envelope); err != nil {
		return refuse(http.StatusBadRequest, "Error occurred while parsing request parameters: %v", err), false
	}
	raw := envelope[name]
	if len(raw) == 0 || string(raw) == "null" || (raw[0] != '{' && raw[0] != '[') {
		return refuse(http.StatusBadRequest, "param is missing or the value is empty: %s", name), false
	}
	if err := json.Unmarshal(raw, v); err != nil {
		return refuse(http.StatusUnprocessableEntity, "%s: %v", name, err), false
	}
	return answer{}, true
}

func createCheckIn(c *call) answer {
	var f fields
	if a, ok := c.root("check_in", &f); !ok {
		return a
	}
	x, problems := c.s.create(f)
	if len(problems) > 0 {
		return invalid(problems)
	}
	return answer{http.StatusCreated, c.s.wire(x)}
}

// invalid joins what is wrong into the one text that v2 answers.
func invalid(problems []string) answer {
	return refuse(http.StatusUnprocessableEntity, "%s", strings.Join(problems, ", "))
}

func (s *Server) create(f fields) (*CheckIn, []string) {
	x, problems := s.apply(nil, f)
	if len(problems) > 0 {
		return nil, problems
	}
	x.ID = s.newID()
	s.checkIns = append(s.checkIns, x)
	s.notify()
	return x, nil
}

func updateCheckIn(c *call) answer {
	x := c.s.find(c.r.PathValue("id"))
	if x == nil {
		return refuse(http.StatusNotFound, "Check-in not found")
	}
	var f fields
	if a, ok := c.root("check_in", &f); !ok {
		return a
	}
	if problems := c.s.update(x, f); len(problems) > 0 {
		return invalid(problems)
	}
	return answer{status: http.StatusNoContent}
}

// update changes a check-in; a changed schedule counts from the last report.
func (s *Server) update(x *CheckIn, f fields) []string {
	next, problems := s.apply(x, f)
	if len(problems) > 0 {
		return problems
	}
	if next.State == Reporting {
		next.ExpectedAt = next.next(next.ReportedAt)
	}
	*x = *next
	s.notify()
	return nil
}

func deleteCheckIn(c *call) answer {
	x := c.s.find(c.r.PathValue("id"))
	if x == nil {
		return refuse(http.StatusNotFound, "Check-in not found")
	}
	c.s.remove(x)
	return answer{status: http.StatusNoContent}
}

func (s *Server) remove(x *CheckIn) {
	s.checkIns = slices.DeleteFunc(s.checkIns, func(y *CheckIn) bool { return y == x })
	s.notify()
}
