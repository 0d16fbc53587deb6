package rest

import (
	"net/http"
	"time"

	"rollcall.dev/rollcall/internal/rest/wire"
)

func (h *Handler) auditRoutes() []route {
	return []route{{http.MethodGet, "/api/v1/audit", read, h.listAudit}}
}

// recordShape is one line of who did what to what.
type recordShape struct {
	ID      string      `json:"id"`
	At      time.Time   `json:"at"`
	By      wire.Person `json:"by"`
	What    string      `json:"what"`
	Subject string      `json:"subject"`
	Name    string      `json:"name,omitempty"`
	Text    string      `json:"text,omitempty"`
	Until   time.Time   `json:"until,omitzero"`
}

// auditList is a page of them.
type auditList struct {
	Records []recordShape `json:"records"`
	Next    string        `json:"next,omitempty"`
}

func (h *Handler) listAudit(w http.ResponseWriter, r *http.Request, _ Caller) error {
	q := query(r.URL.RawQuery)
	subject, before, limit := q.text("subject"), q.text("before"), int(q.number("limit", maxLimit, defaultLimit))
	if err := q.done(); err != nil {
		return err
	}
	found, err := h.Audit.AuditLog(r.Context(), subject, before, limit)
	if err != nil {
		return err
	}
	page := auditList{Records: make([]recordShape, 0, len(found))}
	for _, f := range found {
		page.Records = append(page.Records, recordShape{
			ID: f.ID, At: f.At, By: wire.Person(f.By), What: f.What, Subject: f.Subject, Name: f.Name, Text: f.Text, Until: f.Until,
		})
	}
	if len(found) == limit {
		page.Next = found[len(found)-1].ID
	}
	answer(w, page)
	return nil
}
