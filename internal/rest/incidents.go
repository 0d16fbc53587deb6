package rest

import (
	"fmt"
	"net/http"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/rest/wire"
)

func (h *Handler) incidentRoutes() []route {
	return []route{
		{http.MethodGet, "/api/v1/incidents", read, h.listIncidents},
		{http.MethodGet, "/api/v1/incidents/{id}", read, h.getIncident},
		{http.MethodGet, "/api/v1/incidents/{id}/members", read, h.listMembers},
		{http.MethodPost, "/api/v1/incidents/{id}/answers", act, h.answerIncident},
	}
}

// incidentList is a page of them.
type incidentList struct {
	Incidents []wire.Incident `json:"incidents"`
	Next      string          `json:"next,omitempty"`
}

const unresolved = "unresolved"

func (h *Handler) listIncidents(w http.ResponseWriter, r *http.Request, _ Caller) error {
	q := query(r.URL.RawQuery)
	status := q.word("status", string(incident.Open), string(incident.Acknowledged), string(incident.Resolved), unresolved)
	f := IncidentFilter{
		Monitor: monitor.ID(q.text("monitor")), Owner: q.text("owner"),
		Kind: incident.Kind(q.word("kind", string(incident.Failing), string(incident.Absent), string(incident.Stalled), string(incident.Blind),
			string(incident.Burst), string(incident.Digest))),
		Burst: q.text("burst"), Before: q.text("before"), Limit: int(q.number("limit", maxLimit, defaultLimit)),
	}
	if f.Unresolved = status == unresolved; !f.Unresolved {
		f.Status = incident.Status(status)
	}
	if err := q.done(); err != nil {
		return err
	}
	return h.answerIncidents(w, r, f)
}

func (h *Handler) answerIncidents(w http.ResponseWriter, r *http.Request, f IncidentFilter) error {
	found, next, err := h.Incidents.Incidents(r.Context(), f)
	if err != nil {
		return err
	}
	page := incidentList{Incidents: make([]wire.Incident, 0, len(found)), Next: next}
	for _, i := range found {
		page.Incidents = append(page.Incidents, incidentOf(i))
	}
	answer(w, page)
	return nil
}

// getIncident answers with the whole of one.
func (h *Handler) getIncident(w http.ResponseWriter, r *http.Request, _ Caller) error {
	if err := query(r.URL.RawQuery).done(); err != nil {
		return err
	}
	i, err := h.Incidents.Incident(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	deliveries, err := h.Incidents.Tally(r.Context(), i.ID)
	if err != nil {
		return err
	}
	answer(w, wholeOf(i, &deliveries))
	return nil
}

// listMembers lists the Incidents that a burst tells of.
func (h *Handler) listMembers(w http.ResponseWriter, r *http.Request, _ Caller) error {
	q := query(r.URL.RawQuery)
	f := IncidentFilter{Burst: r.PathValue("id"), Before: q.text("before"), Limit: int(q.number("limit", maxLimit, defaultLimit))}
	if err := q.done(); err != nil {
		return err
	}
	i, err := h.Incidents.Incident(r.Context(), f.Burst)
	if err != nil {
		return err
	}
	if i.Kind != incident.Burst {
		return problem(http.StatusNotFound,
			fmt.Sprintf("Only a burst has other incidents as its members, and %q is of the kind %s.", i.ID, i.Kind))
	}
	return h.answerIncidents(w, r, f)
}
