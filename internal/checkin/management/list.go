package management

import (
	"context"
	"net/http"
	"strconv"
)

const (
	pageSize = 25
	maxPage  = 1_000_000
)

// page is one page of a list. A link that leads nowhere is null.
type page struct {
	Results []object `json:"results"`
	Links   links    `json:"links"`
}

type links struct {
	Self *string `json:"self"`
	Next *string `json:"next"`
	Prev *string `json:"prev"`
}

// list answers with a page of the project's check-ins, the oldest first.
func (h *Handler) list(ctx context.Context, c call) answer {
	number := 1
	if asked := c.URL.Query().Get("page"); asked != "" {
		n, err := strconv.Atoi(asked)
		if err != nil || n < 1 || n > maxPage {
			return refuse(http.StatusBadRequest, "%s", problem("page", asked, "use a number from 1"))
		}
		number = n
	}
	all, err := h.Registry.InProject(ctx, c.project.ID)
	if err != nil {
		return h.failed("listing", err)
	}
	from := min((number-1)*pageSize, len(all))
	to := min(from+pageSize, len(all))
	results, err := h.objects(ctx, all[from:to])
	if err != nil {
		return h.failed("reading the states", err)
	}
	return answer{http.StatusOK, page{results, links{
		Self: h.link(c, number, true), Next: h.link(c, number+1, to < len(all)), Prev: h.link(c, number-1, number > 1),
	}}}
}

// link is the address of a page; nil for one that is not there.
func (h *Handler) link(c call, number int, there bool) *string {
	if !there {
		return nil
	}
	base := h.ExternalURL
	if base == "" {
		base = "http://" + c.Host
		if c.TLS != nil {
			base = "https://" + c.Host
		}
	}
	return new(base + c.URL.EscapedPath() + "?page=" + strconv.Itoa(number))
}
