package web

import (
	"net/http"
	"net/url"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/render"
)

// jobsShown is how many jobs of a burst a page has.
const jobsShown = 100

// jobsPage is a part of the jobs that a burst tells of.
type jobsPage struct {
	Jobs    []job
	Causes  bool   // one of them has another cause than the burst
	Begins  string // link to the first part; empty: this is it
	Further string // link to the next part; empty: this is the last
}

// job is one of those that a burst tells of.
type job struct {
	Name     string
	ID       string // of its own incident
	Standing string
	Since    moment
	Owner    string
	Cause    string // where it is another one than that of the burst
}

// jobs reads the part of a burst's jobs that "?before=ID" asks for.
func (h *Handler) jobs(r *http.Request, v view, burst incident.Incident) (*jobsPage, error) {
	before := r.URL.Query().Get("before")
	all, err := h.Reader.Members(r.Context(), burst.ID, before, jobsShown+1)
	if err != nil {
		return nil, err
	}
	p := &jobsPage{}
	if before != "" {
		p.Begins = jobsLink(burst.ID, "")
	}
	if len(all) > jobsShown {
		all = all[:jobsShown]
		p.Further = jobsLink(burst.ID, all[jobsShown-1].ID)
	}
	for _, i := range all {
		team := i.Notice.Owner.Team
		shown := job{
			Name: render.Subject(i.Notice.Subject), ID: i.ID, Standing: string(standingOf(i, v.now)), Since: moment{i.OpenedAt, v.clock(i)},
			Owner: render.Head(render.Line(team.Called()), maxShown),
		}
		if i.Cause.Summary != burst.Cause.Summary {
			shown.Cause, p.Causes = render.Head(render.Line(i.Cause.Summary), maxShown), true
		}
		p.Jobs = append(p.Jobs, shown)
	}
	return p, nil
}

// jobsLink is the address of a part of a burst's jobs.
func jobsLink(burst, before string) string {
	query := ""
	if before != "" {
		query = "?" + url.Values{"before": {before}}.Encode()
	}
	return incidentLink(burst) + query + "#jobs"
}
