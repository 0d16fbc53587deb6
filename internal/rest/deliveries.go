package rest

import (
	"errors"
	"net/http"
	"strconv"

	"rollcall.dev/rollcall/internal/rest/wire"
)

const (
	defaultLimit = 100
	maxLimit     = 1000
)

func (h *Handler) deliveryRoutes() []route {
	return []route{
		{http.MethodGet, "/api/v1/deliveries", read, h.listDeliveries},
		{http.MethodPost, "/api/v1/deliveries/resend", act, h.resendDead},
		{http.MethodGet, "/api/v1/deliveries/{id}", read, h.getDelivery},
		{http.MethodPost, "/api/v1/deliveries/{id}/resend", act, h.resend},
	}
}

func shapeOf(d Delivery) wire.Delivery {
	return wire.Delivery{
		ID: d.ID, Status: d.Status, Incident: d.Notice.Incident, Job: jobOf(d.Notice.Subject), Change: string(d.Notice.Change),
		Receiver: d.Destination.Receiver, Address: d.Destination.Address, Action: string(d.Action), QueuedAt: d.QueuedAt,
		NotBefore: d.NotBefore, InFlight: d.InFlight, Uncertain: d.Uncertain, Attempts: d.Attempts, LastError: d.LastError,
		ConcludedAt: d.ConcludedAt, ResentBy: d.ResentBy, ResentAt: d.ResentAt,
	}
}

// deliveryList is a page of them.
type deliveryList struct {
	Deliveries []wire.Delivery `json:"deliveries"`
	// Next is the value of before that brings the next page; absent on the last one.
	Next string `json:"next,omitempty"`
}

func (h *Handler) listDeliveries(w http.ResponseWriter, r *http.Request, _ Caller) error {
	q := query(r.URL.RawQuery)
	f := DeliveryFilter{
		Status: q.word("status", "pending", "sent", "skipped", "dead"), Incident: q.text("incident"), Receiver: q.text("receiver"),
		Before: q.number("before", 1<<62, 0), Limit: int(q.number("limit", maxLimit, defaultLimit)),
	}
	if err := q.done(); err != nil {
		return err
	}
	found, err := h.Deliveries.Deliveries(r.Context(), f)
	if err != nil {
		return err
	}
	page := deliveryList{Deliveries: make([]wire.Delivery, 0, len(found))}
	for _, d := range found {
		page.Deliveries = append(page.Deliveries, shapeOf(d))
	}
	if len(found) == f.Limit {
		page.Next = strconv.FormatInt(found[len(found)-1].Seq, 10)
	}
	answer(w, page)
	return nil
}

func (h *Handler) getDelivery(w http.ResponseWriter, r *http.Request, _ Caller) error {
	if err := query(r.URL.RawQuery).done(); err != nil {
		return err
	}
	d, err := h.Deliveries.Delivery(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	answer(w, shapeOf(d))
	return nil
}

// resend queues one again and answers with it.
func (h *Handler) resend(w http.ResponseWriter, r *http.Request, by Caller) error {
	q := query(r.URL.RawQuery)
	force := q.flag("force")
	if err := q.done(); err != nil {
		return err
	}
	id := r.PathValue("id")
	err := h.Deliveries.Resend(r.Context(), id, by.Person(), force)
	if refused, ok := errors.AsType[*RefusedError](err); ok {
		return problem(http.StatusConflict, "It is not sent again: "+refused.Reason+".")
	}
	if err != nil {
		return err
	}
	h.Logger.InfoContext(r.Context(), "delivery_resent", "delivery", id, "by", by.Person().ID, "force", force)
	d, err := h.Deliveries.Delivery(r.Context(), id)
	if err != nil {
		return err
	}
	answer(w, shapeOf(d))
	return nil
}

// resendDead queues all again that were given up, of one receiver or of all.
func (h *Handler) resendDead(w http.ResponseWriter, r *http.Request, by Caller) error {
	q := query(r.URL.RawQuery)
	if q.word("status", "dead") == "" {
		q.wrong("status", "", "dead: only what was given up is sent again all at once")
	}
	receiver := q.text("receiver")
	if err := q.done(); err != nil {
		return err
	}
	all, more, err := h.Deliveries.ResendDead(r.Context(), receiver, by.Person())
	if err != nil {
		return err
	}
	list := wire.Resent{Resent: []string{}, Refused: []wire.Refused{}, More: more}
	for _, one := range all {
		if one.Err != nil {
			list.Refused = append(list.Refused, wire.Refused{ID: one.ID, Reason: one.Err.Error()})
		} else {
			list.Resent = append(list.Resent, one.ID)
		}
	}
	h.Logger.InfoContext(r.Context(), "dead_letters_resent", "receiver", receiver, "by", by.Person().ID, "resent", len(list.Resent),
		"refused", len(list.Refused))
	answer(w, list)
	return nil
}
