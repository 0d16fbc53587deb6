package rest

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/rest/wire"
)

// Defects are what the daily check has found.
type Defects interface {
	// Defects lists those that are there.
	Defects(ctx context.Context) ([]ownership.Finding, error)
}

func (h *Handler) defectRoutes() []route {
	return []route{{http.MethodGet, "/api/v1/defects", read, h.listDefects}}
}

// defectList is a page of them.
type defectList struct {
	Defects []wire.Defect `json:"defects"`
	Next    string        `json:"next,omitempty"`
}

// listDefects lists them, the most urgent first.
func (h *Handler) listDefects(w http.ResponseWriter, r *http.Request, _ Caller) error {
	q := query(r.URL.RawQuery)
	team, kind, after := q.text("team"), q.word("kind", defectKinds()...), q.text("after")
	limit := int(q.number("limit", maxLimit, defaultLimit))
	if err := q.done(); err != nil {
		return err
	}
	all, err := h.Defects.Defects(r.Context())
	if err != nil {
		return err
	}
	found := slices.DeleteFunc(slices.Clone(all), func(f ownership.Finding) bool {
		return team != "" && f.Team != team || kind != "" && string(f.Kind) != kind || after != "" && compareDefects(f.ID(), after) <= 0
	})
	slices.SortFunc(found, func(a, b ownership.Finding) int { return compareDefects(a.ID(), b.ID()) })
	page := defectList{Defects: []wire.Defect{}}
	if len(found) > limit {
		found = found[:limit]
		page.Next = found[limit-1].ID()
	}
	for _, f := range found {
		page.Defects = append(page.Defects, defectOf(f))
	}
	answer(w, page)
	return nil
}

// compareDefects orders the ids of defects, which begin with the kind, by urgency. An id that is mended meanwhile keeps its place, so that
// a page after it begins where it ought to.
func compareDefects(a, b string) int {
	urgency := func(id string) int {
		kind, _, _ := strings.Cut(id, " ")
		return slices.Index(ownership.DefectKinds(), ownership.DefectKind(kind))
	}
	return cmp.Or(cmp.Compare(urgency(a), urgency(b)), strings.Compare(a, b))
}

func defectKinds() []string {
	kinds := ownership.DefectKinds()
	all := make([]string, 0, len(kinds))
	for _, k := range kinds {
		all = append(all, string(k))
	}
	return all
}

func defectOf(f ownership.Finding) wire.Defect {
	return wire.Defect{
		ID: f.ID(), Kind: string(f.Kind), Subject: f.Subject, Monitor: f.Monitor, Team: f.Team, Detail: f.Detail, Since: f.Since,
		LastSeen: f.LastSeen, ToldAt: f.ToldAt,
	}
}
